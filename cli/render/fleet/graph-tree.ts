/** The graph of a fleet as a tree of text. */
import type { GraphView } from '../../../contracts/http/graph.ts';
import { pictureOf } from '../../../core/picture/picture.ts';
import { drawTree, type TreeFacts } from '../../../core/picture/tree.ts';
import type { View } from '../view.ts';

/** @param graph with all its nodes */
export function renderGraphTree(graph: GraphView, expand: readonly string[], view: View): string {
  const { title, status, nodes, edges } = graph;
  const groups = graph.groups.map(({ path, from, to, sandbox }) => ({
    path,
    from,
    to,
    ...(sandbox === 'shared' ? ({ shared: true } as const) : {}),
  }));
  const picture = pictureOf({
    ...{ title, status, groups, expand },
    statuses: nodes.map((node) => node.status),
    edges: edges.map(({ from, on, optional }) => ({ from: from[0], to: from[1], onFrom: on[0], onTo: on[1], optional })),
  });
  const targets = new Map(nodes.map((node) => [node.ordinal, factsOf(node)]));
  return drawTree(picture, { targets, now: view.now }, view);
}

const factsOf = ({ id, path, started_at, duration_s, blocked_by }: GraphView['nodes'][number]): TreeFacts => ({
  name: id,
  path,
  startedAt: started_at === null ? null : Date.parse(started_at),
  durationS: duration_s,
  blockedBy: blocked_by,
});
