/** Answers what a submit of this body would start; writes nothing. */
import type { PlanView } from '../../../../contracts/http/plan.ts';
import type { FrozenStep } from '../../../../contracts/steps.ts';
import type { TaskStore } from '../../../../adapters/task-stores.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { data } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import { settingsOf } from '../../../../contracts/settings.ts';
import { findWorkflow, runsAgent } from '../../../../contracts/workflows.ts';
import { estimateCost, type Estimate, type Work } from '../../../../core/plan/estimate.ts';
import { estimateSteps, type NamedWork } from '../../../../core/plan/estimate-steps.ts';
import type { ResolvedPlan } from '../../../../core/plan/plan-spec.ts';
import type { Handler } from '../../request.ts';
import { allDependencies } from '../read/all-dependencies.ts';
import { budgetWarnings } from './budget-warnings.ts';
import { frozenSteps } from './freeze-steps.ts';
import { specHash } from './freeze-fleet.ts';
import { pastTasks } from './past-tasks.ts';
import { stepWarnings } from './step-warnings.ts';
import { teamWarnings } from './team-warnings.ts';
import { prepareFleet, type PreparedFleet } from './prepare-fleet.ts';

export const planFleet: Handler<Operations['planFleet']> = async (ports, request) => {
  const prepared = await prepareFleet(ports, request);
  if (!prepared.ok) return { kind: 'error', error: prepared.error };
  const { fleet } = prepared;
  const view = planView(fleet, ports, await estimateFor(fleet, ports, request.caller.sub));
  return data(200, { ...view, warnings: [...view.warnings, ...teamWarnings(fleet.body.teams ?? [], request.caller)] });
};

/** From the tasks of the caller, who will own the fleet. */
async function estimateFor({ body, workflowRef, plan }: PreparedFleet, ports: ApiPorts, caller: string): Promise<Estimate> {
  const of = { targets: plan.targets.length, budget: settingsOf(body).budget ?? null };
  const steps = frozenSteps(body, workflowRef);
  const tasks = readingOnce(ports.tasks);
  const worksOf = async ({
    workflow_ref: ref,
    ...asked
  }: Pick<FrozenStep, 'workflow_ref' | 'agent' | 'model'>): Promise<Work> => {
    const like = { workflow: findWorkflow(ref)?.id ?? ref, agent: asked.agent, model: asked.model };
    const usesAgent = runsAgent(ref);
    const past = usesAgent ? await pastTasks(tasks, caller, { ...like, now: ports.clockAndIds.now() }) : [];
    return { ...like, usesAgent, past };
  };
  if (steps.length === 0) {
    const only = { workflow_ref: workflowRef, agent: body.agent ?? null, model: body.model ?? null };
    return estimateCost({ ...of, ...(await worksOf(only)) });
  }
  const works: NamedWork[] = [];
  for (const step of steps) works.push({ ...(await worksOf(step)), name: step.name });
  return estimateSteps({ ...of, steps: works });
}

/** Steps ask for the tasks of different work, and each page is read once. */
function readingOnce(tasks: Pick<TaskStore, 'listTasksOfUser'>): Pick<TaskStore, 'listTasksOfUser'> {
  const pages = new Map<string, ReturnType<TaskStore['listTasksOfUser']>>();
  return {
    listTasksOfUser: (userId, page) => {
      const key = page.after ?? '';
      const read = pages.get(key) ?? tasks.listTasksOfUser(userId, page);
      pages.set(key, read);
      return read;
    },
  };
}

function planView(fleet: PreparedFleet, { settings }: ApiPorts, estimate: Estimate): PlanView {
  const { plan, body } = fleet;
  const paths = plan.targets.map(({ path }) => path);
  const named = (ordinals: readonly number[]): string[] => ordinals.flatMap((ordinal) => paths[ordinal] ?? []);
  const waves = waveByOrdinal(plan.waves);
  return {
    targets: plan.targets.map(({ path, group, entry, ordinal, dependsOn }) => ({
      path,
      group,
      repo: entry.repo,
      repos: entry.shared?.map(({ repo }) => repo) ?? null,
      wave: waves.get(ordinal) ?? 1,
      depends_on: allDependencies(dependsOn, group, plan.groupDependencies),
    })),
    skipped: [...plan.skipped],
    selection: fleet.selected.selection,
    warnings: [...plan.warnings, ...fleet.selected.warnings, ...budgetWarnings(body, fleet.workflowRef), ...stepWarnings(fleet)],
    waves: plan.waves.map(named),
    launch_order: named(plan.launchOrder),
    estimate,
    limits: {
      max_concurrency: body.max_concurrency,
      timeout_s: body.timeout_s,
      max_turns: body.max_turns ?? null,
      auto_retry_max: body.auto_retry.max,
      user_task_cap: settings.userTaskCap,
    },
    steps: frozenSteps(body, fleet.workflowRef).map(({ name, workflow_ref, gate, batches }) => ({
      name,
      workflow_ref,
      gate,
      batches,
    })),
    publish: body.publish,
    report: body.report ?? null,
    spec_hash: specHash(fleet),
  };
}

/** Counted from 1. */
const waveByOrdinal = (waves: ResolvedPlan['waves']): ReadonlyMap<number, number> =>
  new Map(waves.flatMap((wave, before) => wave.map((ordinal) => [ordinal, before + 1] as const)));
