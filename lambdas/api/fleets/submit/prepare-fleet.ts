/**
 * Checks and resolves the body of a submit: workflow, onboarding, names, texts. The result is a plan, or all problems at once.
 */
import { shellForbidden, verifiersForbidden } from '../../../../tasks/forbidden-commands.ts';
import { makePlan } from '../../../../core/plan/plan.ts';
import type { PlanProblem, PlanResult, PlanSpec, ResolvedPlan } from '../../../../core/plan/plan-spec.ts';
import type { ApiError, Problem } from '../../../../contracts/http/errors.ts';
import { wrongInspectParams } from '../../../../contracts/inspect-params.ts';
import { limits } from '../../../../contracts/limits.ts';
import { wrongMergeParams } from '../../../../contracts/merge-params.ts';
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import { findWorkflow, workflowOfFleet, workflows, type Workflow } from '../../../../contracts/workflows.ts';
import { validationError } from '../../answer.ts';
import type { ApiPorts, ApiSettings } from '../../api-ports.ts';
import { derivedTitle } from '../../../fleet-title.ts';
import { agentProblems } from './agent-problems.ts';
import { webhookProblems } from '../check-webhooks.ts';
import { withSettings, withSteps } from './complete-body.ts';
import { workflowOfStep } from './freeze-steps.ts';
import { anyWorkflow, placeSteps, plannedStep, type PlacedStep } from './place-steps.ts';
import { stepProblems, type CheckedSteps } from './step-problems.ts';
import { reportProblems } from './report-problems.ts';
import { inherit, type SubmittedRequest } from './inherit.ts';
import { nearestPaths } from './nearest-paths.ts';
import { reviewProblems } from './review-problems.ts';
import { withOnboardedNames } from './onboarded-names.ts';
import { groupEntry, placeAll, placesOfVerifiers } from './place-targets.ts';
import { noneIsOnboarded, refuseSelection, refuseSize, sizeWith } from './refuse-size.ts';
import { sayOfSelected, selectTargets, type SelectedTargets } from './select-targets.ts';

export interface PreparedFleet {
  readonly body: SubmitBody;
  readonly workflowRef: string;
  readonly title: string;
  readonly plan: ResolvedPlan;
  readonly selected: Omit<SelectedTargets, 'entries'>;
  /** The preset that the steps were made from, here or in the fleet that they were taken over from; null: none. */
  readonly preset: NonNullable<SubmitBody['preset']> | null;
  /** The fleet that this one was made from, and the first one in that line; null if it was made from none. */
  readonly lineage: { readonly parent: string; readonly root: string } | null;
}
export type Prepared = { readonly ok: true; readonly fleet: PreparedFleet } | { readonly ok: false; readonly error: ApiError };

const refuse = (error: ApiError): Prepared => ({ ok: false, error });

export async function prepareFleet(ports: ApiPorts, request: SubmittedRequest): Promise<Prepared> {
  const inherited = await inherit(ports, request);
  if (!inherited.ok) return inherited;
  const { lineage, elsewhere, given } = inherited;
  const stepped = withSteps(inherited.body);
  // Checked again: a fleet that is made from another one may be larger than the body that the caller sent.
  const wrongSize = refuseSize(stepped);
  if (wrongSize) return refuse(wrongSize);
  const workflowRef = workflowOfFleet(stepped);
  const workflow = findWorkflow(workflowRef);
  const steps = placeSteps(stepped);
  const entries = placeAll(stepped.targets ?? [], '');
  const groups = (stepped.groups ?? []).map((group, at) => groupEntry(group, `/groups/${at}`));
  const forbidden = forbiddenIn(stepped, { workflowRef, steps, entries, groups }, ports.settings);
  if (forbidden) return refuse(forbidden);
  const selected = await selectTargets(ports.repos, stepped.selector, { entries, groups });
  const wrongSelection = refuseSelection(stepped, selected);
  if (wrongSelection) return refuse(wrongSelection);
  const made = await planWork(ports, stepped, { workflowRef, workflow, steps, entries, groups, elsewhere, selected });
  // A repository that is named twice is one target, and one that is left out is none.
  const { targets, repos } = counted(made, sizeWith(stepped, selected).targets);
  const body = withSettings(stepped, { given, workflowRef, targets });
  const problems = [
    ...settingProblems(ports, { body, steps, given, workflowRef, entries, groups, targets, repos }),
    ...(made.ok ? [] : made.problems),
  ];
  if (!made.ok || problems.length > 0) return refuse(errorOf(problems));
  if (made.plan.targets.length === 0) return refuse(noneIsOnboarded(selected));
  return {
    ok: true,
    fleet: {
      body,
      workflowRef,
      title: body.title ?? derivedTitle(body.task_description, workflowRef),
      plan: made.plan,
      selected,
      preset: body.preset ?? inherited.preset ?? null,
      lineage,
    },
  };
}

/** Targets, and their repositories. @param listed the number of both, as far as the request says it */
const counted = (made: PlanResult, listed: number): { readonly targets: number; readonly repos: number } =>
  made.ok
    ? {
        targets: made.plan.targets.length,
        repos: made.plan.targets.reduce((sum, { entry }) => sum + (entry.shared?.length ?? 1), 0),
      }
    : { targets: listed, repos: listed };

type Placed = Pick<PlanSpec, 'entries' | 'groups'> & { readonly workflowRef: string; readonly steps: readonly PlacedStep[] };

