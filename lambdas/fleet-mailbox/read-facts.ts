/**
 * Reads the facts for a turn: of the tasks and targets that the messages name, and, in a tick, of the targets that hold a slot. All
 * reads are consistent, so a late message brings no old fact. A read that fails, or is not done before the limit, costs the turn its
 * own facts and the tick, and no others: repairs are made only where everything was seen.
 */
import { failureOfRejection, type Failure } from '../../core/failure.ts';
import type { Fact } from '../../core/turn/facts.ts';
import type { TargetStatus } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { runsWithChildren } from '../../core/ledger/ledger-record.ts';
import type { AttemptCreated, AttemptOutcome, TargetRecord } from '../../contracts/fleet-records.ts';
import { fleetTaskKey, parseFleetTaskKey } from '../../contracts/keys.ts';
import type { Look } from '../../contracts/messages.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { underLimit } from '../../adapters/time-limit.ts';
import type { ActorPorts } from './actor-ports.ts';
import { taskSeen } from './task-seen.ts';

/** Targets with a slot that one tick reads; the next tick reads the next ones. */
const holdersPerTick = 100;

export interface Reading {
  readonly facts: readonly Fact[];
  /** The task of each attempt that was looked at, by `attemptKey`. */
  readonly tasks: ReadonlyMap<string, TaskRow>;
  /** The first error of a read that failed; its facts are missing. */
  readonly trouble: { readonly error: unknown } | undefined;
}

export interface WhereToLook {
  readonly looks: readonly Look[];
  /** Whether the time of the fleet's next look has come. */
  readonly tick: boolean;
  readonly limit: AbortSignal;
}

interface FoundTask {
  readonly of: { readonly ordinal: number; readonly attempt: number };
  readonly row: TaskRow;
}

export const attemptKey = (of: { ordinal: number; attempt: number }): string => `${of.ordinal}/${of.attempt}`;

export async function readFacts(ports: ActorPorts, ledger: Ledger, { looks, tick, limit }: WhereToLook): Promise<Reading> {
  let trouble: Reading['trouble'];
  const orNone = async <T>(none: T, read: () => Promise<T>): Promise<T> => {
    try {
      return await underLimit(limit, 'Reading the facts', read);
    } catch (error) {
      trouble ??= { error };
      return none;
    }
  };
  const hinted = await orNone([], () => ports.core.readTasks(unique(looks.flatMap((look) => look.task_ids ?? []))));
  const holders = await orNone({ facts: [], tasks: [] }, () =>
    readHolders(ports, ledger, holdersToRead(ledger, looks, tick), tick),
  );
  const found = new Map<string, FoundTask>();
  for (const row of [...hinted, ...holders.tasks]) {
    const of = parseFleetTaskKey(ledger.fleetId, row.idempotency_key);
    if (of) found.set(attemptKey(of), { of, row });
  }
  const seen = [...found.values()].map(({ of, row }) => taskSeen(row, of));
  const tasks = new Map([...found].map(([key, { row }]) => [key, row]));
  const runs = await orNone([], () => endedRuns(ports, ledger, new Set(looks.flatMap((look) => look.run ?? [])), tick));
  const ticks = tick && !trouble ? [{ kind: 'tick' } as const] : [];
  return { facts: [...ticks, ...runs, ...seen, ...holders.facts], tasks, trouble };
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)];

function holdersToRead(ledger: Ledger, looks: readonly Look[], tick: boolean): number[] {
  const holders = [...ledger.slots.keys()].sort((a, b) => a - b);
  const hinted = new Set(looks.flatMap((look) => look.ordinals ?? []));
  const asked = holders.filter((ordinal) => hinted.has(ordinal));
  if (!tick) return asked;
  const start = holders.length === 0 ? 0 : (ledger.version * holdersPerTick) % holders.length;
  const rotated = [...holders.slice(start), ...holders.slice(0, start)].slice(0, holdersPerTick);
  return unique([...asked, ...rotated]);
}

interface Holder {
  readonly ordinal: number;
  readonly attempt: number;
  readonly created: AttemptCreated | undefined;
  readonly recorded: AttemptOutcome | undefined;
}

