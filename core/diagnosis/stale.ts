/**
 * What is stale in a fleet: what should have happened long ago, by the durations of the protocol. All of it is repaired by itself where
 * the parts of the service run, so it says which part does not.
 * Example: `wakeAt` 10:00, and it is 10:05 → {what: 'look', since: 10:00, …}: neither the clock nor the mailbox has been there.
 */
import { isTerminalTarget } from '../fleet.ts';
import { targetStatusOfTask, type TaskStatus } from '../task-status.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { at } from '../ledger/ordinals.ts';
import { owesAnything } from '../ledger/owes.ts';
import { plural } from '../text/plural.ts';
import type { Stale } from './diagnosis.ts';

/** Seconds. */
export interface Patience {
  readonly child_missing_after_s: number;
  readonly owed_look_s: number;
  readonly active_look_s: number;
  readonly overdue_grace_s: number;
  readonly resubmit_after_s: number;
  readonly lease_repair_after_s: number;
}

/** A target with a slot, and its task as it was read. Times in epoch ms. */
export interface SeenHolder {
  readonly ordinal: number;
  /** Since when it has its slot. */
  readonly since: number;
  /** Undefined: there is no task. */
  readonly task?: {
    readonly status: TaskStatus;
    /** When it came to its status, or was last written. */
    readonly since: number;
    /** It waits for its forge until then. */
    readonly waitsUntil: number | null;
    readonly claimedAt: number | null;
    /** Until when its worker has it; null: it has none. */
    readonly leaseUntil: number | null;
    /** Running time, seconds. */
    readonly timeoutS: number;
  };
}

export interface Seen {
  readonly holders: readonly SeenHolder[];
  /** When the commands without a verdict were asked for (epoch ms). */
  readonly commands: readonly number[];
}

/** Looks come a minute apart where a delayed message is lost. */
const looks = { everyMs: 60_000, missed: 2 };
const withTheService = ['bgagent doctor'];

export function staleIn(ledger: Ledger, { holders, commands }: Seen, now: number, patience: Patience): Stale[] {
  return [
    ...staleOfLedger(ledger, now, patience),
    ...staleCommands(commands, now),
    ...staleTasks(ledger, holders, { now, patience }),
  ];
}

function staleOfLedger(ledger: Ledger, now: number, { owed_look_s }: Patience): Stale[] {
  const { wakeAt, startOwed, updatedAt, run } = ledger;
  const found: Stale[] = [];
  if (wakeAt !== null && now - wakeAt > looks.missed * looks.everyMs) {
    const message =
      'The fleet should have been looked at, and was not: the clock or the mailbox does not work. On one machine, start "bgagent local" again; on AWS, read the logs of clock and fleet-mailbox.';
    found.push({ what: 'look', count: 1, since: wakeAt, message, commands: withTheService });
  }
  if (!owesAnything(ledger) || now - updatedAt <= looks.missed * owed_look_s * 1_000) return found;
  const [what, message] = startOwed
    ? ([
        'run',
        `Run ${run} of the workflow was not started yet: the service of the workflow refuses it, or does not answer.`,
      ] as const)
    : (['effects', 'What the fleet decided was not carried out yet. The log of fleet-mailbox has the error.'] as const);
  return [...found, { what, count: 1, since: updatedAt, message, commands: withTheService }];
}

function staleCommands(commands: readonly number[], now: number): Stale[] {
  const old = commands.filter((asked) => now - asked > looks.everyMs);
  if (old.length === 0) return [];
  const message = `${plural(old.length, 'command')} ${old.length === 1 ? 'has' : 'have'} no verdict yet: the fleet was not looked at since.`;
  return [{ what: 'command', count: old.length, since: Math.min(...old), message, commands: withTheService }];
}

type OfTask = 'task' | 'worker' | 'heartbeat' | 'overdue' | 'end';

const words: Readonly<Record<OfTask, readonly [message: string, ...commands: string[]]>> = {
  task: [
    'got a slot, and no task was created: the run of the workflow has no child there.',
    'bgagent fleet fail ID --target PATH',
  ],
  worker: ['waits for a worker, and none took its task: no worker runs, or all are busy.', 'bgagent worker', 'bgagent doctor'],
  heartbeat: ['was taken by a worker that does not tell of it any more. Another worker takes the task.', 'bgagent worker'],
  overdue: ['works for longer than its time limit.', 'bgagent fleet fail ID --target PATH'],
  end: ['has a task that ended, and the fleet has not noted it.', 'bgagent doctor'],
};

interface Times {
  readonly now: number;
  readonly patience: Patience;
}

function staleTasks({ fleetId }: Ledger, holders: readonly SeenHolder[], times: Times): Stale[] {
  const found = holders.flatMap((holder) => {
    const what = staleOf(holder, times);
    return what === undefined ? [] : [{ ...what, ordinal: holder.ordinal }];
  });
  return [...Map.groupBy(found, ({ what }) => what)].map(([what, all]) => {
    const [message, ...commands] = words[what];
    const others = all.length === 1 ? '' : ` (and ${all.length - 1} more)`;
    return {
      ...{ what, count: all.length, since: Math.min(...all.map(({ since }) => since)) },
      message: `PATH${others} ${message}`,
      commands: commands.map((command) => command.replace('ID', fleetId)),
      target: at(all, 0).ordinal,
    };
  });
}

interface Found {
  readonly what: OfTask;
  readonly since: number;
}

function staleOf({ since: slotSince, task }: SeenHolder, { now, patience }: Times): Found | undefined {
  const after = (what: OfTask, since: number, seconds: number): Found | undefined =>
    now - since > seconds * 1_000 ? { what, since } : undefined;
  if (!task) return after('task', slotSince, patience.child_missing_after_s);
  const { status, since, waitsUntil, claimedAt, leaseUntil, timeoutS } = task;
  if (status === 'SUBMITTED') return after('worker', Math.max(since, waitsUntil ?? 0), patience.resubmit_after_s);
  const seen = targetStatusOfTask(status, null);
  if (isTerminalTarget(seen)) return after('end', since, 2 * patience.active_look_s);
  // It waits for other tasks of its user.
  if (seen === 'QUEUED') return undefined;
  const isOverdue = claimedAt !== null && now - claimedAt > (timeoutS + patience.overdue_grace_s) * 1_000;
  return (
    after('heartbeat', leaseUntil ?? since, patience.lease_repair_after_s) ??
    (isOverdue ? { what: 'overdue', since: claimedAt } : undefined)
  );
}
