/** Tells the keys of a plan that a fleet has no place for, each with the reason, so that none is dropped silently. */
import type { Findings } from '../findings.ts';
import { groupObject, jobObject, planObject, workObject } from './schema.ts';

type Reasons = Readonly<Record<string, string>>;
type Path = readonly (string | number)[];

const fromDefaultBranch =
  'a target starts from the default branch of its repository (repo edit --default-branch), or from the branch of the job that it depends on';

const ofPlan: Reasons = {
  baseBranch: fromDefaultBranch,
  targetBranch: 'each target has a branch of its own, and a pull request where the forge is known',
  cleanUpSuccessfulWork: 'a worker removes its clone after each task',
  additionalSymlinkDirs: 'each task works in a fresh clone',
  verify_ri: 'nothing is merged, so there is no merge to check; postchecks of the jobs are carried over',
};
const ofJob: Reasons = {
  name: 'a target is shown with its id',
  baseBranch: fromDefaultBranch,
  expects_no_changes: 'a target that changes nothing succeeds in any case',
  group: 'it only marks a picture; nested groups are carried over',
};
const ofAgent = 'it is decided by the agent that the worker is configured with (worker.yaml)';
const ofWork: Reasons = {
  model: ofAgent,
  model_tier: ofAgent,
  allowedFolders: ofAgent,
  allowedUrls: ofAgent,
  augmentInstructions: ofAgent,
  resumeSession: 'each attempt begins anew',
  on_failure: 'a fleet retries by auto_retry and stops by its failure policy',
};

const carried = {
  plan: Object.keys(planObject.shape),
  group: Object.keys(groupObject.shape),
  job: Object.keys(jobObject.shape).filter((key) => key !== 'expects_no_changes'),
};

export const planKeys = (findings: Findings, value: object, at: Path): void => {
  tellOthers(findings, { value, at }, carried.plan, ofPlan);
};
export const groupKeys = (findings: Findings, value: object, at: Path): void => {
  tellOthers(findings, { value, at }, carried.group, {});
};
export const jobKeys = (findings: Findings, value: object, at: Path): void => {
  tellOthers(findings, { value, at }, carried.job, ofJob);
};

/** @param used the keys that work of this type needs */
export function workKeys(findings: Findings, value: object, at: Path, used: readonly string[]): void {
  const unused = Object.keys(workObject.shape).filter((key) => !used.includes(key) && key !== 'type');
  const reasons = { ...ofWork, ...Object.fromEntries(unused.map((key) => [key, 'work of this type does not use it'])) };
  tellOthers(findings, { value, at }, ['type', ...used], reasons);
}

interface Place {
  readonly value: object;
  readonly at: Path;
}

function tellOthers(findings: Findings, { value, at }: Place, known: readonly string[], reasons: Reasons): void {
  for (const [key, given] of Object.entries(value)) {
    if (known.includes(key) || given === null) continue;
    findings.leftOut([...at, key], Object.hasOwn(reasons, key) ? (reasons[key] ?? unknown) : unknown);
  }
}

const unknown = 'a fleet has nothing like it';
