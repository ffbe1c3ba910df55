/** One claimed task and everything that doing it needs. */
import type { Repository } from '../../contracts/repository.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { WorkerConfig } from '../../contracts/worker-config.ts';
import type { Forge } from '../forge/forge.ts';
import type { Log } from '../logger.ts';
import type { ForgeAccess } from '../git/remote.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Secrets } from '../sandbox/secrets.ts';
import type { TaskOutput } from '../sandbox/task-output.ts';

export interface Job {
  readonly task: TaskRow;
  readonly repository: Repository | undefined;
  readonly sandbox: Sandbox;
  readonly output: TaskOutput;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly config: WorkerConfig;
  /** The worker's own environment. */
  readonly environment: NodeJS.ProcessEnv;
  readonly connectForge: (access: ForgeAccess) => Forge;
  /** Moves to RUNNING; to FINALIZING. They throw Stopped when the claim is gone. */
  readonly running: () => Promise<void>;
  readonly finalizing: () => Promise<void>;
  /** Writes a line into the task's history: what its owner should know though the task goes on. */
  readonly note: (eventType: string, metadata: Readonly<Record<string, unknown>>) => Promise<void>;
}
