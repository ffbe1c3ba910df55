/** A worker: takes tasks from the task queue and does them in sandboxes, several at a time. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { openConnection } from './connection.ts';
import { createGithubForge } from './forge/github.ts';
import { createLogger } from './logger.ts';
import { pollTasks } from './hold/poll-tasks.ts';
import { hasProcessNamespace } from './sandbox/process-namespace.ts';
import { readWorkerConfig } from './read-config.ts';
import { removeAllSandboxes, removeOrphanedSandboxes } from './sandbox/sandbox.ts';
import { takeTask } from './hold/take-task.ts';

export interface WorkerOptions {
  /** Stands in the claims of this worker; undefined: a new one. */
  readonly id?: string | undefined;
  /** Folder of a runtime on this machine (its `runtime.json`); undefined: AWS, as the environment says. */
  readonly dir?: string | undefined;
  /** `worker.yaml`; undefined: the one in the configuration folder, if there is one. */
  readonly configFile?: string | undefined;
  /** Tasks at a time; undefined: as worker.yaml says, else 4. */
  readonly concurrency?: number | undefined;
  /** Folder in which sandboxes are made; undefined: the system's for temporary files. */
  readonly sandboxRoot?: string | undefined;
  /** Undefined: this process's own. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

export interface Worker {
  /** Takes no more tasks, kills running commands, gives the tasks back, and waits for that. */
  close(): Promise<void>;
  /** Kills all that runs in sandboxes at once and gives nothing back: for a process that must end now. */
  abandon(): void;
}

const defaultConcurrency = 4;

/**
 * Starts a worker in this process. The caller ends it with `close`.
 * @throws WorkerConfigError where worker.yaml is wrong or there is nothing to work for, in a sentence for whoever started it
 */
// eslint-disable-next-line @typescript-eslint/require-await -- a start that fails must reject, not throw
export async function startWorker(options: WorkerOptions = {}): Promise<Worker> {
  const environment = options.environment ?? process.env;
  const config = readWorkerConfig(options.configFile ?? defaultConfigFile(environment), {
    required: options.configFile !== undefined,
  });
  const logger = createLogger();
  const connection = openConnection({ dir: options.dir, environment, log: logger });
  // Fails at once where there is nothing to connect to; later, the worker waits for it to come back.
  connection();
  const removed = removeOrphanedSandboxes(options.sandboxRoot);
  const concurrency = options.concurrency ?? config.concurrency ?? defaultConcurrency;
  const logFor = (keys: Record<string, unknown>) => logger.createChild({ persistentLogAttributes: keys });
  const workerId = options.id ?? ulid();
  const settings = () => ({
    workerId,
    durations: connection().durations,
    config,
    environment,
    sandboxRoot: options.sandboxRoot,
    connectForge: createGithubForge,
    logFor,
  });
  const polling = pollTasks({
    concurrency,
    ports: () => connection().ports,
    take: (ports, message) => takeTask(ports, settings(), message),
    log: logger,
  });
  if (!hasProcessNamespace()) {
    logger.warn('This system gives commands no process namespace: a process that hides well may outlive its task');
  }
  logger.info('Worker started', { worker_id: workerId, concurrency, removed_sandboxes: removed });
  return { close: () => polling.close(), abandon: removeAllSandboxes };
}

const defaultConfigFile = (environment: NodeJS.ProcessEnv): string =>
  join(environment['BGAGENT_CONFIG_DIR'] ?? join(homedir(), '.bgagent'), 'worker.yaml');
