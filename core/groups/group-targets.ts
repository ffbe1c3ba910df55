/**
 * Puts targets into groups by a key: those with the same change, or those that failed for the same reason (semantics 28 and 29).
 * Invariants: every target that is gathered is in exactly one group; the order of the groups depends on nothing but their targets.
 * Example: keys a, b, a → the groups a (2 targets, the first is 0) and b (1).
 */

export interface Member {
  readonly ordinal: number;
  readonly path: string;
  /** Equal for the targets of one group. */
  readonly key: string;
  /** Whether it waits for a review. */
  readonly waits: boolean;
}

export interface TargetGroup<T> {
  readonly key: string;
  /** The lowest ordinal of its targets. */
  readonly first: number;
  readonly count: number;
  readonly waiting: number;
  /** Paths of its first targets. */
  readonly targets: readonly string[];
  /** What is shown of the group: that of its first target. */
  readonly sample: T;
}

/** Paths that a group names. */
export const pathsOfGroup = 10;

/** A group while targets are added to it. */
interface Growing<T> {
  readonly first: number;
  readonly sample: T;
  readonly targets: string[];
  count: number;
  waiting: number;
}

export interface Gathering<T> {
  /** Adds a target. They come in the order of their ordinals. @param sample made only for the first target of a group */
  add(member: Member, sample: () => T): void;
  /** All groups: those with the most targets first; of equal ones, the one whose first target comes first. */
  groups(): TargetGroup<T>[];
}

export function gatherGroups<T>(): Gathering<T> {
  const byKey = new Map<string, Growing<T>>();
  return {
    add({ key, ordinal, path, waits }, sample) {
      const group = byKey.get(key) ?? { first: ordinal, sample: sample(), targets: [], count: 0, waiting: 0 };
      group.count += 1;
      if (waits) group.waiting += 1;
      if (group.targets.length < pathsOfGroup) group.targets.push(path);
      byKey.set(key, group);
    },
    groups: () => [...byKey].map(([key, group]) => ({ key, ...group })).sort(inOrder),
  };
}

/** The place of a group among the others. */
export type GroupPlace = Pick<TargetGroup<unknown>, 'count' | 'first'>;

/** Less than 0: `a` comes before `b`. */
export const inOrder = (a: GroupPlace, b: GroupPlace): number => b.count - a.count || a.first - b.first;
