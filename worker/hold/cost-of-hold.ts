/**
 * What the work of a task is known to have cost, as the worker sees it that holds it (semantics 9). An agent that was begun in an earlier
 * hold ended with its worker, and nobody knows what that run cost: then the cost of the task is unknown, and never that of the last run
 * alone. Where no agent was begun in any hold, it is 0.
 */
import { runsAgent } from '../../contracts/workflows.ts';
import type { Ending } from '../task/ending.ts';
import type { HeldTask } from './held-task.ts';

type Held = Pick<HeldTask, 'task' | 'previous' | 'soFar'>;

/** @param cost_usd what the work of this hold says; undefined: it does not */
export function costOfHold({ task, previous, soFar }: Held, cost_usd: number | undefined): number | undefined {
  // No agent publishes what was approved, whatever workflow made it.
  if (task.publish !== undefined) return 0;
  if (!runsAgent(task.resolved_workflow.id)) return cost_usd;
  if (previous === 'RUNNING' || previous === 'FINALIZING') return undefined;
  return soFar.hasBegun ? cost_usd : 0;
}

export function withCost(held: Held, { status, changes: { cost_usd, ...changes } }: Ending): Ending {
  const cost = costOfHold(held, cost_usd ?? undefined);
  return { status, changes: { ...changes, ...(cost === undefined ? {} : { cost_usd: cost }) } };
}
