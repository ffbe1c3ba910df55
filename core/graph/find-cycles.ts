/**
 * Finds a cycle in each component that has some, to be shown to the person who made it.
 * Invariant: a cycle begins at the lowest ordinal of its component, and has no target twice.
 * Example: 0 → end of lib → 1 → 0 → targets [0, 1, 0], closed by the dependency that leads from 1 to 0.
 */
import { eachArrow, type NodeGraph } from './node-graph.ts';
import { numberAt } from './number-at.ts';
import type { NodeOrder } from './order-nodes.ts';

export interface Cycle {
  /** Ordinals; the last one is the first one again. */
  readonly targets: readonly number[];
  /** The place of the dependency that closes it. */
  readonly closedBy: number;
}

/** How a node was reached: from which node, and by which dependency; -1: along a group. */
interface Step {
  readonly from: number;
  readonly need: number;
}

/** In the order of their first targets. */
export function* findCycles(graph: NodeGraph, order: NodeOrder): Generator<Cycle, void> {
  const shown = new Set<number>();
  for (let ordinal = 0; ordinal < graph.targets; ordinal += 1) {
    const component = numberAt(order.components, ordinal);
    if (numberAt(order.sizes, component) === 1 || shown.has(component)) continue;
    shown.add(component);
    yield cycleFrom(graph, order, ordinal);
  }
}

/** The shortest way from a target back to itself. */
function cycleFrom(graph: NodeGraph, { components }: NodeOrder, start: number): Cycle {
  const steps = new Map<number, Step>();
  const queue = [start];
  for (const node of queue) {
    if (steps.has(start)) break;
    eachArrow(graph, node, (head, need) => {
      if (components[head] !== components[start] || steps.has(head)) return;
      steps.set(head, { from: node, need });
      queue.push(head);
    });
  }
  return wayBack(graph, start, steps);
}

function wayBack({ targets }: NodeGraph, start: number, steps: ReadonlyMap<number, Step>): Cycle {
  const way = [start];
  let closedBy = -1;
  for (let step = steps.get(start); step; step = step.from === start ? undefined : steps.get(step.from)) {
    if (step.from < targets) way.push(step.from);
    if (closedBy < 0) closedBy = step.need;
  }
  return { targets: way.reverse(), closedBy };
}
