/**
 * Writes how attempts ended to their targets, before the ledger is written. Writing again changes nothing. Where a task tells the
 * end, all turns read the same. Where no task tells it, the first turn that writes decides it.
 */
import pLimit from 'p-limit';
import type { Failure } from '../../core/failure.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { stepOf as stepRuleOf } from '../../core/ledger/step-of.ts';
import { shorten } from '../../core/text/shorten.ts';
import type { LateCost, Settlement } from '../../core/turn/facts.ts';
import { isoOf } from '../../contracts/fields.ts';
import type { AttemptOutcome } from '../../contracts/fleet-records.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { ActorPorts } from './actor-ports.ts';
import { isKeptShort, keptRepositories } from './kept-repositories.ts';
import { attemptKey } from './read-facts.ts';

const writesAtOnce = 16;

/** @returns false if another turn has recorded another end of an attempt first; then this turn must decide again */
export async function recordSettlements(
  ports: ActorPorts,
  ledger: Ledger,
  settlements: readonly Settlement[],
  tasks: ReadonlyMap<string, TaskRow>,
): Promise<boolean> {
  const limit = pLimit(writesAtOnce);
  const now = ports.clockAndIds.now();
  const { fleetId } = ledger;
  const { targets } = ports.stores;
  const stand = await Promise.all(
    settlements.map((settlement) =>
      limit(async () => {
        const { ordinal, attempt, status } = settlement;
        const row = tasks.get(attemptKey(settlement));
        const outcome = { ...stepBefore(ledger, ordinal), ...outcomeOf(settlement, row, now) };
        if (row === undefined) return (await targets.keepOutcome(fleetId, ordinal, attempt, outcome)).status === status;
        await targets.recordOutcome(fleetId, ordinal, attempt, outcome);
        return true;
      }),
    ),
  );
  return stand.every(Boolean);
}

/** Writes costs that were told after the end of their attempts to what is recorded of these. Writing again changes nothing. */
export async function recordLateCosts(
  { stores: { targets } }: ActorPorts,
  { fleetId }: Ledger,
  costs: readonly LateCost[],
  tasks: ReadonlyMap<string, TaskRow>,
): Promise<void> {
  if (costs.length === 0) return;
  const ordinals = costs.map(({ ordinal }) => ordinal);
  const records = new Map((await targets.getTargets(fleetId, ordinals)).map((record) => [record.ordinal, record]));
  const limit = pLimit(writesAtOnce);
  const record = async (cost: LateCost): Promise<void> => {
    const { ordinal, attempt, costUsd } = cost;
    const outcome = records.get(ordinal)?.outcomes[String(attempt)];
    const row = tasks.get(attemptKey(cost));
    if (!outcome || !row) return;
    await targets.recordOutcome(fleetId, ordinal, attempt, { ...outcome, cost_usd: costUsd, turns: turnsOf(row) });
  };
  await Promise.all(costs.map((cost) => limit(() => record(cost))));
}

/** The step of an attempt that ended in this turn: that at which its target was before. */
function stepBefore(ledger: Ledger, ordinal: number): Pick<AttemptOutcome, 'step'> {
  const { name } = stepRuleOf(ledger, ordinal);
  return name === '' ? {} : { step: name };
}

function outcomeOf(settlement: Settlement, row: TaskRow | undefined, now: number): AttemptOutcome {
  const { status, trigger, failure, costUsd, durationMs } = settlement;
  return {
    status,
    trigger,
    failure: failure && isShort(row, settlement.attempt) ? shortened(failure, settlement.attempt) : failure,
    cost_usd: costUsd,
    duration_s: durationMs === null ? null : durationMs / 1_000,
    ...(row ? ofTask(row, settlement.attempt) : { ...noTask, finished_at: isoOf(now) }),
  };
}

const isShort = (row: TaskRow | undefined, attempt: number): boolean =>
  attempt > toldInWhole || (row !== undefined && isKeptShort(row, attempt));

type OfTask = Omit<AttemptOutcome, 'status' | 'trigger' | 'failure' | 'cost_usd' | 'duration_s'>;

const noTask: Omit<OfTask, 'finished_at'> = {
  ...{ task_id: null, outcome: null, result: null, pr_url: null, branch: null, started_at: null },
  ...{ agent: null, model: null, session_id: null, turns: null, question: null },
};

const ofTask = (row: TaskRow, attempt: number): OfTask => ({
  task_id: row.task_id,
  outcome: row.outcome,
  result: row.result ?? null,
  ...agentOf(row),
  ...stepOf(row, attempt),
  ...keptRepositories(row, attempt),
  pr_url: row.pr_url,
  // A task has the name of its branch from the start; the branch itself exists only after a push.
  branch: hasPushed(row) ? row.branch_name : null,
  started_at: row.started_at,
  finished_at: row.completed_at,
});

function hasPushed({ outcome, commit, repositories, keep_for_review: isKept, kept, branch_name: name }: TaskRow): boolean {
  // What waits for a review is at a ref of its own, but for hosts that take none.
  if (isKept) return (kept?.work ?? []).some(({ ref }) => ref === `refs/heads/${String(name)}`);
  return outcome === 'changed' || commit != null || (repositories ?? []).some(({ branch }) => branch !== null);
}

const shortened = (failure: Failure, attempt: number): Failure => ({
  ...failure,
  message: shorten(failure.message, attempt > keptInWhole ? longestLast : longestLater),
});

/** Attempts whose batches are kept in whole: all of them together must fit into the item of a target. */
const keptInWhole = 35;
const mostIds = 50;
/** Attempts that keep all that they failed with, and the length of what the later ones keep: each character may be three bytes. */
const toldInWhole = 10;
const longestLater = 300;
const longestLast = 150;

/** Absent where the fleet has neither steps nor heals. What a failed attempt said, and what it changed, is in the row of its task. */
function stepOf(
  { step, batch, changed, commit, change, failed_verifier: verifier }: TaskRow,
  attempt: number,
): Pick<AttemptOutcome, 'step' | 'batch' | 'changed' | 'commit' | 'change' | 'failed_verifier'> {
  const most = attempt > keptInWhole ? mostIds / 5 : mostIds;
  const first = (ids: readonly string[]): string[] => ids.slice(0, most);
  const kept = batch && {
    ...batch,
    ...{ task_ids: first(batch.task_ids), done: first(batch.done), open: first(batch.open) },
    warnings: batch.warnings.slice(0, 5),
  };
  return {
    ...(step == null ? {} : { step }),
    ...(kept == null ? {} : { batch: kept }),
    ...(changed == null ? {} : { changed }),
    ...(commit == null ? {} : { commit }),
    ...(change == null ? {} : { change }),
    ...(verifier == null ? {} : { failed_verifier: verifier }),
  };
}

type OfAgent = 'agent' | 'model' | 'session_id' | 'turns' | 'question';

const agentOf = (row: TaskRow): Pick<AttemptOutcome, OfAgent> => ({
  agent: row.agent ?? null,
  model: row.model ?? null,
  session_id: row.session_id,
  turns: turnsOf(row),
  question: row.question ?? null,
});

const turnsOf = (row: TaskRow): number | null => row.turns_completed ?? row.turns_attempted;