async function readHolders(
  ports: ActorPorts,
  ledger: Ledger,
  ordinals: readonly number[],
  tick: boolean,
): Promise<{ facts: Fact[]; tasks: readonly TaskRow[] }> {
  if (ordinals.length === 0) return { facts: [], tasks: [] };
  const records = await ports.stores.targets.getTargets(ledger.fleetId, ordinals);
  const holders = records.map((record) => holderOf(ledger, record));
  const claims = await Promise.all(holders.map((holder) => readClaim(ports, ledger, holder)));
  const tasks = await ports.core.readTasks(claims.flatMap((claim) => (claim.taskId === undefined ? [] : [claim.taskId])));
  const found = new Set(tasks.map((task) => task.task_id));
  const taskless = claims.filter((claim) => claim.taskId === undefined || !found.has(claim.taskId));
  return { facts: await tasklessFacts(ports, ledger, taskless, tick), tasks };
}

function holderOf(ledger: Ledger, record: TargetRecord): Holder {
  const attempt = ledger.attempts[record.ordinal] ?? 1;
  const key = String(attempt);
  return { ordinal: record.ordinal, attempt, created: record.created[key], recorded: record.outcomes[key] };
}

interface Claim extends Holder {
  readonly taskId: string | undefined;
  readonly closed: boolean;
}

/** Reads the key claim of an attempt whose task id is not in the target's item yet. A task that it names wins over a stored rejection. */
async function readClaim(ports: ActorPorts, ledger: Ledger, holder: Holder): Promise<Claim> {
  if (holder.created && 'task_id' in holder.created) return { ...holder, taskId: holder.created.task_id, closed: false };
  const claim = await ports.core.lookUpKey(fleetTaskKey(ledger.fleetId, holder.ordinal, holder.attempt));
  if (claim && 'taskId' in claim) return { ...holder, taskId: claim.taskId, closed: false };
  return { ...holder, taskId: undefined, closed: claim !== undefined };
}

async function tasklessFacts(ports: ActorPorts, ledger: Ledger, claims: readonly Claim[], tick: boolean): Promise<Fact[]> {
  const missing = claims.filter((claim) => !claim.closed && rejectionOf(claim) === null);
  const parked =
    tick && missing.length > 0
      ? await ports.stores.tokens.getTokens(
          ledger.fleetId,
          missing.map((each) => each.ordinal),
        )
      : new Map<number, { parkedAt: number }>();
  return claims.flatMap((claim): Fact[] => {
    const { ordinal, attempt } = claim;
    const rejection = rejectionOf(claim);
    if (claim.closed) return [{ kind: 'key-closed', ordinal, attempt, rejection, recorded: endingOf(claim) }];
    if (rejection) return [{ kind: 'rejected', ordinal, attempt }];
    return tick ? [{ kind: 'child-missing', ordinal, attempt, parkedAt: parked.get(ordinal)?.parkedAt ?? null }] : [];
  });
}

const endingOf = ({ recorded }: Holder) =>
  // The actor writes only statuses and failures of `core/`; the schema of the record accepts any text.
  recorded && { status: recorded.status as TargetStatus, failure: recorded.failure as Failure | null };

const rejectionOf = ({ created }: Holder) => (created && 'rejection' in created ? failureOfRejection(created.rejection) : null);

/** Of the runs that have children: which have ended. Messages name runs that may have; a tick looks at all. */
async function endedRuns(ports: ActorPorts, ledger: Ledger, named: ReadonlySet<number>, tick: boolean): Promise<Fact[]> {
  const asked = runsWithChildren(ledger).filter((run) => tick || named.has(run));
  const statuses = await Promise.all(asked.map((run) => ports.workflow.runStatus(ledger.fleetId, ledger.generation, run)));
  return asked.flatMap((run, index): Fact[] => {
    const status = statuses[index];
    // A run that nobody knows is gone, if a message names it; else the service may not know of its start yet.
    const isGone = status === 'unknown' && named.has(run) && !(ledger.startOwed && run === ledger.run);
    if (status === 'succeeded') return [{ kind: 'run-ended', run, early: false }];
    return status === 'ended-early' || isGone ? [{ kind: 'run-ended', run, early: true }] : [];
  });
}
