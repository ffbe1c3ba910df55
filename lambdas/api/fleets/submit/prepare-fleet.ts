/**
 * Checks and resolves the body of a submit: workflow, onboarding, names, texts. The result is a plan, or all problems at once.
 */
import { shellForbidden, verifiersForbidden } from '../../../../tasks/forbidden-commands.ts';
import { makePlan } from '../../../../core/plan/plan.ts';
import type { PlanProblem, PlanSpec, ResolvedPlan } from '../../../../core/plan/plan-spec.ts';
import type { ApiError, Problem } from '../../../../contracts/http/errors.ts';
import { wrongInspectParams } from '../../../../contracts/inspect-params.ts';
import { limits } from '../../../../contracts/limits.ts';
import { wrongMergeParams } from '../../../../contracts/merge-params.ts';
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import { fleetDefaultWorkflow, findWorkflow, workflows, type Workflow } from '../../../../contracts/workflows.ts';
import { validationError } from '../../answer.ts';
import type { ApiPorts, ApiSettings } from '../../api-ports.ts';
import { derivedTitle } from '../../../fleet-title.ts';
import { agentProblems } from './agent-problems.ts';
import { webhookProblems } from '../check-webhooks.ts';
import { completeBody } from './complete-body.ts';
import { workflowOfStep } from './freeze-steps.ts';
import { stepProblems } from './step-problems.ts';
import { inherit, type SubmittedRequest } from './inherit.ts';
import { nearestPaths } from './nearest-paths.ts';
import { withOnboardedNames } from './onboarded-names.ts';
import { groupEntry, placeAll, placesOfVerifiers } from './place-targets.ts';
import { sizeOf, tooLarge } from './too-large.ts';

export interface PreparedFleet {
  readonly body: SubmitBody;
  readonly workflowRef: string;
  readonly title: string;
  readonly plan: ResolvedPlan;
  /** The fleet that this one was made from, and the first one in that line; null if it was made from none. */
  readonly lineage: { readonly parent: string; readonly root: string } | null;
}
export type Prepared = { readonly ok: true; readonly fleet: PreparedFleet } | { readonly ok: false; readonly error: ApiError };

const refuse = (error: ApiError): Prepared => ({ ok: false, error });

export async function prepareFleet(ports: ApiPorts, request: SubmittedRequest): Promise<Prepared> {
  const inherited = await inherit(ports, request);
  if (!inherited.ok) return inherited;
  const { lineage, elsewhere } = inherited;
  const size = sizeOf(inherited.body);
  const body = completeBody(inherited.body, inherited.said, size.targets);
  if (size.targets + size.groups === 0) return refuse(noTargets('The list of targets is empty.'));
  // Checked again: a fleet that is made from another one may be larger than the body that the caller sent.
  const tooMany = tooLarge(size);
  if (tooMany) return refuse(tooMany);
  const workflowRef = body.workflow_ref ?? fleetDefaultWorkflow;
  const workflow = findWorkflow(workflowRef);
  const entries = placeAll(body.targets ?? [], '');
  const groups = (body.groups ?? []).map((group, at) => groupEntry(group, `/groups/${at}`));
  const forbidden = forbiddenIn(body, { workflow, entries, groups }, ports.settings);
  if (forbidden) return refuse(forbidden);
  const made = makePlan(await planSpec(ports, body, { workflow, entries, groups, elsewhere }));
  const problems = [
    ...workflowProblems(workflowRef, workflow),
    ...mergeParamProblems(workflow, body.params),
    ...inspectParamProblems(workflow, body.params),
    ...agentsOfFleet(body, workflow, ports.settings.agents),
    ...stepProblems({ ...{ body, raw: inherited.said, workflowRef }, targets: size.targets, agents: ports.settings.agents }),
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
      lineage,
    },
  };
}

/** The error if the caller gives commands that operators have not allowed. */
function forbiddenIn(
  body: SubmitBody,
  { workflow, ...placed }: Pick<PlanSpec, 'entries' | 'groups'> & { workflow: Workflow | undefined },
  { allowShell, callerVerifiers }: ApiSettings,
): ApiError | undefined {
  const steps = body.steps ?? [];
  const runsShell =
    steps.length === 0 ? workflow?.shell : steps.some((step) => findWorkflow(workflowOfStep(step, workflow?.id ?? ''))?.shell);
  if (runsShell && !allowShell) return shellForbidden;
  const [first, ...others] = callerVerifiers ? [] : [...placesOfVerifiers(body.verifiers, placed), ...placesInSteps(steps)];
  return first === undefined ? undefined : verifiersForbidden([first, ...others]);
}

