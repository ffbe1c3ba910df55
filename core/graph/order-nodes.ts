/**
 * Puts the nodes of a graph into an order in which each comes after all that it depends on, and finds the nodes that are in a cycle.
 * It is Tarjan's search for strongly connected components. It keeps its path in a list, so that a chain of 10,000 targets does not
 * overflow the stack.
 * Invariant: two nodes have the same component if each depends on the other, directly or not, and in no other case.
 * Example: a ↔ b, c → a → the order [b, a, c] or [a, b, c], components 0, 0, 1.
 */
import type { NodeGraph } from './node-graph.ts';
import { numberAt } from './number-at.ts';

export interface NodeOrder {
  /** The nodes of a cycle stand side by side. */
  readonly nodes: readonly number[];
  /** By node. */
  readonly components: Int32Array;
  /** By component: the number of its nodes. One with two or more is a cycle, as no arrow leads back to its own node. */
  readonly sizes: readonly number[];
}

interface Search {
  readonly graph: NodeGraph;
  /** By node: when it was found; -1: not yet. */
  readonly found: Int32Array;
  /** By node: the earliest node of an open component that it reaches. */
  readonly low: Int32Array;
  /** By node: the arrow that is followed next. */
  readonly next: Uint32Array;
  /** Found nodes without a component yet. */
  readonly open: number[];
  readonly order: { readonly nodes: number[]; readonly components: Int32Array; readonly sizes: number[] };
  count: number;
}

export function orderNodes(graph: NodeGraph): NodeOrder {
  const none = (): Int32Array => new Int32Array(graph.nodes).fill(-1);
  const order = { nodes: [], components: none(), sizes: [] };
  const search: Search = { graph, found: none(), low: none(), next: graph.starts.slice(), open: [], order, count: 0 };
  for (let node = 0; node < graph.nodes; node += 1) if (numberAt(search.found, node) < 0) searchFrom(search, node);
  return order;
}

function searchFrom(search: Search, root: number): void {
  const path = [find(search, root)];
  for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
    const head = nextHead(search, node);
    if (head === undefined) leave(search, node, path);
    else if (numberAt(search.found, head) < 0) path.push(find(search, head));
    else if (numberAt(search.order.components, head) < 0) lower(search, node, numberAt(search.found, head));
  }
}

function find(search: Search, node: number): number {
  search.found[node] = search.count;
  search.low[node] = search.count;
  search.count += 1;
  search.open.push(node);
  return node;
}

function nextHead({ graph, next }: Search, node: number): number | undefined {
  const arrow = numberAt(next, node);
  if (arrow >= numberAt(graph.starts, node + 1)) return undefined;
  next[node] = arrow + 1;
  return numberAt(graph.heads, arrow);
}

function lower({ low }: Search, node: number, to: number): void {
  low[node] = Math.min(numberAt(low, node), to);
}

/** The last node of the path has no arrow left: it ends its component, or belongs to one that began earlier on the path. */
function leave(search: Search, node: number, path: number[]): void {
  const { low, found, open, order } = search;
  path.pop();
  const before = path.at(-1);
  if (before !== undefined) lower(search, before, numberAt(low, node));
  if (numberAt(low, node) !== numberAt(found, node)) return;
  const members = open.splice(open.lastIndexOf(node));
  for (const member of members) order.components[member] = order.sizes.length;
  order.nodes.push(...members);
  order.sizes.push(members.length);
}
