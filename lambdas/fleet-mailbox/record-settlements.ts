/**
 * Writes how attempts ended to their targets, before the ledger is written. Writing again changes nothing. Where a task tells the
 * end, all turns read the same. Where no task tells it, the first turn that writes decides it.
 */
import pLimit from 'p-limit';
import type { Settlement } from '../../core/turn/facts.ts';
import { isoOf } from '../../contracts/fields.ts';
import type { AttemptOutcome } from '../../contracts/fleet-records.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { ActorPorts } from './actor-ports.ts';
import { attemptKey } from './read-facts.ts';

const writesAtOnce = 16;

/** @returns false if another turn has recorded another end of an attempt first; then this turn must decide again */
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
    result: row?.result ?? null,
    ...(row ? agentOf(row) : noAgent),
    pr_url: row?.pr_url ?? null,
    // A task has the name of its branch from the start; the branch itself exists only after a push.
    branch: row?.outcome === 'changed' ? row.branch_name : null,
    cost_usd: costUsd,
    started_at: row?.started_at ?? null,
    finished_at: row ? row.completed_at : isoOf(now),
    duration_s: durationMs === null ? null : durationMs / 1_000,
  };
}

type OfAgent = 'agent' | 'model' | 'session_id' | 'turns' | 'question';

const agentOf = (row: TaskRow): Pick<AttemptOutcome, OfAgent> => ({
  agent: row.agent ?? null,
  model: row.model ?? null,
  session_id: row.session_id,
  turns: row.turns_completed ?? row.turns_attempted,
  question: row.question ?? null,
});

const noAgent: Record<OfAgent, null> = { agent: null, model: null, session_id: null, turns: null, question: null };
