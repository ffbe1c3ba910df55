/**
 * The targets that wait for a forge (semantics 19): which do now, and for how long. A wait is kept with the slot of its target. It counts
 * while the target is QUEUED and its time has not come, so a wait that was not removed yet says nothing of a task that runs.
 * Example: slots 3 and 4 wait for github.com until 10:03 and 10:05 → one host, 2 targets, 10:05.
 */
import type { Ledger, Wait } from './ledger.ts';

/** The targets that wait for one host. */
export interface Waiting {
  readonly host: string;
  readonly count: number;
  /** The time at which the last of them may go on (epoch ms). */
  readonly until: number;
  /** Milliseconds between two such tasks in the long run: the most that one of them says. */
  readonly everyMs: number;
}

type Holders = Pick<Ledger, 'slots' | 'statuses'>;

/** The wait of a target now (epoch ms); undefined if it does not wait. */
export function waitOf({ slots, statuses }: Holders, ordinal: number, now: number): Wait | undefined {
  const waits = slots.get(ordinal)?.waits;
  return waits !== undefined && statuses[ordinal] === 'QUEUED' && waits.until > now ? waits : undefined;
}

/** The hosts that targets wait for now (epoch ms), in the order of their names. */
export function waitingTargets(ledger: Holders, now: number): Waiting[] {
  const waits = [...ledger.slots.keys()].flatMap((ordinal) => waitOf(ledger, ordinal, now) ?? []);
  const byHost = [...Map.groupBy(waits, ({ host }) => host)].map(([host, each]) => ({
    host,
    count: each.length,
    until: Math.max(...each.map(({ until }) => until)),
    everyMs: Math.max(...each.map(({ everyMs }) => everyMs)),
  }));
  return byHost.sort((a, b) => (a.host < b.host ? -1 : 1));
}
