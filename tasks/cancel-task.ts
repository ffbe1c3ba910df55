import { isoOf } from '../contracts/fields.ts';
import type { TaskRow } from '../contracts/task.ts';
import { isTaskEnded, isTaskMoveAllowed } from '../contracts/task-transitions.ts';
import type { TaskChanges } from '../adapters/ports.ts';
import { publishMove, recordEvent } from './record-event.ts';
import { freeSlotOfTask } from './take-up.ts';
import { placeOf } from '../adapters/task/task-lane.ts';
import type { TaskPorts } from './task-ports.ts';

type Why = 'asked' | 'overdue';

/** A task moves fewer times than this in its whole life, so a cancellation that lost so many races met a bug. */
const mostRaces = 10;

/** See `TaskCore.cancelTask`. Nobody needs to answer: the worker meets the status at its next write, or its next look. */
export async function cancelTask(ports: TaskPorts, taskId: string, why: Why): Promise<'cancelled' | 'terminal' | 'finalizing'> {
  for (let race = 0; race < mostRaces; race += 1) {
    const row = await ports.tasks.getTask(taskId);
    if (!row || isTaskEnded(row.status)) return 'terminal';
    const to = endOf(row, why, ports.surroundings.now());
    if (!to) return 'finalizing';
    if (await cancelFrom(ports, row, { why, to })) return 'cancelled';
  }
  throw new Error(`Task ${taskId} could not be cancelled: it changed at each try.`);
}

/**
 * A task that is FINALIZING may not become CANCELLED, because nobody knows what of it was pushed. Its worker ends it in a
 * moment; where the worker is gone, or its time is over, it FAILED.
 */
function endOf(row: TaskRow, why: Why, now: number): 'CANCELLED' | 'FAILED' | undefined {
  if (isTaskMoveAllowed(row.status, 'CANCELLED')) return 'CANCELLED';
  const isAbandoned = row.lease_until === null || Date.parse(row.lease_until) < now;
  return why === 'overdue' || isAbandoned ? 'FAILED' : undefined;
}

const eventTypes = { CANCELLED: 'task_cancelled', FAILED: 'task_failed' } as const;

async function cancelFrom(
  ports: TaskPorts,
  row: TaskRow,
  { why, to }: { why: Why; to: keyof typeof eventTypes },
): Promise<boolean> {
  const now = ports.surroundings.now();
  const changes = to === 'FAILED' && why === 'asked' ? abandoned(now) : changesOf(why, now);
  // With the claim that was read: whoever takes the task over meanwhile ends it.
  const move = { from: [row.status], to, changes, now, ...(to === 'FAILED' ? { claim: row.claim } : {}) };
  const cancelled = await ports.tasks.moveTaskIfStatus(row.task_id, move);
  if (!cancelled) return false;
  await publishMove(ports, cancelled, row.status);
  await recordEvent(ports, row.task_id, eventTypes[to], { reason: why });
  await freeSlotOfTask(ports, placeOf(row));
  return true;
}

const changesOf = (why: Why, now: number): TaskChanges => ({
  completed_at: isoOf(now),
  ...(why === 'overdue'
    ? { cancel_reason: why, error_message: 'Cancelled: it did not end in its time and the grace after it.' }
    : {}),
});

function abandoned(now: number): TaskChanges {
  const description = 'Cancelled while its work was being pushed: its worker is gone, and nobody knows what had been pushed.';
  const remedy = 'Look at its branch; retry if it is not there.';
  const told = { category: 'compute', title: 'Worker lost', description, remedy, retryable: false, errorClass: 'service' };
  return { completed_at: isoOf(now), error_message: description, error_classification: told };
}
