/** Cancels a task, at the request of a person or because its time is over. */
import { isoOf } from '../contracts/fields.ts';
import type { TaskStatus } from '../contracts/events.ts';
import type { TaskRow } from '../contracts/task.ts';
import { isTaskEnded, isTaskMoveAllowed } from '../contracts/task-transitions.ts';
import type { TaskChanges } from '../adapters/task-stores.ts';
import { giveBackAtForge } from './book-at-forge.ts';
import { heartbeatOf } from './heartbeat-of.ts';
import { publishMove, recordEvent } from './record-event.ts';
import { freeSlotOfTask } from './take-up.ts';
import { placeOf } from '../adapters/task/task-lane.ts';
import type { TaskPorts } from './task-ports.ts';
import { waitsUntil } from './waits-until.ts';

type Why = 'asked' | 'overdue' | 'failed';

/** Tries until a cancellation counts as a bug: a task changes its status fewer times than this in its whole life. */
const mostRaces = 10;

/** See `TaskCore.cancelTask`. The worker is not asked: it finds the new status at its next write, or when it next reads the task. */
export async function cancelTask(ports: TaskPorts, taskId: string, why: Why): Promise<'cancelled' | 'terminal' | 'finalizing'> {
  for (let race = 0; race < mostRaces; race += 1) {
    const row = await ports.tasks.getTask(taskId);
    if (!row || isTaskEnded(row.status)) return 'terminal';
    const to = await endOf(ports, row, why);
    if (!to) return 'finalizing';
    if (await cancelFrom(ports, row, { why, to })) return 'cancelled';
  }
  throw new Error(`Task ${taskId} could not be cancelled: it changed at each try.`);
}

/**
 * A task that is FINALIZING must not become CANCELLED, because a part of its work may have been pushed. Its worker ends it in a moment;
 * if the worker is gone, or the time of the task is over, the task becomes FAILED.
 */
async function endOf({ tasks, clockAndIds }: TaskPorts, row: TaskRow, why: Why): Promise<'CANCELLED' | 'FAILED' | undefined> {
  if (isTaskMoveAllowed(row.status, 'CANCELLED')) return 'CANCELLED';
  if (why === 'overdue') return 'FAILED';
  const beat = (await tasks.getHeartbeats([row.task_id])).get(row.task_id);
  return heartbeatOf(row, beat).leaseUntil < clockAndIds.now() ? 'FAILED' : undefined;
}

const eventTypes = { CANCELLED: 'task_cancelled', FAILED: 'task_failed' } as const;

async function cancelFrom(
  ports: TaskPorts,
  row: TaskRow,
  { why, to }: { why: Why; to: keyof typeof eventTypes },
): Promise<boolean> {
  const now = ports.clockAndIds.now();
  const changes = { ...(to === 'FAILED' && why !== 'overdue' ? abandoned(now) : {}), ...changesOf(why, now) };
  // With the hold that was read: a worker that takes the task over meanwhile ends it.
  const move = { from: [row.status], to, changes, now, ...(to === 'FAILED' ? { holdNumber: row.claim } : {}) };
  const cancelled = await ports.tasks.moveTaskIfStatus(row.task_id, move);
  if (!cancelled) return false;
  await publishMove(ports, cancelled, row.status);
  await recordEvent(ports, row.task_id, eventTypes[to], { reason: why });
  await freeSlotOfTask(ports, placeOf(row));
  await giveBackBooking(ports, cancelled, row.status, now);
  return true;
}

/** A task that waited for a forge leaves its time there to others. The row is that of the cancelled task: a worker may have booked meanwhile. */
async function giveBackBooking({ tasks }: TaskPorts, { waits_for }: TaskRow, status: TaskStatus, now: number): Promise<void> {
  if (!waits_for || waitsUntil({ status, waits_for }) <= now) return;
  // Later bookings only wait longer than they had to, and the task is cancelled already.
  await giveBackAtForge(tasks, waits_for).catch(() => undefined);
}

const told = {
  asked: {},
  overdue: {
    cancel_reason: 'overdue',
    error_message: 'Cancelled: the task did not end within its time limit and the grace period after it.',
  },
  failed: { failed_by_person: true },
} as const satisfies Record<Why, TaskChanges>;

const changesOf = (why: Why, now: number): TaskChanges => ({ completed_at: isoOf(now), ...told[why] });

function abandoned(now: number): TaskChanges {
  const description =
    'Cancelled while its work was being pushed. The worker is gone, and it is not known whether the work was pushed.';
  const remedy = 'Look at the branch of the task. If it is not there, retry.';
  const classification = {
    category: 'compute',
    title: 'Worker lost',
    description,
    remedy,
    retryable: false,
    errorClass: 'service',
  };
  return { completed_at: isoOf(now), error_message: description, error_classification: classification };
}
