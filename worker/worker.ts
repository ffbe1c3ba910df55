/** A worker: takes tasks from the task queue and does several at a time, each in a sandbox. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { openConnection } from './connection.ts';
import { currentPorts } from './current-ports.ts';
import type { KnownClosings } from './forge/forge-barrier.ts';
import { createGithubForge } from './forge/github.ts';
import { pollTasks } from './hold/poll-tasks.ts';
import { takeTask } from './hold/take-task.ts';
import { createLogger } from './logger.ts';
import { readWorkerConfig } from './read-config.ts';
import { hasProcessNamespace } from './sandbox/process-namespace.ts';
import { removeAllSandboxes, removeOrphanedSandboxes } from './sandbox/sandbox.ts';

export interface WorkerOptions {
  /** Name of this worker in the tasks that it holds; undefined: a new one. */
  readonly id?: string | undefined;
  /** Folder of a runtime on this machine, with its `runtime.json`; undefined: the stack on AWS that the environment names. */
  readonly dir?: string | undefined;
  /** Path of a `worker.yaml`; undefined: the one in the configuration folder, if there is one. */
  readonly configFile?: string | undefined;
  /** Tasks at a time; undefined: the number in worker.yaml, else 4. */
  readonly concurrency?: number | undefined;
  /** Folder for the sandboxes; undefined: the system's folder for temporary files. */
  readonly sandboxRoot?: string | undefined;
  /** Undefined: the environment of this process. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

export interface Worker {
  /** Takes no more tasks, kills running commands, gives the tasks back, and ends when all of them are given back. */
  close(): Promise<void>;
  /** Kills all processes in sandboxes at once and gives no task back. For a process that must end now. */
  abandon(): void;
}

const defaultConcurrency = 4;

/**
 * Starts a worker in this process. The caller ends it with `close`.
 * @throws WorkerConfigError where worker.yaml is wrong, or where there is no runtime or stack to connect to
 */
// eslint-disable-next-line @typescript-eslint/require-await -- a start that fails must reject, not throw
export async function startWorker(options: WorkerOptions = {}): Promise<Worker> {
  const environment = options.environment ?? process.env;
  const config = readWorkerConfig(options.configFile ?? defaultConfigFile(environment), {
    required: options.configFile !== undefined,
  });
  const logger = createLogger();
  const connection = openConnection({ dir: options.dir, environment, log: logger });
  // A worker that starts without a runtime fails here; one that loses its runtime waits for it to come back.
  const ports = currentPorts(connection);
  const removed = removeOrphanedSandboxes(options.sandboxRoot);
  const concurrency = options.concurrency ?? config.concurrency ?? defaultConcurrency;
  const logFor = (keys: Record<string, unknown>) => logger.createChild({ persistentLogAttributes: keys });
  const workerId = options.id ?? ulid();
  const closings: KnownClosings = new Map();
  const settings = () => ({
    workerId,
    durations: connection().durations,
    forges: connection().forges,
    closings,
    config,
    environment,
    sandboxRoot: options.sandboxRoot,
    connectForge: createGithubForge,
    logFor,
  });
  const polling = pollTasks({
    concurrency,
    queue: ports.queue,
    take: (message) => takeTask(ports, settings(), message),
    log: logger,
  });
  if (!hasProcessNamespace()) {
    logger.warn(
      'This system gives commands no process namespace, so a process that leaves its session, folder and variables may outlive its task',
    );
  }
  logger.info('Worker started', { worker_id: workerId, concurrency, removed_sandboxes: removed });
  return { close: () => polling.close(), abandon: removeAllSandboxes };
}

const defaultConfigFile = (environment: NodeJS.ProcessEnv): string =>
  join(environment['BGAGENT_CONFIG_DIR'] ?? join(homedir(), '.bgagent'), 'worker.yaml');
