/** What whoever works on tasks reads of the stack: a pooled worker (worker/connection.ts), and the functions of isolated ones. */
import type { EnvironmentName } from '../../contracts/environment.ts';
import type { Resources } from '../functions.ts';

export function stackVariables({ tables, queues, bus, parameters }: Resources) {
  return {
    TASK_TABLE: tables.task.tableName,
    TASK_EVENTS_TABLE: tables.taskEvents.tableName,
    REPO_TABLE: tables.repo.tableName,
    TASK_QUEUE_URL: queues.tasks.queueUrl,
    BUS_NAME: bus.eventBusName,
    DURATIONS: parameters.durations,
    FORGES: parameters.forges,
    ALLOW_DIRECT_MERGE: parameters.allowDirectMerge,
  } satisfies Partial<Record<EnvironmentName, string>>;
}
