/**
 * Which targets are launched next (semantics 3), decided anew for each free slot: a retried target first; else the top-level
 * group that holds the fewest slots, then has launched the fewest, then comes first; inside it the target with the most
 * transitive dependents, then the lowest ordinal.
 * Invariant: never more than `maxConcurrency` slots are held, nor more in a group than its own cap; never a target that is not
 * PENDING and ready.
 * Example: cap 2, one RUNNING, ordinals 4 and 7 PENDING → [4].
 */
import { at } from '../ledger/ordinals.ts';
import { holdsSlot, isTerminalTarget, type TargetStatus } from '../fleet.ts';

/** A range of ordinals, `to` excluded. */
interface Range {
  readonly from: number;
  readonly to: number;
}

export interface LaunchView {
  readonly maxConcurrency: number;
  readonly statuses: readonly TargetStatus[];
  readonly attempts: readonly number[];
  /** Top-level groups, covering all targets. */
  readonly groups: readonly Range[];
  /** Groups, of any depth, that hold at most so many slots. */
  readonly caps?: readonly (Range & { readonly maxConcurrency: number })[];
  /** So many top-level groups are open at once: from their first launch until all their targets are terminal. */
  readonly maxConcurrentGroups?: number | null;
  /** At most so many launches now. */
  readonly most?: number;
  /** At most so many of them for targets that were never launched. */
  readonly mostNew?: number;
  /** How many targets depend on this one, directly or not. */
  readonly dependents: (ordinal: number) => number;
  /** Whether the target lacks only a slot. */
  readonly ready: (ordinal: number) => boolean;
  /** Whether a dependency, or the canary, holds the target back. Absent: nothing does. */
  readonly isHeldBack?: (ordinal: number) => boolean;
}

interface GroupQueue {
  readonly waiting: Iterator<number, undefined>;
  next: number | undefined;
  slots: number;
  launched: number;
  open: boolean;
  /** Whether a waiting target is held back by nothing. */
  readonly canCome: boolean;
}

/** Ordinals to launch now, in order. */
export function chooseLaunches(view: LaunchView): number[] {
  const held = view.statuses.filter(holdsSlot).length;
  const free = Math.min(view.maxConcurrency - held, view.most ?? Infinity);
  if (free <= 0) return [];
  const room = roomIn(view);
  const retried = waitingIn(view, { from: 0, to: view.statuses.length }, (ordinal) => attemptAt(view, ordinal) > 1);
  const queues = view.groups.map((group) => queueOf(view, group));
  let mostNew = view.mostNew ?? Infinity;
  const chosen: number[] = [];
  while (chosen.length < free) {
    const again = takeRetried(retried, queues, { view, room });
    const ordinal = again ?? (mostNew > 0 ? takeFromFairest(queues, { view, room }) : undefined);
    if (ordinal === undefined) break;
    if (again === undefined) mostNew -= 1;
    room.take(ordinal);
    chosen.push(ordinal);
  }
  return chosen;
}

const attemptAt = (view: LaunchView, ordinal: number): number => at(view.attempts, ordinal);

interface Room {
  has(ordinal: number): boolean;
  take(ordinal: number): void;
}
interface Choice {
  readonly view: LaunchView;
  readonly room: Room;
}

/** The free slots within the groups' own caps. */
function roomIn({ caps = [], statuses }: LaunchView): Room {
  const left = caps.map(({ from, to, maxConcurrency }) => ({
    from,
    to,
    slots: maxConcurrency - statuses.slice(from, to).filter(holdsSlot).length,
  }));
  const around = (ordinal: number) => left.filter(({ from, to }) => ordinal >= from && ordinal < to);
  return {
    has: (ordinal) => around(ordinal).every(({ slots }) => slots > 0),
    take: (ordinal) => {
      for (const cap of around(ordinal)) cap.slots -= 1;
    },
  };
}

function* waitingIn(view: LaunchView, { from, to }: Range, fits: (ordinal: number) => boolean): Generator<number, undefined> {
  for (let ordinal = from; ordinal < to; ordinal++) {
    if (view.statuses[ordinal] === 'PENDING' && fits(ordinal) && view.ready(ordinal)) yield ordinal;
  }
}

