/** What the picture of a fleet's graph shows: boxes for targets or whole groups, frames around what is in a group, and arrows. */
import type { GraphView } from '../../contracts/http/graph.ts';
import type { Edge } from '../../core/graph/graph.ts';
import { arrowsOf, type Arrow } from '../../core/picture/arrows.ts';
import { partsOf, type Part, type Room } from '../../core/picture/parts.ts';

/** Above so many targets, groups are boxes that a click opens; above the second number, targets have no boxes. */
export const mostOpen = 300;
export const mostTargets = 2_000;
/** A fleet has no more groups. */
const mostGroups = 500;
const mostArrows = 2_000;

export const roomFor = (total: number): Room => ({
  openTargets: mostOpen,
  targets: total > mostTargets ? 0 : mostTargets,
  folded: mostGroups,
  frames: mostGroups,
});

export interface GraphParts {
  readonly parts: readonly Part[];
  readonly arrows: readonly Arrow[];
  /** Arrows for which there is no room. */
  readonly leftOut: number;
}

/** @param expand paths of the groups that are open, where not all are */
export function graphParts(
  { groups, edges }: Pick<GraphView, 'groups' | 'edges'>,
  total: number,
  expand: readonly string[],
): GraphParts {
  const parts = partsOf({
    total,
    groups: groups
      .filter(({ from, to }) => from < to)
      .map(({ path, from, to, sandbox }) => ({ path, from, to, ...(sandbox === 'shared' ? { shared: true as const } : {}) })),
    expand,
    room: roomFor(total),
  });
  // Whether a dependency has ended is not drawn here: statuses change, and the picture stays.
  const statuses = new Array<'PENDING'>(total).fill('PENDING');
  return { parts, ...arrowsOf(parts, edges.map(edgeOf), statuses, mostArrows) };
}

/** As core has it. */
export const edgeOf = ({ from: [from, to], on: [onFrom, onTo], optional }: GraphView['edges'][number]): Edge => ({
  ...{ from, to, onFrom, onTo, optional },
});