/** The error if the caller gives commands that operators have not allowed. */
function forbiddenIn(
  body: SubmitBody,
  { workflowRef, steps, ...placed }: Placed,
  { allowShell, callerVerifiers }: ApiSettings,
): ApiError | undefined {
  const refs = steps.length === 0 ? [workflowRef] : steps.map(({ step }) => workflowOfStep(step, workflowRef));
  if (refs.some((ref) => findWorkflow(ref)?.shell) && !allowShell) return shellForbidden;
  const ofSteps = steps.flatMap(({ step, pointer }) => ((step.verifiers ?? []).length > 0 ? [`${pointer}/verifiers`] : []));
  const [first, ...others] = callerVerifiers ? [] : [...placesOfVerifiers(body.verifiers, placed), ...ofSteps];
  return first === undefined ? undefined : verifiersForbidden([first, ...others]);
}

/** Of everything but the targets and the texts. */
export function settingProblems({ settings }: ApiPorts, checked: Omit<CheckedSteps, 'agents'>): Problem[] {
  const { body, steps, workflowRef } = checked;
  const workflow = findWorkflow(workflowRef);
  return [
    ...workflowProblems(workflowRef, workflow),
    ...(steps.length === 0 ? [...mergeParamProblems(workflow, body.params), ...inspectParamProblems(workflow, body.params)] : []),
    ...agentProblems(body, workflowOfAgent(checked), settings.agents),
    ...reportProblems(checked),
    ...stepProblems({ ...checked, agents: settings.agents }),
    ...reviewProblems(checked),
    ...webhookProblems(body.notify?.webhooks, settings),
  ];
}

/** Where there are steps, the agent and the model of the fleet are for those of them that run one. */
function workflowOfAgent({ steps, workflowRef }: Pick<CheckedSteps, 'steps' | 'workflowRef'>): Workflow | undefined {
  if (steps.length === 0) return findWorkflow(workflowRef);
  const used = steps.map(({ step }) => findWorkflow(workflowOfStep(step, workflowRef)));
  return used.find((workflow) => workflow?.agent !== false) ?? used[0];
}

/** @param workflow that `ref` names; undefined if there is none */
export function workflowProblems(ref: string, workflow: Workflow | undefined): Problem[] {
  const path = '/workflow_ref';
  const known = workflows.filter(({ needsRepo }) => needsRepo).map(({ id }) => id);
  if (!workflow) {
    const message = `workflow_ref ${ref.slice(0, 200)} is not a workflow of this platform, or not in that version. Known for a fleet: ${known.join(', ')}.`;
    return [{ path, code: 'UNKNOWN_WORKFLOW', message }];
  }
  if (workflow.needsRepo) return [];
  const message = `workflow_ref ${workflow.id} works on no repository, and the targets of a fleet are repositories: submit tasks of it one by one. To ask each repository a question, give report.`;
  return [{ path, code: 'NOT_SUPPORTED_YET', message }];
}

const mergeParamProblems = (workflow: Workflow | undefined, params: SubmitBody['params']): Problem[] =>
  wrongMergeParams(workflow, params).map(({ name, message }) => ({ path: `/params/${name}`, code: 'INVALID_VALUE', message }));

function inspectParamProblems(workflow: Workflow | undefined, params: SubmitBody['params']): Problem[] {
  const message = wrongInspectParams(workflow, params);
  return message === undefined ? [] : [{ path: '/params/paths', code: 'INVALID_VALUE', message }];
}

type Work = Placed &
  Pick<PlanSpec, 'elsewhere'> & { readonly workflow: Workflow | undefined; readonly selected: Pick<SelectedTargets, 'entries'> };

export async function planWork(ports: ApiPorts, body: PlannedBody, work: Work): Promise<PlanResult> {
  const made = makePlan(await planSpec(ports, body, work));
  return made.ok ? made : { ok: false, problems: made.problems.map(sayOfSelected) };
}

type PlannedBody = Pick<SubmitBody, 'task_description' | 'params' | 'pull_request' | 'unonboarded' | 'context'>;

async function planSpec(
  ports: ApiPorts,
  body: PlannedBody,
  { workflowRef, workflow, steps, entries, groups, elsewhere, selected }: Work,
): Promise<PlanSpec> {
  const named = await withOnboardedNames(ports.repos, { entries, groups });
  // What is selected is onboarded.
  const chosen = new Set(selected.entries.map(({ entry }) => entry.repo));
  return {
    workflow: workflow ?? anyWorkflow,
    taskDescription: body.task_description ?? null,
    params: body.params,
    steps: steps.map((step) => plannedStep(step, { params: body.params, workflowRef })),
    ...(body.context == null ? {} : { context: body.context }),
    pullRequest: { title: body.pull_request.title ?? null, body: body.pull_request.body ?? null },
    entries: [...named.entries, ...selected.entries],
    groups: named.groups,
    isOnboarded: (repo) => chosen.has(repo) || named.isOnboarded(repo),
    unonboarded: body.unonboarded,
    elsewhere,
    mostShared: { repos: limits.sharedRepos, verifierBytes: limits.sharedVerifierBytes, texts: limits.sharedTexts },
    nearest: nearestPaths,
    mostDependencies: { listed: limits.fleetDependencies, ofGroups: limits.groupDependencies, ranges: limits.graphEdges },
    longest: { description: limits.taskDescription, title: limits.pullRequestTitle, body: limits.pullRequestBody },
    mostProblems: limits.problems,
  };
}

/** REPO_NOT_ONBOARDED if all problems are repositories that are not onboarded, else VALIDATION_ERROR with all problems. */
function errorOf(problems: readonly (Problem | PlanProblem)[]): ApiError {
  const missing = problems.filter(({ code }) => code === 'REPO_NOT_ONBOARDED');
  if (missing.length < problems.length) return validationError(problems);
  const [first] = missing;
  const message =
    missing.length === 1 && first ? first.message : `${missing.length} repositories are not onboarded; see details.`;
  return { code: 'REPO_NOT_ONBOARDED', message, details: missing };
}
