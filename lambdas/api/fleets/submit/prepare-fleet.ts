/** From a submit body to what would be started, or everything that is wrong with it: workflow, onboarding, names, texts. */
import { shellForbidden, verifiersForbidden } from '../../../../tasks/switched-off.ts';
import { makePlan } from '../../../../core/plan/plan.ts';
import type { PlanProblem, PlanSpec, ResolvedPlan } from '../../../../core/plan/plan-spec.ts';
import type { ApiError, Problem } from '../../../../contracts/http/errors.ts';
import { limits } from '../../../../contracts/limits.ts';
import type { SubmitBody, TargetRequest } from '../../../../contracts/http/submit.ts';
import { fleetDefaultWorkflow, findWorkflow, workflows, type Workflow } from '../../../../contracts/workflows.ts';
import { validationError } from '../../answer.ts';
import type { ApiPorts, ApiSettings } from '../../api-ports.ts';
import { derivedTitle } from '../../../fleet-title.ts';
import { webhookProblems } from '../check-webhooks.ts';
import { inherit, type SubmittedRequest } from './inherit.ts';
import { withOnboardedNames } from './onboarded-names.ts';
import { placesOfVerifiers } from './own-verifiers.ts';
import { groupEntry, placeAll, placeTargets } from './place-targets.ts';
import { sizeOf, tooLarge } from './too-large.ts';

export interface PreparedFleet {
  readonly body: SubmitBody;
  readonly workflowRef: string;
  readonly title: string;
  readonly plan: ResolvedPlan;
  /** Each target as asked for, by its place. */
  readonly asked: ReadonlyMap<string, TargetRequest>;
  /** The fleet that this one was made from, and the first of that line. */
  readonly lineage: { readonly parent: string; readonly root: string } | null;
}
export type Prepared = { readonly ok: true; readonly fleet: PreparedFleet } | { readonly ok: false; readonly error: ApiError };

const refuse = (error: ApiError): Prepared => ({ ok: false, error });

export async function prepareFleet(ports: ApiPorts, request: SubmittedRequest): Promise<Prepared> {
  const inherited = await inherit(ports, request);
  if (!inherited.ok) return inherited;
  const { body, lineage } = inherited;
  const asked = placeTargets(body);
  const size = sizeOf(body);
  if (size.targets + size.groups === 0) return refuse(noTargets('The list of targets is empty.'));
  // Larger than what the caller sent where it was made from another fleet.
  const tooMany = tooLarge(size);
  if (tooMany) return refuse(tooMany);
  const workflowRef = body.workflow_ref ?? fleetDefaultWorkflow;
  const workflow = findWorkflow(workflowRef);
  const forbidden = forbiddenIn(body, { workflow, asked }, ports.settings);
  if (forbidden) return refuse(forbidden);
  const entries = placeAll(body.targets ?? [], '');
  const groups = (body.groups ?? []).map((group, at) => groupEntry(group, `/groups/${at}`));
  const made = makePlan(await planSpec(ports, body, { workflow, entries, groups }));
  const problems = [
    ...workflowProblems(workflowRef, workflow),
    ...webhookProblems(body.notify?.webhooks, ports.settings),
    ...(made.ok ? [] : made.problems),
  ];
  if (!made.ok || problems.length > 0) return refuse(errorOf(problems));
  if (made.plan.targets.length === 0) return refuse(noTargets('None of the repositories is onboarded, so no target is left.'));
  return {
    ok: true,
    fleet: {
      body,
      workflowRef,
      title: body.title ?? derivedTitle(body.task_description, workflowRef),
      plan: made.plan,
      asked,
      lineage,
    },
  };
}

/** Commands of the caller, where operators have not allowed them. */
function forbiddenIn(
  body: SubmitBody,
  { workflow, asked }: { workflow: Workflow | undefined; asked: ReadonlyMap<string, TargetRequest> },
  { allowShell, callerVerifiers }: ApiSettings,
): ApiError | undefined {
  if (workflow?.shell && !allowShell) return shellForbidden;
  const [first, ...others] = callerVerifiers ? [] : placesOfVerifiers(body, asked);
  return first === undefined ? undefined : verifiersForbidden([first, ...others]);
}

const noTargets = (message: string): ApiError => ({
  code: 'NO_TARGETS',
  message: `${message} Name at least one onboarded repository.`,
});

/** @param workflow what `ref` names; undefined where there is no such workflow */
export function workflowProblems(ref: string, workflow: Workflow | undefined): Problem[] {
  const path = '/workflow_ref';
  const known = workflows.filter(({ needsRepo }) => needsRepo).map(({ id }) => id);
  if (!workflow) {
    const message = `workflow_ref ${ref.slice(0, 200)} is not a workflow of this platform, or not in that version. Known for a fleet: ${known.join(', ')}.`;
    return [{ path, code: 'UNKNOWN_WORKFLOW', message }];
  }
  if (workflow.needsRepo) return [];
  const message = `workflow_ref ${workflow.id} works on no repository, and the targets of a fleet are repositories: submit tasks of it one by one. A fleet that gathers reports is not supported yet.`;
  return [{ path, code: 'NOT_SUPPORTED_YET', message }];
}

/** Where the workflow is not known, nothing is asked of the targets in its name. */
const anyWorkflow = { id: '', needsOneOf: [], acceptsPr: true, shell: false } as const;

export async function planSpec(
  ports: ApiPorts,
  body: Pick<SubmitBody, 'task_description' | 'params' | 'pull_request' | 'unonboarded'>,
  { workflow, entries, groups }: Pick<PlanSpec, 'entries' | 'groups'> & { workflow: Workflow | undefined },
): Promise<PlanSpec> {
  const named = await withOnboardedNames(ports.repos, { entries, groups });
  return {
    workflow: workflow ?? anyWorkflow,
    taskDescription: body.task_description ?? null,
    params: body.params,
    pullRequest: { title: body.pull_request.title ?? null, body: body.pull_request.body ?? null },
    ...named,
    unonboarded: body.unonboarded,
    longest: { description: limits.taskDescription, title: limits.pullRequestTitle, body: limits.pullRequestBody },
    mostProblems: limits.problems,
  };
}

/** Only repositories that are missing: 422. Anything else: 400 with everything. */
function errorOf(problems: readonly (Problem | PlanProblem)[]): ApiError {
  const missing = problems.filter(({ code }) => code === 'REPO_NOT_ONBOARDED');
  if (missing.length < problems.length) return validationError(problems);
  const [first] = missing;
  const message =
    missing.length === 1 && first ? first.message : `${missing.length} repositories are not onboarded; see details.`;
  return { code: 'REPO_NOT_ONBOARDED', message, details: missing };
}
