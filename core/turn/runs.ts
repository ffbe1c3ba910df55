/**
 * Starts the runs of the workflow (semantics 3). A run holds targets that got a slot and have no child, and the look-ahead.
 * Invariants: at most `window` PENDING targets have a child; at most `mostRuns` runs have children; a target with a slot that needs a
 * child has one, or owes a run.
 * Example: 100 targets, cap 5 → run 1 with ordinals 0 to 54; 25 of them launched and ended → run 2 with the next 25.
 */
import { currentCap } from '../ledger/cap.ts';
import { runsWithChildren } from '../ledger/ledger-record.ts';
import { at, ordinalsWhere } from '../ledger/ordinals.ts';
import type { Draft } from '../ledger/draft.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { releaseChild, setChild } from './children.ts';
import { nextInOrder, windowOf } from './look-ahead.ts';
import { clearMark, owe, oweInstead } from './marks.ts';
import { repairedChildren, type Turn } from './turn.ts';

/** An account may have 1,000 open runs of all its fleets (Map Runs of Step Functions). */
export const mostRuns = 4;

/** PENDING targets that have a child in the window. */
export const waitingChildren = ({ statuses, children, wholeRun }: Ledger): number[] =>
  ordinalsWhere(statuses, (status, ordinal) => status === 'PENDING' && ![0, wholeRun].includes(at(children, ordinal)));

/** The write that owes the start of a run fixes its number and members. A child that is owed later comes with the next run. */
export function oweRun(turn: Turn): void {
  const { draft, now } = turn;
  const ahead = lookAhead(turn);
  if (draft.startOwed) return;
  const missing = ordinalsWhere(draft.owed, (mark) => mark === 'child');
  const members = [...missing, ...fill(draft, ahead, missing.length > 0)];
  if (members.length === 0) return;
  draft.run += 1;
  draft.startOwed = true;
  if (repairedChildren(turn)) draft.lastRepairAt = now;
  for (const ordinal of members) join(draft, ordinal);
  takeOverOldest(draft);
}

interface Ahead {
  readonly window: number;
  /** The next targets in launch order. */
  readonly next: readonly number[];
}

/** Looks ahead, and releases children that are too many: those of the targets that come last. */
function lookAhead({ draft, now, timings }: Turn): Ahead {
  const window = windowOf(currentCap(draft), timings.lookAhead);
  const waiting = waitingChildren(draft);
  const isTooMany = waiting.length > window;
  if (!isTooMany && draft.status !== 'RUNNING') return { window, next: [] };
  const next = nextInOrder(draft, now, window);
  if (isTooMany) release(draft, next, waiting.length - window);
  return { window, next: draft.status === 'RUNNING' ? next : [] };
}

/** Releases so many waiting children of targets that are not among the next ones, the last targets first. */
function release(draft: Draft, next: readonly number[], count: number): void {
  const soon = new Set(next);
  const later = waitingChildren(draft).filter((ordinal) => !soon.has(ordinal));
  for (const ordinal of later.slice(Math.max(0, later.length - count))) releaseChild(draft, ordinal);
}

/** The targets of the look-ahead that get a child now: none while at least half of it has one, unless a run is started anyway. */
function fill(draft: Draft, { window, next }: Ahead, isStarting: boolean): number[] {
  const without = next.filter((ordinal) => at(draft.children, ordinal) === 0);
  if (!isStarting && without.length * 2 <= next.length) return [];
  const room = window - waitingChildren(draft).length;
  if (without.length > room) release(draft, next, without.length - room);
  // A child that was released just now is told to end before its target gets a new one.
  const free = without.filter((ordinal) => at(draft.owed, ordinal) === 'none');
  return free.slice(0, window - waitingChildren(draft).length);
}

function join(draft: Draft, ordinal: number): void {
  setChild(draft, ordinal, draft.run);
  oweInstead(draft, ordinal, 'child-in-run');
}

/**
 * The run that is owed takes the children of the oldest run over where there would be more than `mostRuns`. The older children end:
 * at their next look, or when the new child parks.
 */
function takeOverOldest(draft: Draft): void {
  const runs = runsWithChildren(draft).filter((run) => run !== draft.wholeRun);
  const [oldest] = runs;
  if (oldest === undefined || runs.length <= mostRuns) return;
  for (const ordinal of ordinalsWhere(draft.children, (run) => run === oldest)) {
    owe(draft, ordinal, 'child-in-run');
    // Where more is owed, the attempt is being ended, so it needs no child.
    setChild(draft, ordinal, draft.owed[ordinal] === 'child-in-run' ? draft.run : 0);
  }
}

/** A run has ended, and its children with it. Targets with a slot need new ones, if it ended early; the others are looked ahead to. */
export function closeRun(draft: Draft, run: number): number[] {
  const members = ordinalsWhere(draft.children, (each) => each === run);
  for (const ordinal of members) {
    setChild(draft, ordinal, 0);
    if (['wake', 'child-in-run'].includes(at(draft.owed, ordinal))) clearMark(draft, ordinal);
  }
  if (draft.run === run) draft.startOwed = false;
  return members;
}
