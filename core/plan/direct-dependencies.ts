/**
 * Whether a target depends on another one directly: by its own dependencies or by those of a group that it is in, on the target or on
 * a group that holds it.
 * Example: group app depends on group lib → app/c depends on lib/a.
 */
import type { ListedNeed } from './dependencies.ts';
import type { Places } from './places.ts';

export interface DirectDependencies {
  readonly depends: (ordinal: number, on: number) => boolean;
  /** Whether it waits until the other one has succeeded. */
  readonly requires: (ordinal: number, on: number) => boolean;
}

export function directDependencies(needs: readonly ListedNeed[], places: Places): DirectDependencies {
  const ofHolders = Map.groupBy(needs, ({ holder }) => holder);
  const covering = (ordinal: number, on: number): ListedNeed[] =>
    places.around(ordinal).flatMap((holder) => (ofHolders.get(holder) ?? []).filter((need) => places.overlap(need.on, on)));
  return {
    depends: (ordinal, on) => covering(ordinal, on).length > 0,
    requires: (ordinal, on) => covering(ordinal, on).some(({ optional }) => !optional),
  };
}
