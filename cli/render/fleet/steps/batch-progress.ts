/** How far a target is with the batches of its step, from what its attempts reported. */
import type { AttemptView, TargetView } from '../../../../contracts/http/fleet.ts';
import { isTerminalTarget } from '../../../../core/fleet.ts';
import { aboutDuration, formatDuration } from '../../../../core/text/duration.ts';
import { plainLine } from '../../../../core/text/plain-text.ts';
import { doing } from './step-words.ts';

type Batch = NonNullable<AttemptView['batch']>;
type Tried = AttemptView & { readonly batch: Batch };

export interface BatchProgress {
  /** `Implementing batch 2 of 4: Core Components`; without a name where an earlier version of the worker told none. */
  readonly batch: string;
  /** `Tasks: 12/35 complete` */
  readonly tasks: string;
  /** `about 10m left`; undefined before the first batch is finished, after the last, and where the target has ended. */
  readonly left: string | undefined;
}

/** Undefined while no attempt at the present step has told of a batch. `now`: epoch ms at the API's clock. */
export function batchProgress(target: TargetView, now: number): BatchProgress | undefined {
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
    tasks: `Tasks: ${batch.tasks_done}/${batch.tasks_done + batch.tasks_open} complete`,
    left: hasEnded ? undefined : timeLeft(target, tried, now),
  };
}

function whatIsDone({ waiting }: TargetView, step: string): string {
  if (waiting?.for === 'gate') return 'Waits before';
  return waiting?.for === 'review' ? 'Waits for a review after' : doing(step);
}

/** The mean of the finished batches, for each that is left; of the running one what remains of the mean. */
function timeLeft(target: TargetView, tried: readonly Tried[], now: number): string | undefined {
  const finished = [...Map.groupBy(tried, ({ batch }) => batch.index)].flatMap(([, all]) =>
    all.some(({ status }) => status === 'SUCCEEDED') ? [all.reduce((sum, { duration_s }) => sum + (duration_s ?? 0), 0)] : [],
  );
  const last = tried.at(-1);
  if (last === undefined || finished.length === 0) return undefined;
  const count = last.status === 'SUCCEEDED' ? last.batch.left : last.batch.left + 1;
  if (count === 0) return undefined;
  const mean = finished.reduce((sum, one) => sum + one, 0) / finished.length;
  const ran = target.status === 'RUNNING' && target.started_at !== null ? (now - Date.parse(target.started_at)) / 1_000 : 0;
  return `about ${aboutDuration((mean * count - Math.min(mean, Math.max(0, ran))) * 1_000)} left`;
}

/** The batch of one attempt. Example: `batch 2 of 4: Core Components, 3 done, 1 open (T009)`. */
export function batchText({ index, count, name, done, open }: Batch): string {
  const shown = open.slice(0, mostIds).join(', ');
  const more = open.length > mostIds ? `, ${open.length - mostIds} more` : '';
  const left = open.length === 0 ? '' : `, ${open.length} open (${shown}${more})`;
  return plainLine(`batch ${index} of ${count}: ${name}, ${done.length} done${left}`);
}

const mostIds = 5;

export const elapsedText = (seconds: number): string => `${formatDuration(seconds * 1_000)} elapsed`;
