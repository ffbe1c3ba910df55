/**
 * Targets and groups as places, numbered as core/graph/node-graph.ts numbers them: a target is its ordinal, a group is the number of
 * targets plus its place in the list of groups.
 * Example: 3 targets; the first group is the place 3, and the range of ordinals that it holds.
 */
import type { Range } from '../graph/make-edges.ts';
import { at } from '../ledger/ordinals.ts';
import type { Walk } from './walk-tree.ts';

export interface Places {
  /** The number of targets, and so the place of the first group. */
  readonly total: number;
  readonly rangeOf: (place: number) => Range;
  readonly pathOf: (place: number) => string;
  /** Whether two places have a target in common. */
  readonly overlap: (one: number, other: number) => boolean;
  /** The places that hold a target: itself, then its group, then each group around that. */
  readonly around: (ordinal: number) => readonly number[];
}

export function placesOf({ targets, groups, inGroup }: Walk): Places {
  const total = targets.length;
  const rangeOf = (place: number): Range => (place < total ? { from: place, to: place + 1 } : at(groups, place - total));
  const around = (ordinal: number): number[] => {
    const found = [ordinal];
    for (let group = at(inGroup, ordinal); group >= 0; group = at(groups, group).parent) found.push(total + group);
    return found;
  };
  return {
    total,
    rangeOf,
    pathOf: (place) => (place < total ? at(targets, place).path : at(groups, place - total).range.path),
    overlap: (one, other) => {
      const [a, b] = [rangeOf(one), rangeOf(other)];
      return a.from < b.to && b.from < a.to;
    },
    around,
  };
}
