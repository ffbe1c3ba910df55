/**
 * Adds the problems that a plan finds to those of the schema, so that a caller sees everything wrong in one answer. The bad parts
 * of the body are removed and the rest is planned; problems that the removal itself may have caused are dropped.
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

/** @param error the schema's error for `raw`, which is returned with the plan's problems added */
export async function withFurtherProblems(ports: ApiPorts, raw: unknown, error: ApiError): Promise<ApiError> {
  const details = error.details ?? [];
  const bad = details.map(({ path }) => path);
  // With more problems than an answer names, no others are looked for.
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

/** An object without the keys that have a problem in or below them. */
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

/** Groups by their names, with the targets and groups in them. The plan finds no problem in their other settings. */
function salvageGroups(holder: Fields, at: string, bad: readonly string[]): GroupEntry[] {
  return listIn(holder, 'groups').flatMap((group, index) => {
    if (!isObject(group) || typeof group['name'] !== 'string') return [];
    const pointer = `${at}/groups/${index}`;
    const inside = { targets: salvageAll(group, pointer, bad), groups: salvageGroups(group, pointer, bad) };
    return [{ pointer, name: group['name'], ...inside, maxConcurrency: null, needsApproval: false }];
  });
}

/** Whether a problem may have been caused by the removal of a bad part. */
function mayFollow({ path, code }: PlanProblem, bad: readonly string[]): boolean {
  if (code === 'REPO_NOT_ONBOARDED') return bad.includes('/unonboarded');
  const related = (other: string): boolean => other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`);
  const isName = code === 'BAD_NAME' || code === 'DUPLICATE_ID';
  return bad.some((other) => related(other) || (!isName && other.startsWith('/params')));
}
