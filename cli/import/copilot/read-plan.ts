/**
 * Reads a plan as a tree of jobs in groups. Every part that is wrong is told with its place, and left out of the tree, so that the
 * others are looked at all the same.
 * Invariant: names side by side differ, and each is fit to be a part of a path and of a branch.
 */
import { limits } from '../../../contracts/limits.ts';
import { shorten } from '../../../core/text/shorten.ts';
import type { Findings } from '../findings.ts';
import { groupKeys, jobKeys, planKeys } from './left-out-keys.ts';
import { fitGroupName, fitName, isName } from '../names.ts';
import { readWork, type Work } from './read-work.ts';
import { groupObject, jobObject, planObject, type PlanSettings, work as workSchema } from './schema.ts';

export type Path = readonly (string | number)[];

export interface Job {
  /** Place in the plan. */
  readonly at: Path;
  readonly id: string;
  /** Empty where the plan gives none. */
  readonly task: string;
  readonly instructions: string;
  /** Undefined for a job that does nothing. */
  readonly work: Work | undefined;
  readonly prechecks: Work | undefined;
  readonly postchecks: Work | undefined;
  /** As the plan writes them. */
  readonly dependencies: readonly string[];
  readonly expectsNoChanges: boolean;
}

export interface Level {
  readonly jobs: readonly Job[];
  readonly groups: readonly Group[];
}

export interface Group extends Level {
  readonly at: Path;
  /** As the fleet calls it. */
  readonly name: string;
}

export interface Plan extends Level {
  readonly settings: PlanSettings;
}

/** Undefined where the plan itself is no object. Whether it has problems, the findings say. */
export function readPlan(value: unknown, findings: Findings): Plan | undefined {
  const raw = findings.read(planObject, value, []);
  if (raw === undefined) return isObject(value) ? { settings: {}, ...readLevel(lists(value), [], findings) } : undefined;
  planKeys(findings, raw, []);
  return { settings: raw, ...readLevel(raw, [], findings) };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

interface RawLevel {
  readonly jobs?: readonly unknown[] | null | undefined;
  readonly groups?: readonly unknown[] | null | undefined;
}

/** The lists of an object that has a problem elsewhere. */
function lists(value: object): RawLevel {
  const list = (key: string): readonly unknown[] => {
    const found: unknown = Object.entries(value).find(([name]) => name === key)?.[1];
    return Array.isArray(found) ? found : [];
  };
  return { jobs: list('jobs'), groups: list('groups') };
}

/** Jobs and groups that stand side by side. Groups without a job are left out. */
function readLevel(raw: RawLevel, at: Path, findings: Findings): Level {
  const jobs = (raw.jobs ?? []).flatMap((job, index) => readJob(job, [...at, 'jobs', index], findings) ?? []);
  const groups = (raw.groups ?? []).flatMap((group, index) => readGroup(group, [...at, 'groups', index], findings) ?? []);
  tellRepeated(jobs, groups, findings);
  return { jobs, groups };
}

function readGroup(value: unknown, at: Path, findings: Findings): Group | undefined {
  if (at.length > 2 * limits.groupDepth) {
    findings.problem(at, `groups may be nested ${limits.groupDepth} deep, and this one is deeper: move it up.`);
    return undefined;
  }
  const raw = findings.read(groupObject, value, at);
  // Its jobs are looked at for further problems.
  if (raw === undefined) {
    if (isObject(value)) readLevel(lists(value), at, findings);
    return undefined;
  }
  groupKeys(findings, raw, at);
  const level = readLevel(raw, at, findings);
  const name = nameOfGroup(raw.name, at, findings);
  if ((raw.jobs ?? []).length + (raw.groups ?? []).length === 0) findings.leftOut(at, 'the group has no jobs');
  return name === undefined || level.jobs.length + level.groups.length === 0 ? undefined : { at, name, ...level };
}

function nameOfGroup(given: string, at: Path, findings: Findings): string | undefined {
  const name = fitGroupName(given);
  const place = [...at, 'name'];
  if (given.includes('/')) {
    findings.problem(place, `a group's name cannot hold "/": write ${JSON.stringify(name ?? 'group')}, or a group in a group.`);
  } else if (name === undefined) {
    findings.problem(
      place,
      `${quoted(given)} cannot be the name of a group: it ${nameRule}. Write for example "group-${Number(at.at(-1)) + 1}".`,
    );
  } else if (name !== given) {
    findings.differs(place, `the group ${quoted(given)} is called ${name} in the fleet, because its name is a part of branches`);
  }
  return name;
}

const quoted = (text: string): string => JSON.stringify(shorten(text));
const nameRule =
  'starts with a letter or digit and holds letters, digits, _ . - (64 at most; no "..", no "." or ".lock" at its end)';

function readJob(value: unknown, at: Path, findings: Findings): Job | undefined {
  const raw = findings.read(jobObject, value, at);
  if (raw === undefined) {
    if (isObject(value)) checkRest(new Map(Object.entries(value)), at, findings);
    return undefined;
  }
  jobKeys(findings, raw, at);
  tellBadId(raw.producer_id, at, findings);
  return {
    at,
    id: raw.producer_id,
    task: (raw.task ?? '').trim(),
    instructions: (raw.instructions ?? '').trim(),
    work: readWork(raw.work, [...at, 'work'], findings),
    prechecks: readWork(raw.prechecks, [...at, 'prechecks'], findings),
    postchecks: readWork(raw.postchecks, [...at, 'postchecks'], findings),
    dependencies: raw.dependencies ?? [],
    expectsNoChanges: raw.expects_no_changes ?? false,
  };
}

/** Tells the further problems of a job that its schema refused: those of the parts that it has in the right form. */
function checkRest(parts: ReadonlyMap<string, unknown>, at: Path, findings: Findings): void {
  const id = parts.get('producer_id');
  if (typeof id === 'string') tellBadId(id, at, findings);
  for (const key of ['work', 'prechecks', 'postchecks']) {
    const read = workSchema.safeParse(parts.get(key));
    if (read.success) readWork(read.data, [...at, key], findings);
  }
}

function tellBadId(id: string, at: Path, findings: Findings): void {
  if (isName(id)) return;
  const proposal = fitName(id) ?? `job-${Number(at.at(-1)) + 1}`;
  findings.problem(
    [...at, 'producer_id'],
    `${quoted(id)} cannot be the id of a target: it ${nameRule}. Write for example ${JSON.stringify(proposal)}, in dependencies too.`,
  );
}

function tellRepeated(jobs: readonly Job[], groups: readonly Group[], findings: Findings): void {
  const seen = new Set<string>();
  const names = [
    ...jobs.map(({ id, at }) => ({ name: id, at: [...at, 'producer_id'] })),
    ...groups.map(({ name, at }) => ({ name, at: [...at, 'name'] })),
  ];
  for (const { name, at } of names) {
    if (seen.has(name)) findings.problem(at, `the name ${quoted(name)} is taken by a job or group beside it: give each its own.`);
    seen.add(name);
  }
}
