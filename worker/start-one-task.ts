/** Does one task and ends: the claim, the credentials, the work. Everything outside of the process is reached over the API and the forge. */
import { join } from 'node:path';
import { ulid } from 'ulid';
import type { WorkerConfig } from '../contracts/worker-config.ts';
import type { ClaimedTask } from '../contracts/worker-api.ts';
import type { Worker } from './end-worker-with-process.ts';
import { connectForge } from './forge/connect-forge.ts';
import type { Hold } from './hold/hold-task.ts';
import { workOnTask } from './hold/work-on-task.ts';
import type { WorkerSettings } from './hold/worker-setup.ts';
import { createLogger, type Log } from './logger.ts';
import { parseWorkerConfig, readWorkerConfig } from './read-config.ts';
import { claimTask } from './remote/claim.ts';
import { createWorkerClient } from './remote/client.ts';
import { lendCredentials } from './remote/forge-credentials.ts';
import type { OneTaskOptions } from './remote/read-one-task.ts';
import { remotePorts } from './remote/remote-ports.ts';
import { removeAllSandboxes } from './sandbox/sandbox.ts';
import { configFolderOf } from './sandbox/walls/agent-home.ts';
import { chooseWalls } from './sandbox/walls/choose-walls.ts';
import type { Walls } from './sandbox/walls/walls.ts';

/** `done` settles with the exit code of the process: 0 the task ended or was given back, 3 it could not be claimed. */
export interface OneTask extends Worker {
  readonly done: Promise<0 | 3>;
}

/** @throws WorkerConfigError or UnusableWalls, before anything is claimed */
export async function startOneTask(options: OneTaskOptions, log: Log): Promise<OneTask> {
  const config = configOf(options);
  const { environment, workDir: sandboxRoot } = options;
  const none = { dir: undefined, closedPorts: () => new Set<number>() };
  const { walls, network, whyNone } = await chooseWalls({ config, environment, sandboxRoot, ...none });
  if (whyNone !== undefined) log.warn('Commands run without a sandbox: they read what the worker can read', { reason: whyNone });
  log.info('Worker started', { sandbox: walls.kind, network });
  const closing = new AbortController();
  let hold: Hold | undefined;
  const onHold = (begun: Hold): void => {
    hold = begun;
    if (closing.signal.aborted) begun.stop('closing');
  };
  const done = doTask({ options, config, walls, log, signal: closing.signal, onHold }).finally(() => {
    walls.close();
  });
  return {
    done,
    async close() {
      closing.abort(new Error('it was told to end'));
      hold?.stop('closing');
      await done;
    },
    abandon: removeAllSandboxes,
  };
}

function configOf({ workerYaml, environment }: OneTaskOptions): WorkerConfig {
  if (workerYaml !== undefined) return parseWorkerConfig(workerYaml, 'BGAGENT_WORKER_YAML');
  return readWorkerConfig(join(configFolderOf(environment), 'worker.yaml'), { required: false });
}

interface Doing {
  readonly options: OneTaskOptions;
  readonly config: WorkerConfig;
  readonly walls: Walls;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly onHold: (hold: Hold) => void;
}

async function doTask(doing: Doing): Promise<0 | 3> {
  const { options, log, signal } = doing;
  const { apiUrl: baseUrl, taskId, launchToken } = options;
  const workerId = ulid();
  const client = createWorkerClient({ baseUrl, token: launchToken });
  const claimed = await claimTask({ client, taskId, workerId, log, signal });
  if (typeof claimed === 'string') {
    log.warn('The task is not claimed', { reason: claimed });
    return 3;
  }
  await work(doing, claimed, workerId);
  return 0;
}

async function work({ options, config, walls, log, onHold }: Doing, claimed: ClaimedTask, workerId: string): Promise<void> {
  const { apiUrl: baseUrl, taskId, environment, workDir: sandboxRoot } = options;
  const client = createWorkerClient({ baseUrl, token: claimed.session_token });
  const lent = await lendCredentials({ client, taskId, forges: config.forges, environment, log });
  const logger = createLogger();
  const settings: WorkerSettings = {
    workerId,
    durations: claimed.durations,
    forges: claimed.forges,
    allowDirectMerge: claimed.allow_direct_merge,
    closings: new Map(),
    config: { ...config, forges: lent.forges },
    ...{ environment, sandboxRoot, walls, connectForge },
    onSecrets: (secrets) => {
      secrets.add(options.launchToken, claimed.session_token);
      lent.maskIn(secrets);
    },
    logFor: (keys) => logger.createChild({ persistentLogAttributes: keys }),
  };
  const repositories = claimed.repositories.map((each) => each ?? undefined);
  try {
    await workOnTask({
      ports: remotePorts(client, taskId),
      settings,
      task: claimed.task,
      previous: claimed.previous,
      repositories: () => Promise.resolve(repositories),
      onHold,
    });
  } finally {
    lent.close();
  }
}
