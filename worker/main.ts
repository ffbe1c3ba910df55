/** The worker as a process: `node worker/main.ts [--dir DIR] [--config FILE] [--concurrency N] [--id ID] [--exit-with-parent]`. */
import { parseArgs } from 'node:util';
import { messageOf } from '../core/text/message-of-error.ts';
import { endWorkerWithProcess } from './end-worker-with-process.ts';
import { startWorker, type WorkerOptions } from './worker.ts';

const usage = 'Usage: node worker/main.ts [--dir DIR] [--config worker.yaml] [--concurrency N] [--id ID] [--exit-with-parent]';

function readFlags(): WorkerOptions & { exitWithParent: boolean } {
  const { values } = parseArgs({
    options: {
      dir: { type: 'string' },
      config: { type: 'string' },
      concurrency: { type: 'string' },
      id: { type: 'string' },
      'exit-with-parent': { type: 'boolean', default: false },
    },
  });
  const concurrency = values.concurrency === undefined ? undefined : Number(values.concurrency);
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 64)) {
    throw new Error('--concurrency must be a whole number from 1 to 64');
  }
  const { dir, config: configFile, id } = values;
  return { dir, configFile, concurrency, id, exitWithParent: values['exit-with-parent'] };
}

function fail(error: unknown, code: number): never {
  process.stderr.write(`${messageOf(error)}\n`);
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

const flags = flagsOrUsage();
try {
  endWorkerWithProcess(await startWorker(flags), { exitWithParent: flags.exitWithParent });
} catch (error) {
  fail(error, 1);
}
