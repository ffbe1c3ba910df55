/** Ends a worker together with the process that it runs in. */
import { messageOf } from '../core/text/message-of-error.ts';
import { onParentGone } from './on-parent-gone.ts';

export interface Worker {
  /** Takes no more tasks, kills running commands, gives the tasks back, and ends when all of them are given back. */
  close(): Promise<void>;
  /** Kills all processes in sandboxes at once and gives no task back. For a process that must end now. */
  abandon(): void;
}

/**
 * However the process ends, no process that the worker started outlives it. SIGTERM and SIGINT give the tasks back and exit
 * with 0; a second signal exits with 1 at once.
 * @param options.exitWithParent also end as soon as the process that started this one is gone, even by `kill -9`
 * @param options.closeWithinMs after so many milliseconds the process exits with 1, whatever is given back; absent: it waits
 */
export function endWorkerWithProcess(
  worker: Worker,
  options: { readonly exitWithParent: boolean; readonly closeWithinMs?: number },
): void {
  process.once('exit', () => {
    worker.abandon();
  });
  let isClosing = false;
  const close = (): void => {
    if (isClosing) process.exit(1);
    isClosing = true;
    if (options.closeWithinMs !== undefined) setTimeout(() => process.exit(1), options.closeWithinMs).unref();
    worker.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`The worker could not give its tasks back: ${messageOf(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
  // The parent is the runtime that holds the tables and the queue: the tasks cannot be given back without it.
  if (options.exitWithParent) onParentGone(() => process.exit(1));
}
