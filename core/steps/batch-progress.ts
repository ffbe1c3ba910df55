/**
 * How far a target is with the batches of its step, from what its attempts reported, in the words of terminal and page (semantics 21).
 * Example: batch 1 of 4 is done, 6 of 35 tasks are ticked → `Implementing batch 2 of 4: Core Components`, `Tasks: 6/35 complete`.
 */
import { isTerminalTarget } from '../fleet.ts';
import { aboutDuration, formatDuration } from '../text/duration.ts';
import { plainLine } from '../text/plain-text.ts';
import type { SeenAttempt, SeenBatch, SeenTarget } from './seen-target.ts';
import { doing } from './step-words.ts';

type Tried = SeenAttempt & { readonly batch: SeenBatch };

export interface BatchProgress {
  /** `Implementing batch 2 of 4: Core Components`; without a name where an earlier version of the worker told none. */
  readonly batch: string;
  /** `Tasks: 12/35 complete` */
  readonly tasks: string;
  /** `about 10m left`; undefined before the first batch is finished, after the last, and where the target has ended. */
  readonly left: string | undefined;
}

/** Undefined while no attempt at the present step has told of a batch. `now`: epoch ms at the API's clock. */
export function batchProgress(target: SeenTarget, now: number): BatchProgress | undefined {
  const { step, attempts } = target;
  const tried = attempts.filter((one): one is Tried => one.step === step && one.batch !== null);
  const last = tried.at(-1);
  if (step === null || last === undefined) return undefined;
  const { batch } = last;
  const hasEnded = isTerminalTarget(target.status);
  const isFinished = last.status === 'SUCCEEDED';
  const index = isFinished && batch.left > 0 ? batch.index + 1 : batch.index;
  const name = index === batch.index ? batch.name : batch.next;
  return {
    batch: `${hasEnded && !isFinished ? 'Ended in' : whatIsDone(target, step)} batch ${index} of ${batch.count}${name == null ? '' : `: ${plainLine(name)}`}`,
    tasks: tasksText(tasksOf(batch)),
    left: hasEnded ? undefined : timeLeft(target, tried, now),
  };
}

function whatIsDone({ waiting }: SeenTarget, step: string): string {
  if (waiting?.for === 'gate') return 'Waits before';
  return waiting?.for === 'review' ? 'Waits for a review after' : doing(step);
}

/** The mean of the finished batches, for each that is left; of the running one what remains of the mean. */
function timeLeft(target: SeenTarget, tried: readonly Tried[], now: number): string | undefined {
  const finished = [...Map.groupBy(tried, ({ batch }) => batch.index)].flatMap(([, all]) =>
    all.some(({ status }) => status === 'SUCCEEDED') ? [all.reduce((sum, { duration_s }) => sum + (duration_s ?? 0), 0)] : [],
  );
  const count = tried.slice(-1).reduce((_, last) => last.batch.left + (last.status === 'SUCCEEDED' ? 0 : 1), 0);
  if (finished.length === 0 || count === 0) return undefined;
  const mean = finished.reduce((sum, one) => sum + one, 0) / finished.length;
  const ran = target.status === 'RUNNING' && target.started_at !== null ? (now - Date.parse(target.started_at)) / 1_000 : 0;
  return `about ${aboutDuration((mean * count - Math.min(mean, Math.max(0, ran))) * 1_000)} left`;
}

/** Finished tasks of the list, and all of them. */
export interface TaskCount {
  readonly done: number;
  readonly all: number;
}

/** Of the last attempt at any step that told of them; undefined: none did. */
export const taskCount = ({ attempts }: Pick<SeenTarget, 'attempts'>): TaskCount | undefined =>
  attempts.flatMap(({ batch }) => (batch === null ? [] : [tasksOf(batch)])).at(-1);

const tasksOf = ({ tasks_done, tasks_open }: SeenBatch): TaskCount => ({ done: tasks_done, all: tasks_done + tasks_open });

export const tasksText = ({ done, all }: TaskCount): string => `Tasks: ${done}/${all} complete`;

export const elapsedText = (seconds: number): string => `${formatDuration(seconds * 1_000)} elapsed`;
