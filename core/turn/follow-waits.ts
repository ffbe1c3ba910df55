/**
 * Keeps with a slot what its task waits for, and tells it in the log once (semantics 19). The wait goes with its slot, so the next attempt
 * begins without one.
 * Invariant: the same wait twice changes nothing; the slots of a ledger name `mostHosts` hosts at most, so that the ledger stays bounded.
 * Example: three tasks are put off to 10:03 at 10:00 → "3 targets wait for github.com, about 3m."
 */
import type { Slot, Wait, Ledger } from '../ledger/ledger.ts';
import type { Draft } from '../ledger/draft.ts';
import { waitingTargets } from '../ledger/waits.ts';
import { aboutDuration } from '../text/duration.ts';
import { plural } from '../text/plural.ts';
import { shorten } from '../text/shorten.ts';
import type { TaskSeen } from './facts.ts';
import { noteFleet, system, type Turn } from './turn.ts';

/** Hosts that a ledger names, and the length of a name: a host with its port has no more characters. */
export const mostHosts = 10;
export const longestHost = 260;
/** Stands for every further host. */
export const otherHosts = 'other hosts';

/** Takes over what the task of a slot holder waits for, or that it waits for nothing any more. */
export function followWait({ draft, now }: Pick<Turn, 'draft' | 'now'>, fact: TaskSeen, slot: Slot): void {
  const { ordinal } = fact;
  const isWaiting = fact.status === 'QUEUED' && draft.statuses[ordinal] === 'QUEUED' && fact.waits !== null;
  if (isWaiting && fact.waits.until > now) noteWait(draft, ordinal, slot, fact.waits);
  else if (slot.waits !== undefined) draft.slots.set(ordinal, withoutWait({ ...slot, waits: slot.waits }, now));
}

function noteWait(draft: Draft, ordinal: number, slot: Slot, { host, until, everyMs }: Wait): void {
  const known = slot.waits;
  const name = shorten(host, longestHost);
  const isSame = known?.until === until && known.everyMs === everyMs && [name, otherHosts].includes(known.host);
  if (isSame) return;
  draft.slots.set(ordinal, { ...slot, waits: { host: hostIn(draft, name), until, everyMs } });
}

function hostIn({ slots }: Draft, host: string): string {
  const named = new Set([...slots.values()].flatMap(({ waits }) => waits?.host ?? []));
  named.delete(otherHosts);
  return named.has(host) || named.size < mostHosts ? host : otherHosts;
}

/** The slot as if it had been granted when the wait ended: the time of the wait is no time of its work. */
function withoutWait({ waits, ...slot }: Slot & Required<Pick<Slot, 'waits'>>, now: number): Slot {
  return { ...slot, since: Math.max(slot.since, Math.min(waits.until, now)) };
}

/** Notes the waits that the ledger before this turn did not have: one entry for each host. */
export function tellWaits(turn: Turn, before: Ledger): void {
  const { draft, now } = turn;
  const told = new Set([...before.slots.values()].map(({ waits }) => waits));
  const fresh = new Map([...draft.slots].filter(([, { waits }]) => waits !== undefined && !told.has(waits)));
  for (const { host, count, until } of waitingTargets({ ...draft, slots: fresh }, now)) {
    const ordinals = [...fresh].flatMap(([ordinal, { waits }]) => (waits?.host === host ? [ordinal] : []));
    const waitFor = count === 1 ? 'waits for' : 'wait for';
    const reason = `${plural(count, 'target')} ${waitFor} ${host}, about ${aboutDuration(until - now)}.`;
    noteFleet(turn, { actor: system, action: 'waits', key: `waits-${host}`, reason, ordinals });
  }
}
