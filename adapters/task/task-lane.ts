/**
 * The lane that a task waits in. A user has one lane for each fleet, and one for all single tasks. Slots and workers are given to lanes
 * in turn, so that the tasks of a large fleet do not keep other tasks waiting.
 */
import type { TaskRow } from '../../contracts/task.ts';
import type { TaskPlace } from '../task-stores.ts';

const singleTasks = 'tasks';

/** @param fleetId the fleet of the task; null for a single task */
export const laneOf = (fleetId: string | null | undefined): string => fleetId ?? singleTasks;

type Row = Pick<TaskRow, 'task_id' | 'user_id' | 'channel_metadata'>;

export const placeOf = ({ task_id, user_id, channel_metadata }: Row): TaskPlace => ({
  taskId: task_id,
  userId: user_id,
  lane: laneOf(channel_metadata?.fleet_id),
});
