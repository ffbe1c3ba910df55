import type { TaskRow } from '../../contracts/task.ts';
import { isTaskEnded, isTaskMoveAllowed } from '../../contracts/task-transitions.ts';
import type { TaskChanges } from '../ports.ts';
import { publishMove, recordEvent } from './record-event.ts';
import { freeSlotOfTask } from './take-up.ts';
import type { TaskPorts } from './task-ports.ts';

type Why = 'asked' | 'overdue';

/** A task moves fewer times than this in its whole life, so a cancellation that lost so many races met a bug. */
const mostRaces = 10;

/** See `TaskCore.cancelTask`. Nobody needs to answer: the worker meets the status at its next write, or its next look. */
export async function cancelTask(ports: TaskPorts, taskId: string, why: Why): Promise<'cancelled' | 'terminal' | 'finalizing'> {
  for (let race = 0; race < mostRaces; race += 1) {
    const row = await ports.tasks.getTask(taskId);
    if (!row || isTaskEnded(row.status)) return 'terminal';
    if (!isTaskMoveAllowed(row.status, 'CANCELLED')) return 'finalizing';
    if (await cancelFrom(ports, row, why)) return 'cancelled';
  }
  throw new Error(`Task ${taskId} could not be cancelled: it changed at each try.`);
}

async function cancelFrom(ports: TaskPorts, row: TaskRow, why: Why): Promise<boolean> {
  const now = ports.surroundings.now();
  const move = { from: [row.status], to: 'CANCELLED', changes: changesOf(why, now), now } as const;
  const cancelled = await ports.tasks.moveTaskIfStatus(row.task_id, move);
  if (!cancelled) return false;
  await publishMove(ports, cancelled, row.status);
  await recordEvent(ports, row.task_id, 'task_cancelled', { reason: why });
  await freeSlotOfTask(ports, { userId: row.user_id, taskId: row.task_id });
  return true;
}

const changesOf = (why: Why, now: number): TaskChanges => ({
  completed_at: new Date(now).toISOString(),
  ...(why === 'overdue'
    ? { cancel_reason: why, error_message: 'Cancelled: it did not end in its time and the grace after it.' }
    : {}),
});
