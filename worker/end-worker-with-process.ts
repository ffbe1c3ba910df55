import { onParentGone } from './parent-gone.ts';
import type { Worker } from './worker.ts';

/**
 * Ties a worker to this process: however the process ends, nothing that the worker started outlives it.
 * SIGTERM and SIGINT give the tasks back and exit 0; a second one exits 1 at once.
 * @param options.exitWithParent also end as soon as the process that started this one is gone, even by `kill -9`
 */
export function endWithProcess(worker: Worker, options: { readonly exitWithParent: boolean }): void {
  process.once('exit', () => {
    worker.abandon();
  });
  let isClosing = false;
  const close = (): void => {
    if (isClosing) process.exit(1);
    isClosing = true;
    worker.close().then(
      () => process.exit(0),
      (error: unknown) => {
        process.stderr.write(`The worker could not give its tasks back: ${String(error)}\n`);
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
  // The parent held the tables and queues: there is nobody to give the tasks back to.
  if (options.exitWithParent) onParentGone(() => process.exit(1));
}
