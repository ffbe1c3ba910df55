/**
 * The waves of a graph without cycles: a target is in wave 1 if it depends on nothing, else in the wave after the last one of those
 * that it depends on.
 * Invariant: a target's wave is 1 + the length of the longest chain of dependencies below it.
 * Example: c → b → a, d → a → waves [a], [b, d], [c].
 */
import { eachArrow, type NodeGraph } from './node-graph.ts';
import { numberAt } from './number-at.ts';
import type { NodeOrder } from './order-nodes.ts';

/** By node: the wave of a target, counted from 1; of a group's end the last wave of its targets, of its begin the last one before them. */
export function wavesOf(graph: NodeGraph, { nodes }: NodeOrder): Uint32Array {
  const waves = new Uint32Array(graph.nodes);
  for (const node of nodes) {
    let wave = 0;
    eachArrow(graph, node, (head) => (wave = Math.max(wave, numberAt(waves, head))));
    waves[node] = node < graph.targets ? wave + 1 : wave;
  }
  return waves;
}
