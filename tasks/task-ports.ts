import type { Bus, RepoStore, ClockAndIds, TaskEventStore, TaskQueue, TaskStore } from '../adapters/ports.ts';

/** What the built-in task platform works with, whoever calls it: the task API, a fleet's child, an event, the clock. */
export interface TaskPorts {
  readonly tasks: TaskStore;
  readonly events: Pick<TaskEventStore, 'appendTaskEvent'>;
  readonly queue: TaskQueue;
  readonly bus: Pick<Bus, 'publishTaskStatus'>;
  readonly clockAndIds: ClockAndIds;
  /** Unfinished tasks per user; 0 = no cap. */
  readonly userTaskCap: number;
}

/** What creating tasks needs besides. */
export interface CreatePorts extends TaskPorts {
  readonly repos: Pick<RepoStore, 'getRepo'>;
  /** Whether `shell/run-v1` may be used. */
  readonly allowShell: boolean;
  /** Whether a task may have verifiers of its caller. */
  readonly callerVerifiers: boolean;
}
