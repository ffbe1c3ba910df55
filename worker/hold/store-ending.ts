/**
 * Writes how a task ended. A table that does not answer is asked again for as long as the claim holds, because the work is done and
 * doing it again may cost money. An end that the table refuses becomes a failure that it can keep: a task that cannot end
 * would be taken over and done again for ever.
 */
import pRetry from 'p-retry';
import { isOutage } from '../../adapters/dynamo/outage.ts';
import { shorten } from '../../core/text/shorten.ts';
import { failureEnding, type Ending } from '../task/do-task.ts';
import { failures } from '../failure.ts';
import type { Log } from '../logger.ts';
import { printedText } from '../text/printed-text.ts';
import { Stopped } from '../stopped.ts';

/** Writes an ending, and whatever must be there before it; may be repeated. */
type Finish = (ending: Ending) => Promise<void>;

interface Storing {
  /** Given when the claim is gone. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Milliseconds. */
const pauses = { minTimeout: 500, maxTimeout: 10_000, factor: 2 } as const;
const mostWords = 300;

/**
 * Answers the ending that was stored.
 * @throws Stopped when the claim is gone, or the task has ended already
 */
export async function storeEnding(finish: Finish, ending: Ending, storing: Storing): Promise<Ending> {
  try {
    await finishPatiently(finish, ending, storing);
    return ending;
  } catch (error) {
    if (error instanceof Stopped) throw error;
    const why = error instanceof Error ? error.message : String(error);
    storing.log.error('The end of the task cannot be stored', { status: ending.status, reason: why });
    const told = failureEnding(
      failures.ending(`The task ended ${ending.status}, and that could not be stored: ${shorten(printedText(why), mostWords)}`),
    );
    await finishPatiently(finish, told, storing);
    return told;
  }
}

async function finishPatiently(finish: Finish, ending: Ending, { signal, log }: Storing): Promise<void> {
  try {
    await pRetry(() => finish(ending), {
      ...pauses,
      retries: Number.POSITIVE_INFINITY,
      // An end that was stored counts, also where the claim was let go of meanwhile.
      shouldRetry: ({ error }) => !signal.aborted && isOutage(error),
      onFailedAttempt: ({ error, attemptNumber }) => {
        if (isOutage(error)) log.warn('The end of the task is not stored yet', { attempt: attemptNumber, reason: error.message });
      },
    });
  } catch (error) {
    if (signal.aborted) throw new Stopped();
    throw error;
  }
}
