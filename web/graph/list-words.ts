/** What targets and groups of a graph wait for, by name. */
import { plural } from '../../core/text/plural.ts';
import type { Graph } from './use-graph.ts';

/** Names that a line has at most. */
const mostNames = 10;

/** By range of ordinals: the names of what all of it waits for, directly; empty: nothing. A group stands for its targets. */
export function waitsOf({ groups, nodes, edges }: Graph, total: number): (from: number, to: number) => string {
  const groupAt = new Map(groups.map(({ path, from, to }) => [`${from} ${to}`, path]));
  const nameAt = new Map(nodes.map(({ ordinal, path }) => [ordinal, path]));
  const nameOf = ([from, to]: readonly [number, number]): string[] => {
    const group = groupAt.get(`${from} ${to}`);
    if (group !== undefined && !(to === total && from === 0)) return [group];
    return Array.from({ length: to - from }, (_, at) => nameAt.get(from + at) ?? `#${from + at}`);
  };
  return (from, to) => {
    const names = [
      ...new Set(edges.filter(({ from: [first, end] }) => first <= from && to <= end).flatMap(({ on }) => nameOf(on))),
    ];
    const more = names.length - mostNames;
    return [...names.slice(0, mostNames), ...(more > 0 ? [plural(more, 'other')] : [])].join(', ');
  };
}
