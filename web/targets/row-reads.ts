/**
 * Which reads bring the rows of some targets: ranges of ordinals, each with at most 100 targets that have one of some statuses.
 * Invariant: each wanted target is in exactly one read; no read begins or ends with a target that is not wanted.
 * Example: of 10,000 targets 150 have failed and are wanted → two reads, of the first 100 and the last 50 failed ones.
 */
import { targetStatuses, type TargetStatus } from '../../core/fleet.ts';

/** Rows that one page of the API has at most. */
export const mostRows = 100;

export interface Range {
  readonly from: number;
  /** Included. */
  readonly to: number;
}

export interface RowRead extends Range {
  /** Only targets with these. */
  readonly statuses: readonly TargetStatus[];
}

/** @param wanted ordinals of the fleet, ascending @param statuses of all its targets, by ordinal */
export function readsFor(wanted: readonly number[], statuses: readonly TargetStatus[]): RowRead[] {
  const asked = targetStatuses.filter((status) => wanted.some((ordinal) => statuses[ordinal] === status));
  const isAsked = new Set<TargetStatus | undefined>(asked);
  const reads: RowRead[] = [];
  let next = 0;
  for (let from = wanted[0]; from !== undefined; from = wanted[next]) {
    let to = from;
    for (let ordinal = from, rows = 0; ordinal < statuses.length; ordinal += 1) {
      if (!isAsked.has(statuses[ordinal])) continue;
      rows += 1;
      if (rows > mostRows) break;
      if (ordinal !== wanted[next]) continue;
      to = ordinal;
      next += 1;
    }
    reads.push({ from, to, statuses: asked });
  }
  return reads;
}

/** The blocks of 100 in which these places of a list lie, so that scrolling asks for the same ranges again. */
export const blocksOf = (places: readonly number[]): number[] => [
  ...new Set(places.map((place) => Math.floor(place / mostRows))),
];

/** The range of ordinals that one block of a list has; undefined: the list is shorter. */
export function rangeOfBlock(shown: readonly number[], block: number): Range | undefined {
  const [from, to] = [shown[block * mostRows], shown.slice(block * mostRows, (block + 1) * mostRows).at(-1)];
  return from === undefined || to === undefined ? undefined : { from, to };
}
