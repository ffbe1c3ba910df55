/**
 * The dependencies of a fleet, as edges between ranges of ordinals. They are made once, by the plan, and never change.
 * Invariant: no target depends on itself, directly or not. Edges are in topological order: an edge comes after every edge that holds
 * back a target which it depends on.
 * Example: app/c depends on the group lib of ordinals 0 and 1 → {from: 2, to: 3, onFrom: 0, onTo: 2, optional: false}.
 */

/** Each target from `from` to `to` depends on each target from `onFrom` to `onTo`; the ends are excluded. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly onFrom: number;
  readonly onTo: number;
  /** Waits until the other target has ended, however it ended; else until it has succeeded. */
  readonly optional: boolean;
}

export interface DependencyGraph {
  readonly edges: readonly Edge[];
  /** By ordinal: how many targets depend on this one, directly or not, optional dependencies included. */
  readonly dependents: readonly number[];
}
