/** What every task of a worker is done with. */
import type { RepoStore, TaskQueueConsumer } from '../../adapters/ports.ts';
import type { Durations } from '../../contracts/durations.ts';
import type { WorkerConfig } from '../../contracts/worker-config.ts';
import type { Forge } from '../forge/forge.ts';
import type { Log } from '../logger.ts';
import type { ForgeAccess } from '../git/remote.ts';
import type { TaskPorts } from './task-record.ts';

export interface WorkerPorts extends TaskPorts {
  readonly repos: RepoStore;
  readonly queue: TaskQueueConsumer;
}

export interface WorkerSettings {
  /** Stands in the claims of this worker: who it is that may be dead. */
  readonly workerId: string;
  readonly durations: Durations;
  readonly config: WorkerConfig;
  /** The worker's own environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Folder in which sandboxes are made; the system's for temporary files unless given. */
  readonly sandboxRoot: string | undefined;
  readonly connectForge: (access: ForgeAccess, log: Log) => Forge;
  /** A logger whose lines carry these. */
  readonly logFor: (keys: Record<string, unknown>) => Log;
}