/** Waiting targets of a group that were never launched, most dependents first. Sorted only where dependents differ. */
function* byDependents(view: LaunchView, range: Range): Generator<number, undefined> {
  const first = waitingIn(view, range, (ordinal) => attemptAt(view, ordinal) === 1);
  if (!hasDependents(view, range)) return yield* first;
  const sorted = [...first].sort((a, b) => view.dependents(b) - view.dependents(a) || a - b);
  yield* sorted;
}

function hasDependents(view: LaunchView, { from, to }: Range): boolean {
  for (let ordinal = from; ordinal < to; ordinal++) if (view.dependents(ordinal) > 0) return true;
  return false;
}

function queueOf(view: LaunchView, range: Range): GroupQueue {
  const waiting = byDependents(view, range);
  let slots = 0;
  let launched = 0;
  let ended = true;
  let canCome = false;
  for (let ordinal = range.from; ordinal < range.to; ordinal++) {
    const status = at(view.statuses, ordinal);
    if (holdsSlot(status)) slots += 1;
    if (wasLaunched(status, attemptAt(view, ordinal))) launched += 1;
    if (!isTerminalTarget(status)) ended = false;
    if (status === 'PENDING' && !view.isHeldBack?.(ordinal)) canCome = true;
  }
  return { waiting, next: waiting.next().value, slots, launched, open: launched > 0 && !ended, canCome };
}

/** A CANCELLED target may have been cancelled before it had a slot: it does not count either, though others of them ran. */
const notCounted: ReadonlySet<TargetStatus> = new Set(['PENDING', 'SKIPPED', 'BLOCKED', 'CANCELLED'] as const);
/** Whether a target with this status and attempt counts as launched. */
export const wasLaunched = (status: TargetStatus, attempt: number): boolean => attempt > 1 || !notCounted.has(status);

function takeRetried(
  retried: Iterator<number, undefined>,
  queues: readonly GroupQueue[],
  { view, room }: Choice,
): number | undefined {
  for (let next = retried.next(); !next.done; next = retried.next()) {
    const ordinal = next.value;
    if (!room.has(ordinal)) continue;
    // An earlier attempt was launched, so its group counts the target already.
    const group = view.groups.findIndex(({ from, to }) => ordinal >= from && ordinal < to);
    at(queues, group).slots += 1;
    return ordinal;
  }
  return undefined;
}

function takeFromFairest(queues: readonly GroupQueue[], { view, room }: Choice): number | undefined {
  const mayOpen = queues.filter(({ open }) => open).length < (view.maxConcurrentGroups ?? Infinity) || standsStill(queues);
  for (const queue of queues) skipFull(queue, room);
  const able = queues.filter((queue) => queue.next !== undefined && (queue.open || mayOpen));
  const fairest = able.reduce<GroupQueue | undefined>(
    (best, queue) => (best && !isFairer(queue, best) ? best : queue),
    undefined,
  );
  if (!fairest) return undefined;
  const ordinal = fairest.next;
  fairest.next = fairest.waiting.next().value;
  fairest.slots += 1;
  fairest.launched += 1;
  fairest.open = true;
  return ordinal;
}

/**
 * Whether nothing of the open groups runs or can come by itself, because all their targets wait for targets of other groups. Then one more
 * group may open, or the fleet would never end.
 */
const standsStill = (queues: readonly GroupQueue[]): boolean =>
  queues.every(({ slots, open, canCome }) => slots === 0 && !(open && canCome));

/**
 * Skips waiting targets whose group has no free slot. Within a turn slots are only taken, so they need not be looked at again.
 */
function skipFull(queue: GroupQueue, room: Room): void {
  while (queue.next !== undefined && !room.has(queue.next)) queue.next = queue.waiting.next().value;
}

const isFairer = (a: GroupQueue, b: GroupQueue): boolean => a.slots < b.slots || (a.slots === b.slots && a.launched < b.launched);
