/**
 * Writes how a task ended. While the table does not answer, the write is repeated for as long as this worker holds the task, because
 * the work is done and doing it again may cost money. Where the table refuses the end, a short failure is written in its place:
 * a task without an end would be taken and done again by one worker after the other.
 */
import pRetry from 'p-retry';
import { isOutage } from '../../adapters/dynamo/outage.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import { shorten } from '../../core/text/shorten.ts';
import { failures } from '../failure.ts';
import type { Log } from '../logger.ts';
import { failureEnding, type Ending } from '../task/ending.ts';
import { TaskStopped } from '../task-stopped.ts';
import { printedText } from '../text/printed-text.ts';

/** Writes an ending, and first what must be written before it. Repeatable. */
type Finish = (ending: Ending) => Promise<void>;

interface Storing {
  /** Aborted when this worker must stop the task. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Milliseconds. */
const pauses = { minTimeout: 500, maxTimeout: 10_000, factor: 2 } as const;
/** UTF-16 units of the table's error in the failure. */
const longestReason = 300;

/**
 * Answers the ending that was stored.
 * @throws TaskStopped when this worker no longer holds the task, or the task has ended already
 */
export async function storeEnding(finish: Finish, ending: Ending, storing: Storing): Promise<Ending> {
  try {
    await finishPatiently(finish, ending, storing);
    return ending;
  } catch (error) {
    if (error instanceof TaskStopped) throw error;
    const why = messageOf(error);
    storing.log.error('The end of the task cannot be stored', { status: ending.status, reason: why });
    const replaced = failureEnding(
      failures.endNotStored(
        `The task ended ${ending.status}, and that could not be stored: ${shorten(printedText(why), longestReason)}`,
      ),
    );
    await finishPatiently(finish, replaced, storing);
    return replaced;
  }
}

async function finishPatiently(finish: Finish, ending: Ending, { signal, log }: Storing): Promise<void> {
  try {
    await pRetry(() => finish(ending), {
      ...pauses,
      retries: Number.POSITIVE_INFINITY,
      // Asked only after a failed try: an end that is stored counts, even if the worker began to close during the write.
      shouldRetry: ({ error }) => !signal.aborted && isOutage(error),
      onFailedAttempt: ({ error, attemptNumber }) => {
        if (isOutage(error)) log.warn('The end of the task is not stored yet', { attempt: attemptNumber, reason: error.message });
      },
    });
  } catch (error) {
    if (signal.aborted) throw new TaskStopped();
    throw error;
  }
}
