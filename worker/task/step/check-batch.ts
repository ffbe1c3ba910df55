/** Reads the list of tasks again after the work: which tasks of the batch are ticked, and what is left. */
import type { BatchReport } from '../../../contracts/steps.ts';
import type { ListedTask } from '../../../core/batches/listed-task.ts';
import { stillOpen } from '../../../core/batches/still-open.ts';
import { readTaskList, type TaskList } from '../../../core/batches/task-list.ts';
import { done, type Failed, type Step } from '../../failure.ts';
import { readFileOf } from '../../git/files-of-commit.ts';
import type { Git } from '../../git/git.ts';
import { stepFailures } from '../../step-failures.ts';
import type { Batch } from './find-batch.ts';

export interface CheckedBatch {
  readonly report: BatchReport;
  /** Undefined: all tasks of the batch are done. */
  readonly problem: Failed | undefined;
}

/** @param commit the one that the work left @param size of a batch where no section has tasks */
export async function checkBatch(
  git: Git,
  commit: string,
  { batch, size }: { batch: Batch; size: number },
): Promise<Step<CheckedBatch>> {
  const read = await readFileOf(git, commit, batch.file);
  if (!read.ok) return read;
  const isGone = read.value.kind !== 'file';
  const list = readTaskList(read.value.kind === 'file' ? read.value.content : '', size, batch.file);
  const open = stillOpen(batch.tasks, list);
  const left = namedAsNow(open, list);
  const report = reportOf(batch, list, { open, left });
  return done({ report, problem: problemOf(batch, list, { isGone, left }) });
}

/** An id that is a line is that of the line by now, so that a heal finds the task there. */
const namedAsNow = (open: readonly ListedTask[], { tasks }: TaskList): string[] =>
  open.map((task) => {
    if (task.hasId) return task.id;
    const now = tasks.find(({ hasId, done: isDone, section, title }) => {
      return !hasId && !isDone && section === task.section && title === task.title;
    });
    return now?.id ?? task.id;
  });

interface Left {
  readonly open: readonly ListedTask[];
  /** Their ids. */
  readonly left: readonly string[];
}

function reportOf(
  { name, index, count, tasks, usedFallback, warnings }: Batch,
  list: TaskList,
  { open, left }: Left,
): BatchReport {
  const openIds = new Set(open.map(({ id }) => id));
  const others = list.batches.filter((batch) => batch.tasks.some(({ id }) => !left.includes(id)));
  return {
    index,
    count,
    name,
    task_ids: tasks.map(({ id }) => id),
    done: tasks.map(({ id }) => id).filter((id) => !openIds.has(id)),
    open: [...left],
    left: others.length,
    next: others[0]?.name ?? null,
    tasks_open: list.openCount,
    tasks_done: list.doneCount,
    used_fallback: usedFallback,
    warnings: [...warnings],
  };
}

/** Tasks and errors that a message names. */
const mostNamed = 20;

function problemOf(
  { name, file }: Batch,
  { errors }: TaskList,
  { isGone, left }: Pick<Left, 'left'> & { readonly isGone: boolean },
): Failed | undefined {
  const named = namesOf(left);
  if (isGone) return stepFailures.tasksOpen(`${file} is gone after the work, so nothing says that ${named} are done.`);
  if (left.length > 0) return stepFailures.tasksOpen(`Tasks of "${name}" are still open in ${file}: ${named}.`);
  const [error] = errors;
  return error && stepFailures.tasksOpen(`${file} cannot be worked on after the work: ${error.message}`);
}

function namesOf(ids: readonly string[]): string {
  const more = ids.length - mostNamed;
  return more > 0 ? `${ids.slice(0, mostNamed).join(', ')} and ${more} more` : ids.join(', ');
}
