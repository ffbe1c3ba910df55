/** Claims the one task that a process was started for. */
import pRetry from 'p-retry';
import { Unreachable } from '../../adapters/dynamo/outage.ts';
import type { ClaimedTask } from '../../contracts/worker-api.ts';
import { messageOf } from '../../core/text/message-of-error.ts';
import type { Log } from '../logger.ts';
import { HoldLost, Refused, type WorkerClient } from './client.ts';

interface Claiming {
  /** With the launch token. */
  readonly client: WorkerClient;
  readonly taskId: string;
  readonly workerId: string;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** A launch token lives for ten minutes, and the container took a part of them to start. Milliseconds. */
const longestMs = 5 * 60_000;

/** Answers why the task is not this process's, as a sentence. @throws an error of this code, or Unreachable after minutes */
export async function claimTask({ client, taskId, workerId, log, signal }: Claiming): Promise<ClaimedTask | string> {
  try {
    return await pRetry(
      () => client.ask((api) => api.claimTask({ params: { task_id: taskId }, body: { worker_id: workerId } })),
      {
        ...{ retries: Number.POSITIVE_INFINITY, maxRetryTime: longestMs, minTimeout: 500, maxTimeout: 5_000, signal },
        shouldRetry: ({ error }) => error instanceof Unreachable,
        onFailedAttempt: ({ error }) => {
          if (error instanceof Unreachable) log.warn('The task cannot be claimed yet', { reason: error.message });
        },
      },
    );
  } catch (error) {
    if (error instanceof HoldLost || error instanceof Refused) return error.message;
    if (signal.aborted) return `It was told to end before it had claimed the task (${messageOf(signal.reason)}).`;
    throw error;
  }
}
