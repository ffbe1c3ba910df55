/**
 * A worker as a process that does one task and ends: `node worker/one-task.ts`, without arguments. It has no AWS role and no client of AWS:
 * it claims the task, reads and reports over the API of workers (semantics 34).
 * Variables: BGAGENT_API_URL, BGAGENT_TASK_ID, BGAGENT_LAUNCH_TOKEN; BGAGENT_WORKER_YAML (the text of worker.yaml; absent: the file in the
 * configuration folder), BGAGENT_WORK_DIR (folder of the sandboxes).
 * Exit codes: 0 the task ended or was given back, 3 it could not be claimed, 1 all else.
 */
import { messageOf } from '../core/text/message-of-error.ts';
import { endWorkerWithProcess } from './end-worker-with-process.ts';
import { createLogger } from './logger.ts';
import { readOneTask } from './remote/read-one-task.ts';
import { UnusableWalls } from './sandbox/walls/unusable-walls.ts';
import { startOneTask } from './start-one-task.ts';

/** Fargate kills a container two minutes after it has told it to end. */
const closeWithinMs = 110_000;

async function main(): Promise<void> {
  const options = readOneTask(process.env);
  const log = createLogger().createChild({ persistentLogAttributes: { task_id: options.taskId } });
  const worker = await startOneTask(options, log);
  endWorkerWithProcess(worker, { exitWithParent: false, closeWithinMs });
  process.exit(await worker.done);
}

try {
  await main();
} catch (error) {
  const others = error instanceof UnusableWalls ? error.others : [];
  for (const each of [error, ...others]) process.stderr.write(`${messageOf(each)}\n`);
  process.exit(1);
}
