/**
 * Waits for tables, queue and bus that do not answer, for as long as this worker holds the task: the work is under way or done, and
 * doing it again may cost money.
 */
import pRetry from 'p-retry';
import { isOutage } from '../../adapters/dynamo/outage.ts';
import type { Log } from '../logger.ts';
import { TaskStopped } from '../task-stopped.ts';

export interface WhileHeld {
  /** Aborted when this worker must stop the task. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

/** Milliseconds. The longest one is short, because people wait for what comes after the outage. */
const pauses = { minTimeout: 500, maxTimeout: 2_000, factor: 2 } as const;

/**
 * Calls `act` until no outage keeps it from its end. So `act` must be repeatable, also after a call whose answer was lost.
 * @param delayed what the log says of each try that failed
 * @throws TaskStopped when this worker must stop the task; the error of `act` that is no outage
 */
export async function throughOutage<T>(act: () => Promise<T>, { signal, log }: WhileHeld, delayed: string): Promise<T> {
  try {
    return await pRetry(act, {
      ...pauses,
      retries: Number.POSITIVE_INFINITY,
      // Asked only after a failed try: what is done counts, even if the worker began to close meanwhile.
      shouldRetry: ({ error }) => !signal.aborted && isOutage(error),
      onFailedAttempt: ({ error, attemptNumber }) => {
        if (isOutage(error)) log.warn(delayed, { attempt: attemptNumber, reason: error.message });
      },
    });
  } catch (error) {
    if (signal.aborted) throw new TaskStopped();
    throw error;
  }
}
