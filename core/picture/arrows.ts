/**
 * The arrows of a picture: the dependencies of the fleet between the parts that are shown, from the dependency to its dependent.
 * Invariant: two parts have one arrow in a direction at most, and no part has one to itself.
 * Example: app/web needs all of `lib`, whose frame g0 is shown → g0 → n5. With `lib` and `app` as boxes: g0 → g1.
 */
import { isTerminalTarget, type TargetStatus } from '../fleet.ts';
import type { Edge } from '../graph/graph.ts';
import { at } from '../ledger/ordinals.ts';
import { boxesIn, framesIn, type Part } from './parts.ts';

export interface Arrow {
  /** The part that is waited for. */
  readonly from: Part;
  readonly to: Part;
  /** Every dependency in it is optional. */
  readonly optional: boolean;
  /** Every target that is waited for has ended. */
  readonly done: boolean;
}

/** Mermaid draws no more, unless it is configured to. */
export const mostArrows = 500;

export interface Arrows {
  readonly arrows: readonly Arrow[];
  /** Number of further arrows. */
  readonly leftOut: number;
}

interface ShownParts {
  readonly boxes: readonly Part[];
  /** By ordinal: the index of its box. */
  readonly boxAt: readonly number[];
  /** By range: the outermost frame that covers just this one. */
  readonly frames: ReadonlyMap<string, Part>;
}

export function arrowsOf(
  parts: readonly Part[],
  edges: readonly Edge[],
  statuses: readonly TargetStatus[],
  most = mostArrows,
): Arrows {
  const shown = shownParts(parts);
  const unfinished = unfinishedBefore(statuses);
  const arrows = new Map<string, Arrow>();
  for (const { from, to, onFrom, onTo, optional } of edges) {
    const done = at(unfinished, onTo) === at(unfinished, onFrom);
    for (const source of endsOf(shown, onFrom, onTo)) {
      for (const dependent of endsOf(shown, from, to)) merge(arrows, { from: source, to: dependent, optional, done });
    }
  }
  return { arrows: [...arrows.values()].slice(0, most), leftOut: Math.max(0, arrows.size - most) };
}

function merge(arrows: Map<string, Arrow>, { from, to, optional, done }: Arrow): void {
  if (from === to) return;
  const key = `${from.id} ${to.id}`;
  const known = arrows.get(key);
  arrows.set(key, { from, to, optional: optional && known?.optional !== false, done: done && known?.done !== false });
}

/** The parts at which the arrows of a range end: its frame, where it is a group of several targets, else its boxes. */
function endsOf({ boxes, boxAt, frames }: ShownParts, from: number, to: number): readonly Part[] {
  const frame = frames.get(`${from} ${to}`);
  if (frame && to - from > 1) return [frame];
  return boxes.slice(at(boxAt, from), at(boxAt, to - 1) + 1);
}

function shownParts(parts: readonly Part[]): ShownParts {
  const boxes = boxesIn(parts);
  const boxAt = boxes.flatMap(({ from, to }, index) => new Array<number>(to - from).fill(index));
  // Of two frames with one range the outer one comes first: set last, it stays.
  const frames = new Map(
    framesIn(parts)
      .reverse()
      .map((frame) => [`${frame.from} ${frame.to}`, frame]),
  );
  return { boxes, boxAt, frames };
}

/** For each ordinal, and for the end: how many targets before it have not ended. */
function unfinishedBefore(statuses: readonly TargetStatus[]): number[] {
  const before = [0];
  let count = 0;
  for (const status of statuses) before.push((count += isTerminalTarget(status) ? 0 : 1));
  return before;
}
