/**
 * A picture of a fleet, before it is written in any notation: its parts, the arrows between them, and the facts of the targets that
 * have a box of their own. Mermaid, DOT and the tree of the command line are written from it, so they show the same.
 * Invariant: it is bounded, however large the fleet is (`parts.ts`, `arrows.ts`).
 */
import { countStatuses, type FleetStatus, type StatusCounts, type TargetStatus } from '../fleet.ts';
import type { Edge } from '../graph/graph.ts';
import { arrowsOf, type Arrow } from './arrows.ts';
import { boxesIn, partsOf, type Group, type Part } from './parts.ts';

export interface PictureSource {
  readonly title: string;
  readonly status: FleetStatus;
  readonly groups: readonly Group[];
  /** By ordinal. */
  readonly statuses: readonly TargetStatus[];
  /** Null: no target depends on another. */
  readonly edges: readonly Edge[] | null;
  /** Paths of groups that are to be opened. */
  readonly expand: readonly string[];
}

export interface Picture extends PictureSource {
  readonly parts: readonly Part[];
  readonly arrows: readonly Arrow[];
  /** Arrows for which there is no room. */
  readonly arrowsLeftOut: number;
}

/** What a box says about its target besides the status. */
export interface TargetFacts {
  /** Its id, which is unique among its siblings. */
  readonly name: string;
  /** When its current attempt started (epoch ms); null: not yet. */
  readonly startedAt: number | null;
  /** How long its attempt took, in seconds; null: it has not ended, or took no attempt. */
  readonly durationS: number | null;
}

/** The facts by ordinal, and the time (epoch ms) up to which the time of running targets is shown. */
export interface Facts<T extends TargetFacts = TargetFacts> {
  readonly targets: ReadonlyMap<number, T>;
  readonly now: number;
}

export function pictureOf(source: PictureSource): Picture {
  const { groups, statuses, edges, expand } = source;
  const parts = partsOf({ total: statuses.length, groups, expand });
  const { arrows, leftOut } = arrowsOf(parts, edges ?? [], statuses);
  return { ...source, parts, arrows, arrowsLeftOut: leftOut };
}

/** The targets that have a box of their own, by ordinal: the others need no facts. */
export const shownTargets = ({ parts }: Picture): number[] =>
  boxesIn(parts).flatMap(({ kind, from }) => (kind === 'target' ? [from] : []));

export const countsIn = ({ statuses }: Pick<Picture, 'statuses'>, { from, to }: Pick<Part, 'from' | 'to'>): StatusCounts =>
  countStatuses(statuses.slice(from, to));