const placesInSteps = (steps: NonNullable<SubmitBody['steps']>): string[] =>
  steps.flatMap(({ verifiers = [] }, at) => (verifiers.length > 0 ? [`/steps/${at}/verifiers`] : []));

/** Where there are steps, the agent and the model of the fleet are for those of them that run one. */
function agentsOfFleet(body: SubmitBody, workflow: Workflow | undefined, known: ApiSettings['agents']): Problem[] {
  const steps = body.steps ?? [];
  const used = steps.map((step) => findWorkflow(workflowOfStep(step, workflow?.id ?? ''))).find((each) => each?.agent);
  return agentProblems(body, steps.length === 0 ? workflow : used, known);
}

const noTargets = (message: string): ApiError => ({
  code: 'NO_TARGETS',
  message: `${message} Name at least one onboarded repository.`,
});

/** @param workflow that `ref` names; undefined if there is none */
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

/** @param path of the params, as a JSON Pointer */
export const mergeParamProblems = (workflow: Workflow | undefined, params: SubmitBody['params'], path = '/params'): Problem[] =>
  wrongMergeParams(workflow, params).map(({ name, message }) => ({ path: `${path}/${name}`, code: 'INVALID_VALUE', message }));

/** @param path of the params, as a JSON Pointer */
export function inspectParamProblems(workflow: Workflow | undefined, params: SubmitBody['params'], path = '/params'): Problem[] {
  const message = wrongInspectParams(workflow, params);
  return message === undefined ? [] : [{ path: `${path}/paths`, code: 'INVALID_VALUE', message }];
}

/** Stands for an unknown workflow, so that the plan asks nothing of the targets on its behalf. */
const anyWorkflow = { id: '', needsOneOf: [], acceptsPr: true, shell: false } as const;

export async function planSpec(
  ports: ApiPorts,
  body: Pick<SubmitBody, 'task_description' | 'params' | 'pull_request' | 'unonboarded' | 'steps' | 'context'>,
  {
    workflow,
    entries,
    groups,
    elsewhere,
  }: Pick<PlanSpec, 'entries' | 'groups' | 'elsewhere'> & { workflow: Workflow | undefined },
): Promise<PlanSpec> {
  const named = await withOnboardedNames(ports.repos, { entries, groups });
  return {
    workflow: workflow ?? anyWorkflow,
    taskDescription: body.task_description ?? null,
    params: body.params,
    steps: plannedSteps(body, workflow?.id ?? ''),
    context: body.context ?? '',
    pullRequest: { title: body.pull_request.title ?? null, body: body.pull_request.body ?? null },
    ...named,
    unonboarded: body.unonboarded,
    elsewhere,
    nearest: nearestPaths,
    mostDependencies: { listed: limits.fleetDependencies, ofGroups: limits.groupDependencies, ranges: limits.graphEdges },
    longest: { description: limits.taskDescription, title: limits.pullRequestTitle, body: limits.pullRequestBody },
    mostProblems: limits.problems,
  };
}

const plannedSteps = ({ steps, params }: Pick<SubmitBody, 'steps' | 'params'>, ofFleet: string): NonNullable<PlanSpec['steps']> =>
  (steps ?? []).map((step, at) => ({
    name: step.name,
    pointer: `/steps/${at}`,
    taskDescription: step.task_description ?? null,
    workflow: findWorkflow(workflowOfStep(step, ofFleet)) ?? anyWorkflow,
    params: { ...params, ...step.params },
    ownParams: step.params ?? {},
  }));

/** REPO_NOT_ONBOARDED if all problems are repositories that are not onboarded, else VALIDATION_ERROR with all problems. */
function errorOf(problems: readonly (Problem | PlanProblem)[]): ApiError {
  const missing = problems.filter(({ code }) => code === 'REPO_NOT_ONBOARDED');
  if (missing.length < problems.length) return validationError(problems);
  const [first] = missing;
  const message =
    missing.length === 1 && first ? first.message : `${missing.length} repositories are not onboarded; see details.`;
  return { code: 'REPO_NOT_ONBOARDED', message, details: missing };
}
