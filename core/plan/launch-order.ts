/**
 * The order of the launches if there were a slot for each target, wave by wave: that of core/turn/launch.ts, found without taking
 * the decision anew for each slot. In a wave the top-level groups take turns. In each round those come first that have launched the
 * fewest, and in a group the target with the most dependents.
 * Invariant: the order of a wave is the one that `chooseLaunches` gives when all earlier waves have succeeded.
 * Example: one wave of group x [0, 1] and group y [2] → [0, 2, 1].
 */
import type { Range } from '../graph/make-edges.ts';
import { at } from '../ledger/ordinals.ts';

export interface Launches {
  readonly waves: readonly (readonly number[])[];
  /** Top-level groups. They cover all targets, by ordinal. */
  readonly groups: readonly Range[];
  readonly dependents: (ordinal: number) => number;
}

/** Ordinals. */
export function launchOrder({ waves, groups, dependents }: Launches): number[] {
  const groupOf = groups.flatMap(({ from, to }, group) => new Array<number>(to - from).fill(group));
  const launched = new Map<number, number>();
  return waves.flatMap((wave) => {
    const queues = Map.groupBy(wave, (ordinal) => at(groupOf, ordinal));
    const inTurn = [...queues].map(([group, ordinals]) => ({ group, before: launched.get(group) ?? 0, ordinals }));
    inTurn.sort((a, b) => a.before - b.before || a.group - b.group);
    for (const { group, before, ordinals } of inTurn) launched.set(group, before + ordinals.length);
    return rounds(inTurn.map(({ ordinals }) => ordinals.sort((a, b) => dependents(b) - dependents(a) || a - b)));
  });
}

/** The first of each list, then the second of each, and so on. */
function rounds(lists: readonly (readonly number[])[]): number[] {
  const order: number[] = [];
  let left = lists;
  for (let round = 0; left.length > 0; round += 1) {
    left = left.filter(({ length }) => length > round);
    for (const list of left) order.push(at(list, round));
  }
  return order;
}
