/** The ports of the task platform. */
import type { Bus, RepoStore, ClockAndIds, TaskQueue } from '../adapters/ports.ts';
import type { KnownAgents } from '../contracts/known-agents.ts';
import type { TaskEventStore, TaskStore } from '../adapters/task-stores.ts';

/** The ports that every caller of the platform gives it: the task API, a child of a fleet, an event, the clock. */
export interface TaskPorts {
  readonly tasks: TaskStore;
  readonly events: Pick<TaskEventStore, 'appendTaskEvent'>;
  readonly queue: TaskQueue;
  readonly bus: Pick<Bus, 'publishTaskStatus'>;
  readonly clockAndIds: ClockAndIds;
  /** Unfinished tasks per user; 0 = no cap. */
  readonly userTaskCap: number;
  /** US dollars that the tasks of one user may cost in a day (UTC); 0 = no limit. */
  readonly userUsdPerDay: number;
}

/** The ports and settings that the creation of a task needs besides. */
export interface CreatePorts extends TaskPorts {
  readonly repos: Pick<RepoStore, 'getRepo'>;
  /** Whether `shell/run-v1` may be used. */
  readonly allowShell: boolean;
  /** Whether callers may give verifiers. */
  readonly callerVerifiers: boolean;
  /** The agents of the workers; null: not known here. */
  readonly agents: KnownAgents | null;
}
