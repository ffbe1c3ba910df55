/**
 * Which targets are launched next (semantics 3), decided anew for each free slot: a retried target first; else the top-level
 * group that holds the fewest slots, then has launched the fewest, then comes first; inside it the target with the most
 * transitive dependents, then the lowest ordinal.
 * Invariant: never more than `maxConcurrency` slots are held, never a target that is not PENDING and ready.
 * Example: cap 2, one RUNNING, ordinals 4 and 7 PENDING → [4].
 */
import { at } from './at.ts';
import { holdsSlot, type TargetStatus } from './fleet.ts';

export interface LaunchView {
  readonly maxConcurrency: number;
  readonly statuses: readonly TargetStatus[];
  readonly attempts: readonly number[];
  /** Top-level groups as ranges of ordinals, `to` excluded, covering all targets. */
  readonly groups: readonly { readonly from: number; readonly to: number }[];
  /** How many targets wait for this one, directly or not. */
  readonly dependents: (ordinal: number) => number;
  /** Whether nothing but a slot is missing. */
  readonly ready: (ordinal: number) => boolean;
}

interface GroupQueue {
  readonly waiting: Iterator<number, undefined>;
  next: number | undefined;
  slots: number;
  launched: number;
}

/** Ordinals to launch now, in order. */
export function chooseLaunches(view: LaunchView): number[] {
  const held = view.statuses.filter(holdsSlot).length;
  const free = view.maxConcurrency - held;
  if (free <= 0) return [];
  const retried = waitingIn(view, 0, view.statuses.length, (ordinal) => attemptAt(view, ordinal) > 1);
  const queues = view.groups.map((group) => queueOf(view, group.from, group.to));
  const chosen: number[] = [];
  while (chosen.length < free) {
    const ordinal = takeRetried(retried, queues, view) ?? takeFromFairest(queues);
    if (ordinal === undefined) break;
    chosen.push(ordinal);
  }
  return chosen;
}

const attemptAt = (view: LaunchView, ordinal: number): number => at(view.attempts, ordinal);

function* waitingIn(
  view: LaunchView,
  from: number,
  to: number,
  fits: (ordinal: number) => boolean,
): Generator<number, undefined> {
  for (let ordinal = from; ordinal < to; ordinal++) {
    if (view.statuses[ordinal] === 'PENDING' && fits(ordinal) && view.ready(ordinal)) yield ordinal;
  }
}

/** Waiting targets of a group that were never launched, most dependents first. Sorted only where dependents differ. */
function* byDependents(view: LaunchView, from: number, to: number): Generator<number, undefined> {
  const first = waitingIn(view, from, to, (ordinal) => attemptAt(view, ordinal) === 1);
  if (!hasDependents(view, from, to)) return yield* first;
  const sorted = [...first].sort((a, b) => view.dependents(b) - view.dependents(a) || a - b);
  yield* sorted;
}

function hasDependents(view: LaunchView, from: number, to: number): boolean {
  for (let ordinal = from; ordinal < to; ordinal++) if (view.dependents(ordinal) > 0) return true;
  return false;
}

function queueOf(view: LaunchView, from: number, to: number): GroupQueue {
  const waiting = byDependents(view, from, to);
  let slots = 0;
  let launched = 0;
  for (let ordinal = from; ordinal < to; ordinal++) {
    const status = view.statuses[ordinal];
    if (status !== undefined && holdsSlot(status)) slots += 1;
    if (wasLaunched(status, attemptAt(view, ordinal))) launched += 1;
  }
  return { waiting, next: waiting.next().value, slots, launched };
}

const neverLaunched: ReadonlySet<TargetStatus | undefined> = new Set(['PENDING', 'SKIPPED', 'BLOCKED', undefined] as const);
const wasLaunched = (status: TargetStatus | undefined, attempt: number): boolean => attempt > 1 || !neverLaunched.has(status);

function takeRetried(retried: Iterator<number, undefined>, queues: readonly GroupQueue[], view: LaunchView): number | undefined {
  const next = retried.next();
  if (next.done) return undefined;
  const group = view.groups.findIndex(({ from, to }) => next.value >= from && next.value < to);
  // Its group already counts it as launched: an earlier attempt was.
  at(queues, group).slots += 1;
  return next.value;
}

function takeFromFairest(queues: readonly GroupQueue[]): number | undefined {
  const open = queues.filter((queue) => queue.next !== undefined);
  const fairest = open.reduce<GroupQueue | undefined>(
    (best, queue) => (best && !isFairer(queue, best) ? best : queue),
    undefined,
  );
  if (!fairest) return undefined;
  const ordinal = fairest.next;
  fairest.next = fairest.waiting.next().value;
  fairest.slots += 1;
  fairest.launched += 1;
  return ordinal;
}

const isFairer = (a: GroupQueue, b: GroupQueue): boolean => a.slots < b.slots || (a.slots === b.slots && a.launched < b.launched);
