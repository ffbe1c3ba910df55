/**
 * Adds the problems that a plan finds to those of the schema, so that a caller sees everything wrong in one answer. The bad parts
 * of the body are removed and the rest is planned; problems that the removal itself may have caused are dropped.
 */
import type { PlanProblem } from '../../../../core/plan/plan-spec.ts';
import type { ApiError } from '../../../../contracts/http/errors.ts';
import { limits } from '../../../../contracts/limits.ts';
import { submitBody } from '../../../../contracts/http/submit.ts';
import { findWorkflow, workflowOfFleet } from '../../../../contracts/workflows.ts';
import { validationError } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import { withSteps } from './complete-body.ts';
import { placeSteps } from './place-steps.ts';
import { planWork, settingProblems } from './prepare-fleet.ts';
import { sizeWith } from './refuse-size.ts';
import { isObject, salvage, without } from './salvage.ts';
import { salvageSteps } from './salvage-steps.ts';
import { noSelection, selectTargets } from './select-targets.ts';
import { tooLarge } from './too-large.ts';

/** @param error the schema's error for `raw`, which is returned with the plan's problems added */
export async function withFurtherProblems(ports: ApiPorts, raw: unknown, error: ApiError): Promise<ApiError> {
  const details = error.details ?? [];
  const bad = details.map(({ path }) => path);
  // With more problems than an answer names, no others are looked for.
  if (error.code !== 'VALIDATION_ERROR' || !isObject(raw) || details.length > limits.problems) return error;
  const read = submitBody.safeParse({ ...without(raw, '', bad), targets: [], groups: [] });
  const { entries, groups, elsewhere, ...names } = salvage(raw, bad);
  if (!read.success) return error;
  const body = withSteps(read.data);
  const chosen = await selectTargets(ports.repos, body.selector, { entries, groups });
  const isTooLarge = tooLarge(sizeWith(raw, chosen)) !== undefined;
  const selected = isTooLarge ? noSelection : chosen;
  const workflowRef = workflowOfFleet({ ...body, report: raw['report'] });
  const salvaged = salvageSteps(raw, bad);
  const steps = [...placeSteps(body), ...salvaged.steps];
  // What is not known asks nothing of the targets.
  const workflow = bad.includes('/workflow_ref') || salvaged.areLost ? undefined : findWorkflow(workflowRef);
  const selectionIsLost = isTooLarge || bad.some((path) => /^\/selector(?:\/|$)/.test(path));
  const removed = { bad, namesAreLost: names.namesAreLost || selectionIsLost, stepsAreLost: salvaged.areLost };
  const ofSettings = settingProblems(ports, {
    body,
    steps,
    given: raw,
    workflowRef,
    entries,
    groups,
    targets: sizeWith(raw, selected).targets,
    repos: sizeWith(raw, selected).targets,
  });
  const known = [...details, ...ofSettings.filter(({ path }) => !followsFromSteps(path, removed))];
  if (entries.length + groups.length + selected.entries.length === 0) return validationError(known);
  const made = await planWork(ports, body, { workflowRef, workflow, steps, entries, groups, elsewhere, selected });
  const further = made.ok ? [] : made.problems.filter((problem) => !mayFollow(problem, removed));
  return validationError([...known, ...further]);
}

interface Removed {
  /** JSON Pointers. */
  readonly bad: readonly string[];
  readonly namesAreLost: boolean;
  /** Whether there are steps of which nothing is known. */
  readonly stepsAreLost: boolean;
}

/** Whether a problem of a setting, at this place, may have been caused by the removal of a bad part. */
function followsFromSteps(path: string, { bad, stepsAreLost }: Removed): boolean {
  const ofSteps = bad.some((other) => /^\/(?:steps|preset|workflow_ref)(?:\/|$)/.test(other));
  const isHere = bad.some((other) => other === path || path.startsWith(`${other}/`));
  const usesSteps = ['/context', '/pause_between', '/heal', '/agent', '/model', '/workflow_ref', '/publish'].includes(path);
  return isHere || (usesSteps && ofSteps) || (stepsAreLost && path.startsWith('/params'));
}

/** Whether a problem may have been caused by the removal of a bad part. */
function mayFollow({ path, code, message }: PlanProblem, { bad, namesAreLost }: Removed): boolean {
  const related = (other: string): boolean => other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`);
  const fewerDependencies = namesAreLost || bad.some((other) => other.includes('/depends_on'));
  switch (code) {
    case 'REPO_NOT_ONBOARDED':
      return bad.includes('/unonboarded');
    case 'BAD_NAME':
    case 'DUPLICATE_ID':
      return bad.some(related);
    case 'UNKNOWN_DEPENDENCY':
    case 'SELF_DEPENDENCY':
    case 'DEPENDENCY_CYCLE':
      return namesAreLost;
    case 'EMPTY_GROUP':
    case 'INVALID_VALUE':
    case 'UNKNOWN_PLACEHOLDER':
    case 'TOO_LONG':
      if (fewerDependencies && (message.startsWith('{{deps.') || path.endsWith('/base'))) return true;
      return bad.some((other) => related(other) || /^(?:\/steps\/\d+)?\/params/.test(other) || isAbout(other, message));
  }
}

/** What a text of a step means or needs, by the place of the part that was removed. */
const meanings: readonly (readonly [place: RegExp, message: RegExp])[] = [
  [/\/task_description$/, /^\S+( or \S+)? is required by the workflow/],
  [/^\/context$/, /^\{\{context\}\}/],
  [/^\/steps\/\d+\/batches/, /^\{\{batch\./],
];
const isAbout = (other: string, message: string): boolean =>
  meanings.some(([place, said]) => place.test(other) && said.test(message));
