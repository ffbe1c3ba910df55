/**
 * Chooses the tasks of an attempt at a step that works through a list of tasks: the first batch with open tasks. The list is
 * read from the branch each time, so what a person or an earlier attempt changed there is respected.
 */
import { posix } from 'node:path';
import type { StepFields } from '../../../contracts/step-fields.ts';
import type { BatchReport } from '../../../contracts/steps.ts';
import type { ListedTask } from '../../../core/batches/listed-task.ts';
import { readTaskList, type TaskList } from '../../../core/batches/task-list.ts';
import { plural } from '../../../core/text/plural.ts';
import { done, failures, type Failed, type Step } from '../../failure.ts';
import { readFileOf } from '../../git/files-of-commit.ts';
import type { Git } from '../../git/git.ts';
import { stepFailures } from '../../step-failures.ts';

export type Batches = NonNullable<StepFields['batches']>;

export interface Batch {
  readonly name: string;
  /** From 1, and how many the step has, with those that were done before. */
  readonly index: number;
  readonly count: number;
  /** Open tasks, in the order in which they are to be done; none for a heal of a batch whose tasks are all ticked. */
  readonly tasks: readonly ListedTask[];
  readonly file: string;
  readonly usedFallback: boolean;
  readonly warnings: readonly string[];
}

export type FoundBatch =
  | { readonly kind: 'batch'; readonly batch: Batch }
  /** There is nothing to do. `report`: batches are left all the same. */
  | { readonly kind: 'none'; readonly why: string; readonly report: BatchReport | undefined };

/** @param commit that the work starts from @param isHeal then something failed, so there is work also where no task is open */
export async function findBatch(
  git: Git,
  commit: string,
  { batches, isHeal }: { readonly batches: Batches; readonly isHeal: boolean },
): Promise<Step<FoundBatch>> {
  const file = posix.normalize(batches.file);
  const read = await readFileOf(git, commit, file);
  if (!read.ok) return read;
  if (read.value.kind !== 'file') return noFile(file, read.value.kind === 'other');
  const list = readTaskList(read.value.content, batches.size, file);
  if (list.errors.length > 0) return withErrors(file, list);
  return choose(list, { ...batches, file }, isHeal);
}

function choose(list: TaskList, batches: Batches, isHeal: boolean): Step<FoundBatch> {
  const [first] = list.batches;
  const { only } = batches;
  const isTicked = only?.length === 0 || (isHeal && only === undefined && !first);
  if (isTicked) return done({ kind: 'batch', batch: ticked(list, batches) });
  if (!first) return done({ kind: 'none', why: list.summary, report: undefined });
  const after = list.batches.length - 1;
  if (after > batches.attempts_left) return tooMany(batches, list.batches.length);
  const place = { index: batches.done + 1, count: batches.done + list.batches.length, file: batches.file };
  const about = { usedFallback: list.usedFallback, warnings: list.warnings.map(({ message }) => message) };
  if (only === undefined) return done({ kind: 'batch', batch: { ...first, ...place, ...about } });
  const own = list.batches.find(({ tasks }) => tasks.some(({ id }) => only.includes(id)));
  const left = list.batches.flatMap(({ tasks }) => tasks).filter(({ id }) => only.includes(id));
  if (own) return done({ kind: 'batch', batch: { name: own.name, tasks: left, ...place, ...about } });
  const why = `The tasks that were left (${only.join(', ')}) are not open any more`;
  return done({ kind: 'none', why, report: reportOfTicked(list, only, { ...place, ...about }) });
}

/** Of a heal after a failure of something else than the tasks, such as a verifier. */
function ticked({ batches, usedFallback, warnings }: TaskList, { done: before, file }: Batches): Batch {
  const place = { index: before + 1, count: before + 1 + batches.length };
  return {
    name: `Batch ${place.index}`,
    ...place,
    tasks: [],
    file,
    usedFallback,
    warnings: warnings.map(({ message }) => message),
  };
}

function reportOfTicked(list: TaskList, only: readonly string[], batch: Omit<Batch, 'name' | 'tasks'>): BatchReport {
  const { index, count, usedFallback, warnings } = batch;
  return {
    index,
    count,
    name: list.tasks.find(({ id }) => only.includes(id))?.section ?? `Batch ${index}`,
    task_ids: [...only],
    done: [...only],
    open: [],
    left: list.batches.length,
    next: list.batches[0]?.name ?? null,
    tasks_open: list.openCount,
    tasks_done: list.doneCount,
    used_fallback: usedFallback,
    warnings: [...warnings],
  };
}

const noFile = (file: string, isOther: boolean): Failed =>
  failures.request(
    isOther
      ? `${file} is no file in the branch, but a folder, a link or a submodule.`
      : `There is no file ${file} in the branch.`,
    'Let an earlier step write it, or name the right file in batches.file, then retry.',
  );

/** Errors that a message names. */
const mostErrors = 5;

function withErrors(file: string, { errors }: TaskList): Failed {
  const shown = errors.slice(0, mostErrors).map(({ message }) => message);
  const more = errors.length - shown.length;
  const all = [...shown, ...(more > 0 ? [`And ${more} more.`] : [])].join(' ');
  return failures.request(`${file} cannot be worked on: ${all}`, `Correct ${file} in the branch, then retry.`);
}

const tooMany = ({ file, attempts_left: left }: Batches, count: number): Failed =>
  stepFailures.attemptsUsedUp(
    `${file} has ${count} batches with open tasks, and the target has ${plural(left, 'attempt')} left after this one.`,
  );
