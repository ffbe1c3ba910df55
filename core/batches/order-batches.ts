/**
 * Puts the tasks of each batch into an order in which each comes after those that it depends on, and names the dependencies that
 * cannot be kept (semantics 16). A dependency on a finished task is kept already.
 * Invariant: of the tasks that may come next, the first one in the file does; a list without dependencies keeps its order.
 * Example: T003 after T001, T001, T002 → T001, T003, T002.
 */
import { findCycles } from '../graph/find-cycles.ts';
import { makeNodeGraph, type Need } from '../graph/node-graph.ts';
import { orderNodes } from '../graph/order-nodes.ts';
import { shorten } from '../text/shorten.ts';
import type { ListedTask, ListError, ListWarning, Remark } from './listed-task.ts';

export interface Batch {
  readonly name: string;
  /** Open tasks. */
  readonly tasks: readonly ListedTask[];
}

export interface Ordered {
  readonly batches: readonly Batch[];
  readonly warnings: readonly Remark<ListWarning>[];
  readonly errors: readonly Remark<ListError>[];
}

/** An open task with its place among the open tasks, and the batch that it is in. */
interface Placed {
  readonly task: ListedTask;
  readonly place: number;
  readonly batch: number;
  readonly batchName: string;
}

/** @param all tasks of the file, each id once. @param file the file's name, for messages */
export function orderBatches(batches: readonly Batch[], all: readonly ListedTask[], file: string): Ordered {
  const placed = batches.flatMap(({ name, tasks }, batch) => tasks.map((task) => ({ task, batch, batchName: name })));
  const open = new Map<string, Placed>(placed.map((each, place) => [each.task.id, { ...each, place }]));
  const known = new Set(all.map(({ id }) => id));
  const warnings: Remark<ListWarning>[] = [];
  const needs: Need[] = [];
  for (const { task, place, batch } of open.values()) {
    for (const name of task.dependsOn) {
      const on = open.get(name);
      if (on !== undefined) needs.push({ holder: place, on: on.place, optional: false });
      if (!known.has(name)) warnings.push(unknownDependency(task, name, file));
      else if (on !== undefined && on.batch > batch) warnings.push(laterDependency(task, on));
    }
  }
  const errors = cyclesOf([...open.values()], needs);
  const ordered = errors.length > 0 ? batches : batches.map(({ name, tasks }) => ({ name, tasks: inOrder(tasks) }));
  return { batches: ordered, warnings, errors };
}

const unknownDependency = ({ id, line }: ListedTask, name: string, file: string): Remark<ListWarning> => ({
  code: 'UNKNOWN_DEPENDENCY',
  line,
  message: `line ${line}: ${id} depends on ${name}, which is not in ${file}. The dependency is left out.`,
});

const laterDependency = ({ id, line }: ListedTask, on: Placed): Remark<ListWarning> => ({
  code: 'LATER_DEPENDENCY',
  line,
  message: `line ${line}: ${id} depends on ${on.task.id} of a later batch, "${shorten(on.batchName)}", and comes before it all the same.`,
});

/** Characters of a circle that a message shows. */
const longestWay = 1_000;

/** One error for each task that depends on itself, and one for each circle of several. */
function cyclesOf(open: readonly Placed[], needs: readonly Need[]): Remark<ListError>[] {
  const cycle = (places: readonly number[]): Remark<ListError> => {
    const tasks = places.flatMap((place) => open.slice(place, place + 1)).map(({ task }) => task);
    const line = Math.min(...tasks.map((task) => task.line));
    const way = shorten(tasks.map(({ id }) => id).join(' → '), longestWay);
    return { code: 'DEPENDENCY_CYCLE', line, message: `line ${line}: these tasks depend on each other in a circle: ${way}.` };
  };
  const selves = needs.filter(({ holder, on }) => holder === on).map(({ holder }) => cycle([holder, holder]));
  const graph = makeNodeGraph(
    open.length,
    [],
    needs.filter(({ holder, on }) => holder !== on),
  );
  return [...selves, ...[...findCycles(graph, orderNodes(graph))].map(({ targets }) => cycle(targets))];
}

/** A task that waits for others. */
interface Waiting {
  readonly task: ListedTask;
  readonly place: number;
  /** How many it still waits for. */
  count: number;
  readonly dependents: Waiting[];
}

/** @param tasks without a circle */
function inOrder(tasks: readonly ListedTask[]): ListedTask[] {
  const all = tasks.map((task, place): Waiting => ({ task, place, count: 0, dependents: [] }));
  const byId = new Map(all.map((each) => [each.task.id, each]));
  for (const each of all) {
    const awaited = each.task.dependsOn.flatMap((name) => byId.get(name) ?? []);
    each.count = awaited.length;
    for (const { dependents } of awaited) dependents.push(each);
  }
  /** The last one in the file first. */
  const ready = all.filter(({ count }) => count === 0).reverse();
  const ordered: ListedTask[] = [];
  for (let next = ready.pop(); next !== undefined; next = ready.pop()) {
    ordered.push(next.task);
    for (const dependent of next.dependents) {
      dependent.count -= 1;
      if (dependent.count === 0) insert(ready, dependent);
    }
  }
  return ordered;
}

/** @param ready the last one in the file first */
function insert(ready: Waiting[], added: Waiting): void {
  let [low, high] = [0, ready.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ready.slice(middle, middle + 1).some(({ place }) => place > added.place)) low = middle + 1;
    else high = middle;
  }
  ready.splice(low, 0, added);
}
