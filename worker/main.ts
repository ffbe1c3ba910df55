/** The worker as a process: `node worker/main.ts [--dir DIR] [--config FILE] [--concurrency N] [--exit-with-parent]`. */
import { parseArgs } from 'node:util';
import { onParentGone } from './parent-gone.ts';
import { startWorker, type Worker, type WorkerOptions } from './worker.ts';

const usage = 'Usage: node worker/main.ts [--dir DIR] [--config worker.yaml] [--concurrency N] [--exit-with-parent]';

function readFlags(): WorkerOptions & { exitWithParent: boolean } {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      config: { type: 'string' },
      concurrency: { type: 'string' },
      'exit-with-parent': { type: 'boolean', default: false },
    },
  });
  const concurrency = values.concurrency === undefined ? undefined : Number(values.concurrency);
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 64)) {
    throw new Error('--concurrency must be a whole number from 1 to 64');
  }
  return { dir: values.dir, configFile: values.config, concurrency, exitWithParent: values['exit-with-parent'] };
}

function fail(error: unknown, code: number): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(code);
}

function flagsOrUsage(): ReturnType<typeof readFlags> {
  try {
    return readFlags();
  } catch (error) {
    process.stderr.write(`${usage}\n`);
    return fail(error, 2);
  }
}

/** However this process ends, nothing that it started outlives it. */
function endWith(worker: Worker, exitWithParent: boolean): void {
  process.once('exit', () => {
    worker.abandon();
  });
  const close = (): void => {
    worker.close().then(
      () => process.exit(0),
      (error: unknown) => fail(error, 1),
    );
  };
  process.once('SIGTERM', close);
  process.once('SIGINT', close);
  // The parent held the tables and queues: there is nobody to give the tasks back to.
  if (exitWithParent) onParentGone(() => process.exit(1));
}

const flags = flagsOrUsage();
try {
  endWith(await startWorker(flags), flags.exitWithParent);
} catch (error) {
  fail(error, 1);
}
