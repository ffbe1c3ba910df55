/**
 * Facts first: how an attempt ended is written to its target, repeatably, before the ledger says so. What a task says of its end is
 * the same for everybody; of an end without a task the first word stands.
 */
import pLimit from 'p-limit';
import type { Settlement } from '../../core/turn/facts.ts';
import { isoOf } from '../../contracts/fields.ts';
import type { AttemptOutcome } from '../../contracts/fleet-records.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { ActorPorts } from './actor-ports.ts';
import { attemptKey } from './read-facts.ts';

const writesAtOnce = 16;

/** @returns whether all of it stands; if not, another turn said something else first, and it is to be decided again */
export async function recordSettlements(
  ports: ActorPorts,
  fleetId: string,
  settlements: readonly Settlement[],
  tasks: ReadonlyMap<string, TaskRow>,
): Promise<boolean> {
  const limit = pLimit(writesAtOnce);
  const now = ports.clockAndIds.now();
  const { targets } = ports.stores;
  const stand = await Promise.all(
    settlements.map((settlement) =>
      limit(async () => {
        const { ordinal, attempt, status } = settlement;
        const row = tasks.get(attemptKey(settlement));
        const outcome = outcomeOf(settlement, row, now);
        if (row === undefined) return (await targets.keepOutcome(fleetId, ordinal, attempt, outcome)).status === status;
        await targets.recordOutcome(fleetId, ordinal, attempt, outcome);
        return true;
      }),
    ),
  );
  return stand.every(Boolean);
}

function outcomeOf(settlement: Settlement, row: TaskRow | undefined, now: number): AttemptOutcome {
  const { status, trigger, failure, costUsd, durationMs } = settlement;
  return {
    status,
    trigger,
    failure,
    task_id: row?.task_id ?? null,
    outcome: row?.outcome ?? null,
    pr_url: row?.pr_url ?? null,
    // The task names its branch at once; the branch is there only after a push.
    branch: row?.outcome === 'changed' ? row.branch_name : null,
    cost_usd: costUsd,
    started_at: row?.started_at ?? null,
    finished_at: row ? row.completed_at : isoOf(now),
    duration_s: durationMs === null ? null : durationMs / 1_000,
  };
}
