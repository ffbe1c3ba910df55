/**
 * Reads a tasks.md and divides its open tasks into batches (semantics 16). Nothing is thrown: what is wrong is a remark with its line.
 * Invariant: each open task is in one batch, and open and finished tasks are all tasks. A list with errors is not fit to be worked on.
 * Example: "## Setup\n- [ ] T001 a\n## Core\n- [x] T002 b" → the batch "Setup" of T001, 1 open, 1 finished.
 */
import type { ListedTask, ListError, ListWarning, Remark } from './listed-task.ts';
import { type Batch, orderBatches } from './order-batches.ts';
import { noSection, readLines } from './read-lines.ts';

export interface TaskList {
  /** Those with open tasks. */
  readonly batches: readonly Batch[];
  /** All tasks, in the order of the file. */
  readonly tasks: readonly ListedTask[];
  /** No section has tasks, so that the batches are of a fixed size. */
  readonly usedFallback: boolean;
  readonly openCount: number;
  readonly doneCount: number;
  readonly warnings: readonly Remark<ListWarning>[];
  readonly errors: readonly Remark<ListError>[];
  /** In one sentence. */
  readonly summary: string;
}

/** @param batchSize tasks of a batch where no section has tasks. @param file the file's name, for messages */
export function readTaskList(content: string, batchSize: number, file = 'tasks.md'): TaskList {
  const { tasks, warnings } = readLines(content);
  const { unique, errors } = withoutDuplicates(tasks);
  const open = unique.filter(({ done }) => !done);
  const usedFallback = open.length > 0 && tasks.every(({ section }) => section === null);
  const ordered = orderBatches(usedFallback ? bySize(open, batchSize) : bySection(open), tasks, file);
  return {
    batches: ordered.batches,
    tasks,
    usedFallback,
    openCount: tasks.filter(({ done }) => !done).length,
    doneCount: tasks.filter(({ done }) => done).length,
    warnings: inFileOrder([...warnings, ...ordered.warnings]),
    errors: inFileOrder([...errors, ...ordered.errors]),
    summary: summaryOf({ count: ordered.batches.length, usedFallback, batchSize, file }),
  };
}

/** The first task of each id. Each further one is an error. */
function withoutDuplicates(tasks: readonly ListedTask[]): { unique: ListedTask[]; errors: Remark<ListError>[] } {
  const first = new Map<string, ListedTask>();
  const errors: Remark<ListError>[] = [];
  for (const task of tasks) {
    const { id, line } = task;
    const other = first.get(id);
    if (other === undefined) first.set(id, task);
    else errors.push({ code: 'DUPLICATE_TASK', line, message: `line ${line}: ${id} is the id of line ${other.line}, too.` });
  }
  return { unique: [...first.values()], errors };
}

const bySection = (open: readonly ListedTask[]): Batch[] =>
  Array.from(
    Map.groupBy(open, ({ section }) => section ?? noSection),
    ([name, tasks]) => ({ name, tasks }),
  );

function bySize(open: readonly ListedTask[], size: number): Batch[] {
  const count = Math.ceil(open.length / size);
  return Array.from({ length: count }, (_, at) => ({ name: `Batch ${at + 1}`, tasks: open.slice(at * size, (at + 1) * size) }));
}

const inFileOrder = <Code extends string>(remarks: readonly Remark<Code>[]): Remark<Code>[] =>
  remarks.toSorted((a, b) => a.line - b.line);

interface Summary {
  readonly count: number;
  readonly usedFallback: boolean;
  readonly batchSize: number;
  readonly file: string;
}

function summaryOf({ count, usedFallback, batchSize, file }: Summary): string {
  if (count === 0) return 'No open tasks found';
  const batches = `${count} ${count === 1 ? 'batch' : 'batches'}`;
  return usedFallback ? `No sections found: ${batches} of up to ${batchSize} tasks` : `Detected ${batches} from ${file}`;
}
