/** A task that this worker holds, with everything that doing it needs: the one set of arguments of this folder. */
import type { TaskDiff } from '../../contracts/change.ts';
import type { Repository } from '../../contracts/repository.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { WorkerNote } from '../../contracts/worker-api.ts';
import type { WorkerConfig } from '../../contracts/worker-config.ts';
import type { Forge } from '../forge/forge.ts';
import type { ForgeAccess } from '../git/remote.ts';
import type { Log } from '../logger.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Secrets } from '../sandbox/secrets.ts';
import type { TaskOutput } from '../sandbox/task-output.ts';
import type { WorkResult } from './work-result.ts';

export interface MergeSettings {
  /** Whether a branch may be merged by a push to the default branch, where the repository has no forge. */
  readonly allowDirect: boolean;
  /** How often the checks of a commit are looked at, and how long one that nothing has reported is waited for: milliseconds. */
  readonly pollMs: number;
  readonly startMs: number;
}

export interface SharingRepository {
  readonly repo: string;
  /** As it was onboarded. */
  readonly repository: Repository | undefined;
}

export interface Job {
  readonly task: TaskRow;
  readonly repository: Repository | undefined;
  /** All repositories of a task whose repositories share the sandbox, in their order. Empty for any other task. */
  readonly sharing: readonly SharingRepository[];
  readonly sandbox: Sandbox;
  readonly output: TaskOutput;
  /** What the agent prints, as it prints it. */
  readonly rawOutput: TaskOutput;
  readonly secrets: Secrets;
  readonly log: Log;
  /** Aborted when the worker must stop the task. */
  readonly signal: AbortSignal;
  readonly config: WorkerConfig;
  /** The worker's own environment. */
  readonly environment: NodeJS.ProcessEnv;
  /** Whether commands run in a sandbox that keeps them from the machine. */
  readonly walled: boolean;
  readonly connectForge: (access: ForgeAccess) => Forge;
  readonly merging: MergeSettings;
  /** Moves the task to RUNNING. @throws TaskStopped when this worker no longer holds the task, or the task was cancelled */
  readonly running: () => Promise<void>;
  /** Moves the task to FINALIZING. @throws TaskStopped as `running` */
  readonly finalizing: () => Promise<void>;
  /** Keeps what the work said so far, for a task that is stopped before it ends: its cost counts all the same. */
  readonly said: (result: WorkResult) => void;
  /** Adds an event to the task's history, for a problem that does not end the task. */
  readonly note: (eventType: WorkerNote, metadata: Readonly<Record<string, unknown>>) => Promise<void>;
  /** Stores the diff of the task, of this hold. */
  readonly keepDiff: (diff: TaskDiff) => Promise<void>;
}
