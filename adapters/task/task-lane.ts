/**
 * The lane that a task waits in. A user has one for each fleet, and one for all single tasks. Slots of the user and workers are
 * dealt to lanes in turn, so that a large fleet keeps nothing else waiting.
 */
import type { TaskRow } from '../../contracts/task.ts';
import type { TaskPlace } from '../ports.ts';

const singleTasks = 'tasks';

/** @param fleetId of the task's fleet; null for a single task */
export const laneOf = (fleetId: string | null | undefined): string => fleetId ?? singleTasks;

type Row = Pick<TaskRow, 'task_id' | 'user_id' | 'channel_metadata'>;

export const placeOf = ({ task_id, user_id, channel_metadata }: Row): TaskPlace => ({
  taskId: task_id,
  userId: user_id,
  lane: laneOf(channel_metadata?.fleet_id),
});
