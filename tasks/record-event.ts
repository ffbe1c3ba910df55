/** Records what happened to a task: in its events, and on the bus. */
import { isoOf } from '../contracts/fields.ts';
import type { TaskStatus } from '../contracts/events.ts';
import type { TaskEvent, TaskRow } from '../contracts/task.ts';
import type { TaskPorts } from './task-ports.ts';

type Ports = Pick<TaskPorts, 'events' | 'clockAndIds'>;

/** Adds an event to the events of a task. @param type in snake case, for example `task_created` */
export const recordEvent = (ports: Ports, taskId: string, type: string, metadata: TaskEvent['metadata'] = {}): Promise<void> =>
  recordEventAs(ports, taskId, { id: ports.clockAndIds.newId(), type, metadata });

/** As `recordEvent`. An event with the same id is replaced, so a repeat leaves one. */
export async function recordEventAs(
  { events, clockAndIds }: Ports,
  taskId: string,
  { id, type, metadata }: { readonly id: string; readonly type: string; readonly metadata: TaskEvent['metadata'] },
): Promise<void> {
  const timestamp = isoOf(clockAndIds.now());
  await events.appendTaskEvent(taskId, { event_id: id, event_type: type, timestamp, metadata });
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
