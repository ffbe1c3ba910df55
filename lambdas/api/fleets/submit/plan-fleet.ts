/** Answers what a submit of this body would start; writes nothing. */
import type { PlanView } from '../../../../contracts/http/fleet.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { data } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import type { ResolvedPlan } from '../../../../core/plan/plan-spec.ts';
import type { Handler } from '../../request.ts';
import { allDependencies } from '../read/all-dependencies.ts';
import { budgetWarnings } from './budget-warnings.ts';
import { specHash } from './freeze-fleet.ts';
import { prepareFleet, type PreparedFleet } from './prepare-fleet.ts';

export const planFleet: Handler<Operations['planFleet']> = async (ports, request) => {
  const prepared = await prepareFleet(ports, request);
  return prepared.ok ? data(200, planView(prepared.fleet, ports)) : { kind: 'error', error: prepared.error };
};

function planView(fleet: PreparedFleet, { settings }: ApiPorts): PlanView {
  const { plan, body } = fleet;
  const paths = plan.targets.map(({ path }) => path);
  const named = (ordinals: readonly number[]): string[] => ordinals.flatMap((ordinal) => paths[ordinal] ?? []);
  const waves = waveByOrdinal(plan.waves);
  return {
    targets: plan.targets.map(({ path, group, entry, ordinal, dependsOn }) => ({
      path,
      group,
      repo: entry.repo,
      wave: waves.get(ordinal) ?? 1,
      depends_on: allDependencies(dependsOn, group, plan.groupDependencies),
    })),
    skipped: [...plan.skipped],
    warnings: [...plan.warnings, ...budgetWarnings(body, fleet.workflowRef)],
    waves: plan.waves.map(named),
    launch_order: named(plan.launchOrder),
    estimate: {
      usd: { low: null, expected: null, high: null },
      basis: 'Not known: no cost of earlier fleets is kept yet, and there is no budget.',
    },
    limits: {
      max_concurrency: body.max_concurrency,
      timeout_s: body.timeout_s,
      max_turns: body.max_turns ?? null,
      auto_retry_max: body.auto_retry.max,
      user_task_cap: settings.userTaskCap,
    },
    spec_hash: specHash(fleet),
  };
}

/** Counted from 1. */
const waveByOrdinal = (waves: ResolvedPlan['waves']): ReadonlyMap<number, number> =>
  new Map(waves.flatMap((wave, before) => wave.map((ordinal) => [ordinal, before + 1] as const)));
