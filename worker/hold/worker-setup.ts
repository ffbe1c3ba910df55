/** The stores, queue, bus and settings that all tasks of a worker share. */
import type { Bus, RepoStore, TaskQueueConsumer } from '../../adapters/ports.ts';
import type { TaskEventStore, TaskStore } from '../../adapters/task-stores.ts';
import type { Durations } from '../../contracts/durations.ts';
import type { ForgeLimit } from '../../contracts/forge-limits.ts';
import type { Forge } from '../forge/forge.ts';
import type { ForgeBarrier, KnownClosings } from '../forge/forge-barrier.ts';
import type { ForgeAccess } from '../git/remote.ts';
import type { Log } from '../logger.ts';
import type { Secrets } from '../sandbox/secrets.ts';
import type { Walls } from '../sandbox/walls/walls.ts';
import type { Job } from '../task/job.ts';

/** Those of a worker that takes tasks from the queue. */
export interface WorkerPorts {
  readonly tasks: TaskStore;
  readonly events: TaskEventStore;
  readonly bus: Bus;
  readonly repos: RepoStore;
  readonly queue: TaskQueueConsumer;
}

export interface WorkerSettings extends Pick<Job, 'config' | 'environment'> {
  /** Name of this worker in the tasks that it holds. */
  readonly workerId: string;
  readonly durations: Durations;
  /** Folder for the sandboxes; undefined: the system's folder for temporary files. */
  readonly sandboxRoot: string | undefined;
  /** Around every command of a task. */
  readonly walls: Walls;
  readonly connectForge: (access: ForgeAccess, by: { readonly barrier: ForgeBarrier; readonly log: Log }) => Forge;
  /** The writes that forges allow a token, all workers together. */
  readonly forges: readonly ForgeLimit[];
  /** Whether a branch may be merged by a push to the default branch, where the repository has no forge. */
  readonly allowDirectMerge: boolean;
  /** Shared by all tasks of the worker. */
  readonly closings: KnownClosings;
  /** Gets the secrets of each task before its work, to add what becomes one later. Absent: nothing does. */
  readonly onSecrets?: (secrets: Secrets) => void;
  /** Makes a logger whose lines carry the keys. */
  readonly logFor: (keys: Record<string, unknown>) => Log;
}
