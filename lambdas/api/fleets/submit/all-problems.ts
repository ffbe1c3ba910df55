/**
 * Problems that only a plan can tell, of a body that has problems of form too, so that a caller hears of all at once. They are
 * looked for in what is left of the body without its bad parts; what may only be wrong because a part is missing is not told.
 */
import { makePlan } from '../../../../core/plan/plan.ts';
import type { GroupEntry, PlacedEntry, PlanProblem } from '../../../../core/plan/plan-spec.ts';
import type { ApiError } from '../../../../contracts/http/errors.ts';
import { limits } from '../../../../contracts/limits.ts';
import { submitBody, targetRequest } from '../../../../contracts/http/submit.ts';
import { fleetDefaultWorkflow, findWorkflow } from '../../../../contracts/workflows.ts';
import { validationError } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import { webhookProblems } from '../check-webhooks.ts';
import { placed } from './place-targets.ts';
import { planSpec, workflowProblems } from './prepare-fleet.ts';

/** @param error what the schema said of `raw`; answered with the plan's problems added */
export async function withFurtherProblems(ports: ApiPorts, raw: unknown, error: ApiError): Promise<ApiError> {
  const details = error.details ?? [];
  const bad = details.map(({ path }) => path);
  // More than are told: nothing else is looked for.
  if (error.code !== 'VALIDATION_ERROR' || !isObject(raw) || details.length > limits.problems) return error;
  const body = submitBody.safeParse({ ...without(raw, '', bad), targets: [], groups: [] });
  const entries = salvageAll(raw, '', bad);
  const groups = salvageGroups(raw, '', bad);
  if (!body.success) return error;
  const workflowRef = body.data.workflow_ref ?? fleetDefaultWorkflow;
  const workflow = bad.includes('/workflow_ref') ? undefined : findWorkflow(workflowRef);
  const ofWorkflow = bad.includes('/workflow_ref') ? [] : workflowProblems(workflowRef, workflow);
  const known = [...details, ...ofWorkflow, ...webhookProblems(body.data.notify?.webhooks, ports.settings)];
  if (entries.length + groups.length === 0) return validationError(known);
  const made = makePlan(await planSpec(ports, body.data, { workflow, entries, groups }));
  const further = made.ok ? [] : made.problems.filter((problem) => !mayFollow(problem, bad));
  return validationError([...known, ...further]);
}

type Fields = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** An object without the keys at or below which something is wrong. */
const without = (object: Fields, at: string, bad: readonly string[]): Fields =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !isBad(`${at}/${key}`, bad)));

const isBad = (place: string, bad: readonly string[]): boolean =>
  bad.some((path) => path.startsWith(place) && (path.length === place.length || path[place.length] === '/'));

const listIn = (holder: Fields, key: string): readonly unknown[] => {
  const list = holder[key];
  return Array.isArray(list) && list.length <= limits.targets ? list : [];
};

const salvageAll = (holder: Fields, at: string, bad: readonly string[]): PlacedEntry[] =>
  listIn(holder, 'targets').flatMap((target, index) => salvage(target, `${at}/targets/${index}`, bad));

function salvage(target: unknown, pointer: string, bad: readonly string[]): PlacedEntry[] {
  const left = isObject(target) ? without(target, pointer, bad) : target;
  const read = targetRequest.safeParse(left);
  return read.success ? [placed(read.data, pointer)] : [];
}

/** Of a group only its name and what is in it matter here. */
function salvageGroups(holder: Fields, at: string, bad: readonly string[]): GroupEntry[] {
  return listIn(holder, 'groups').flatMap((group, index) => {
    if (!isObject(group) || typeof group['name'] !== 'string') return [];
    const pointer = `${at}/groups/${index}`;
    const inside = { targets: salvageAll(group, pointer, bad), groups: salvageGroups(group, pointer, bad) };
    return [{ pointer, name: group['name'], ...inside, maxConcurrency: null, needsApproval: false }];
  });
}

/** Whether a problem may be there only because a bad part was left out. */
function mayFollow({ path, code }: PlanProblem, bad: readonly string[]): boolean {
  if (code === 'REPO_NOT_ONBOARDED') return bad.includes('/unonboarded');
  const related = (other: string): boolean => other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`);
  const isName = code === 'BAD_NAME' || code === 'DUPLICATE_ID';
  return bad.some((other) => related(other) || (!isName && other.startsWith('/params')));
}
