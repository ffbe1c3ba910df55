/** Facts first: how an attempt ended is written to its target, repeatably, before the ledger says so. */
import pLimit from 'p-limit';
import type { Settlement } from '../../core/facts.ts';
import type { AttemptOutcome } from '../../contracts/fleet-records.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { ActorPorts } from './actor-ports.ts';
import { attemptKey } from './read-facts.ts';
import { taskSeen } from './task-seen.ts';

const writesAtOnce = 16;

export async function recordSettlements(
  ports: ActorPorts,
  fleetId: string,
  settlements: readonly Settlement[],
  tasks: ReadonlyMap<string, TaskRow>,
): Promise<void> {
  const limit = pLimit(writesAtOnce);
  const now = ports.surroundings.now();
  await Promise.all(
    settlements.map((settlement) =>
      limit(() => {
        const outcome = outcomeOf(settlement, tasks.get(attemptKey(settlement)), now);
        return ports.stores.targets.recordOutcome(fleetId, settlement.ordinal, settlement.attempt, outcome);
      }),
    ),
  );
}

function outcomeOf(settlement: Settlement, row: TaskRow | undefined, now: number): AttemptOutcome {
  const { status, trigger, failure } = settlement;
  if (!row) return { ...neverRan, status, trigger, failure, finished_at: new Date(now).toISOString() };
  const seen = taskSeen(row, settlement);
  return {
    status,
    trigger,
    failure,
    task_id: row.task_id,
    outcome: row.outcome,
    pr_url: row.pr_url,
    // Named with the task, but there only once something was pushed to it.
    branch: row.outcome === 'changed' ? row.branch_name : null,
    cost_usd: seen.costUsd,
    started_at: row.started_at,
    finished_at: row.completed_at,
    duration_s: seen.durationMs === null ? null : seen.durationMs / 1_000,
  };
}

const neverRan = {
  task_id: null,
  outcome: null,
  pr_url: null,
  branch: null,
  cost_usd: 0,
  started_at: null,
  duration_s: null,
} as const;
