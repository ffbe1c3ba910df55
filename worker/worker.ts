/** A worker: takes tasks from the task queue and does several at a time, each in a sandbox. */
import { join } from 'node:path';
import { ulid } from 'ulid';
import { forgetOldSessions } from './agent/session-notes.ts';
import { openConnection } from './connection.ts';
import { currentPorts } from './current-ports.ts';
import type { Worker } from './end-worker-with-process.ts';
import type { KnownClosings } from './forge/forge-barrier.ts';
import { connectForge } from './forge/connect-forge.ts';
import { pollTasks } from './hold/poll-tasks.ts';
import { takeTask } from './hold/take-task.ts';
import { createLogger, type Log } from './logger.ts';
import { placeInConfig, readWorkerConfig, WorkerConfigError } from './read-config.ts';
import { removeAllSandboxes, removeOrphanedSandboxes } from './sandbox/sandbox.ts';
import { configFolderOf } from './sandbox/walls/agent-home.ts';
import { chooseWalls, type ChosenWalls, type WallsSettings } from './sandbox/walls/choose-walls.ts';
import { UnusableWalls } from './sandbox/walls/unusable-walls.ts';

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

const defaultConcurrency = 4;

/**
 * Starts a worker in this process. The caller ends it with `close`.
 * @throws WorkerConfigError where worker.yaml is wrong, or where there is no runtime or stack to connect to
 */
export async function startWorker(options: WorkerOptions = {}): Promise<Worker> {
  const environment = options.environment ?? process.env;
  const configFile = options.configFile ?? join(configFolderOf(environment), 'worker.yaml');
  const config = readWorkerConfig(configFile, { required: options.configFile !== undefined });
  const logger = createLogger();
  const connection = openConnection({ dir: options.dir, environment, log: logger });
  // A worker that starts without a runtime fails here; one that loses its runtime waits for it to come back.
  const ports = currentPorts(connection);
  forgetOldSessions(environment, Object.keys(config.agents));
  const concurrency = options.concurrency ?? config.concurrency ?? defaultConcurrency;
  const logFor = (keys: Record<string, unknown>) => logger.createChild({ persistentLogAttributes: keys });
  const { dir, sandboxRoot } = options;
  const closedPorts = lastKnown(() => connection().localPorts);
  const chosen = await walls(configFile, { config, environment, dir, sandboxRoot, closedPorts });
  const removed = removeOrphanedSandboxes(chosen.walls.roots?.own ?? sandboxRoot);
  if (chosen.walls.roots) removeOrphanedSandboxes(chosen.walls.roots.shared);
  const workerId = options.id ?? ulid();
  const closings: KnownClosings = new Map();
  const settings = () => ({
    workerId,
    durations: connection().durations,
    forges: connection().forges,
    allowDirectMerge: connection().allowDirectMerge,
    closings,
    config,
    environment,
    sandboxRoot,
    walls: chosen.walls,
    connectForge,
    logFor,
  });
  const polling = pollTasks({
    concurrency,
    queue: ports.queue,
    take: (message) => takeTask(ports, settings(), message),
    log: logger,
  });
  warnOfWhatIsMissing(chosen, logger);
  const {
    walls: { kind: sandbox },
    network,
  } = chosen;
  logger.info('Worker started', { worker_id: workerId, concurrency, sandbox, network, removed_sandboxes: removed });
  return {
    async close() {
      await polling.close();
      chosen.walls.close();
    },
    abandon: removeAllSandboxes,
  };
}

/** @throws WorkerConfigError that names the file and line of the setting which cannot be met */
async function walls(configFile: string, settings: WallsSettings): Promise<ChosenWalls> {
  try {
    return await chooseWalls(settings);
  } catch (error) {
    if (!(error instanceof UnusableWalls)) throw error;
    const lines = [error, ...error.others].map(
      ({ path, message }) => `${placeInConfig(configFile, path)}: ${path.join('.')}: ${message}`,
    );
    throw new WorkerConfigError(lines.join('\n'));
  }
}

function warnOfWhatIsMissing({ walls: { endsProcesses }, whyNone }: ChosenWalls, logger: Log): void {
  if (whyNone !== undefined) {
    logger.warn('Commands run without a sandbox: they read what the worker can read, and reach the whole network', {
      reason: whyNone,
    });
  }
  if (!endsProcesses) {
    logger.warn(
      'This system gives commands no process namespace, so a process that leaves its session, folder and variables may outlive its task',
    );
  }
}

/** The last answer of a function that may throw: a runtime that is starting again has no ports. */
function lastKnown(read: () => ReadonlySet<number>): () => ReadonlySet<number> {
  let known: ReadonlySet<number> = new Set();
  return () => {
    try {
      known = read();
    } catch {
      // The ports of the runtime that was there.
    }
    return known;
  };
}
