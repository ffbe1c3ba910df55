/** The task platform of this product: its tasks are in the task table, and its own workers do them. */
import type { Bus, RepoStore, ClockAndIds, TaskCore, TaskSteering, TaskQueue } from '../adapters/ports.ts';
import type { TaskEventStore, TaskStore } from '../adapters/task-stores.ts';
import { cancelTask } from './cancel-task.ts';
import { closeKey } from './close-key.ts';
import { createTask } from './create-task.ts';
import type { CreatePorts, TaskPorts } from './task-ports.ts';

export interface BuiltinTaskCoreParts {
  readonly tasks: TaskStore;
  readonly events: Pick<TaskEventStore, 'appendTaskEvent'>;
  readonly repos: Pick<RepoStore, 'getRepo'>;
  readonly queue: TaskQueue;
  readonly bus: Pick<Bus, 'publishTaskStatus'>;
  readonly clockAndIds: ClockAndIds;
  readonly settings: Pick<CreatePorts, 'allowShell' | 'callerVerifiers' | 'agents' | 'userTaskCap' | 'userUsdPerDay'>;
}

export function createBuiltinTaskCore({ settings, ...parts }: BuiltinTaskCoreParts): TaskCore {
  const ports: CreatePorts = { ...parts, ...settings };
  return {
    ...createTaskSteering(ports),
    createTask: (body, caller) => createTask(ports, body, caller),
  };
}

/** The part of the platform that the actor of a fleet needs for its tasks: all but the creation. */
export function createTaskSteering(ports: TaskPorts): TaskSteering {
  return {
    closeKey: (key, userId) => closeKey(ports, key, userId),
    cancelTask: (taskId, why) => cancelTask(ports, taskId, why),
    readTasks: (taskIds) => ports.tasks.getTasks(taskIds),
    lookUpKey: (key) => ports.tasks.getKeyClaim(key),
  };
}
