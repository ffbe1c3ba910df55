/** Records what happened to a task: in its events, and on the bus. */
import { isoOf } from '../contracts/fields.ts';
import type { TaskStatus } from '../contracts/events.ts';
import type { TaskEvent, TaskRow } from '../contracts/task.ts';
import type { TaskPorts } from './task-ports.ts';

/**
 * Adds an event to the events of a task. An event with the same id is replaced.
 * @param type in snake case, for example `task_created`
 */
export async function recordEvent(
  { events, clockAndIds }: Pick<TaskPorts, 'events' | 'clockAndIds'>,
  taskId: string,
  type: string,
  metadata: TaskEvent['metadata'] = {},
  id?: string,
): Promise<void> {
  const timestamp = isoOf(clockAndIds.now());
  await events.appendTaskEvent(taskId, { event_id: id ?? clockAndIds.newId(), event_type: type, timestamp, metadata });
}

/** Publishes that a task moved. `row` is the task after the move; `previous` is null where the move is published once more. */
export async function publishMove({ bus }: Pick<TaskPorts, 'bus'>, row: TaskRow, previous: TaskStatus | null): Promise<void> {
  await bus.publishTaskStatus({
    task_id: row.task_id,
    user_id: row.user_id,
    status: row.status,
    previous_status: previous,
    fleet_id: row.channel_metadata?.fleet_id ?? null,
  });
}
