/**
 * Writes the moves of a task that this worker holds. Each move is a write on the condition that the worker still holds the task,
 * then the event on the bus, then the event in the task's history. The write comes first, because an event must never report a move
 * that was not written.
 */
import type { Bus, ClockAndIds } from '../../adapters/ports.ts';
import type { TaskChanges, TaskEventStore, TaskStore } from '../../adapters/task-stores.ts';
import { systemClockAndIds } from '../../adapters/clock-and-ids.ts';
import type { TaskStatus } from '../../contracts/events.ts';
import { isoOf } from '../../contracts/fields.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { publishMove, recordEvent } from '../../tasks/record-event.ts';
import type { Ending } from '../task/ending.ts';
import type { Job } from '../task/job.ts';
import { TaskStopped } from '../task-stopped.ts';

export interface RecordPorts {
  readonly tasks: TaskStore;
  readonly events: TaskEventStore;
  readonly bus: Bus;
}

export interface TaskRecord extends Pick<Job, 'running' | 'finalizing' | 'note'> {
  /** Reports that this worker took the task, which is written already. @param previous status before */
  taken(previous: TaskStatus): Promise<void>;
  /** Writes the end. @throws TaskStopped when this worker no longer holds the task, or the task was cancelled */
  finish(ending: Ending): Promise<void>;
}

const eventTypes: Partial<Record<TaskStatus, string>> = {
  HYDRATING: 'hydration_started',
  RUNNING: 'session_started',
  FINALIZING: 'finalizing_started',
  COMPLETED: 'task_completed',
  FAILED: 'task_failed',
  TIMED_OUT: 'task_timed_out',
  CANCELLED: 'task_cancelled',
};

/** Statuses from which a held task may move to an end. */
const endsFrom = {
  COMPLETED: ['RUNNING', 'FINALIZING'],
  FAILED: ['HYDRATING', 'RUNNING', 'FINALIZING'],
  TIMED_OUT: ['RUNNING', 'FINALIZING'],
} as const;

/** @param task the row as this worker took it; the number of its hold is the condition of each write */
export function recordTask(
  ports: RecordPorts,
  task: TaskRow,
  startedAt: string,
  clockAndIds: ClockAndIds = systemClockAndIds,
): TaskRecord {
  const { task_id: taskId, claim: holdNumber } = task;
  const reporting = { ...ports, clockAndIds };
  let status = task.status;
  let begun: TaskStatus | undefined;
  /** Repeatable: only this hold can have made a move with its number. */
  const move = async (from: readonly TaskStatus[], to: TaskStatus, changes: TaskChanges): Promise<void> => {
    const now = clockAndIds.now();
    const isRepeated = begun === to;
    begun = to;
    const moved = await ports.tasks.moveTaskIfStatus(taskId, { from, to, holdNumber, changes, now });
    const row = moved ?? (isRepeated ? await ports.tasks.getTask(taskId) : undefined);
    if (row?.status !== to || row.claim !== holdNumber) throw new TaskStopped();
    await report(reporting, row, status);
    status = to;
  };
  /** A task that was taken over from another worker may be past the move: then only the hold is checked. */
  const advance = async (from: TaskStatus, to: TaskStatus, changes: TaskChanges): Promise<void> => {
    if (status === from) await move([from], to, changes);
    else await requireHold(ports.tasks, task, clockAndIds.now());
  };
  return {
    taken: (previous) => report(reporting, task, previous),
    running: () => advance('HYDRATING', 'RUNNING', { started_at: startedAt }),
    finalizing: () => advance('RUNNING', 'FINALIZING', {}),
    finish: ({ status: to, changes }) => move(endsFrom[to], to, { ...changes, completed_at: isoOf(clockAndIds.now()) }),
    note: (eventType, metadata) => recordEvent(reporting, taskId, eventType, metadata),
  };
}

async function requireHold(tasks: TaskStore, task: TaskRow, now: number): Promise<void> {
  const { row, beat } = await tasks.getTaskAndHeartbeat(task.task_id);
  if (!row || row.claim !== task.claim || isTaskEnded(row.status)) throw new TaskStopped();
  if (beat?.holdNumber !== task.claim || beat.leaseUntil <= now) throw new TaskStopped();
}

async function report(
  ports: RecordPorts & { readonly clockAndIds: ClockAndIds },
  task: TaskRow,
  previous: TaskStatus,
): Promise<void> {
  await publishMove(ports, task, previous);
  const metadata = { status: task.status, previous_status: previous, claim: task.claim };
  await recordEvent(ports, task.task_id, eventTypes[task.status] ?? 'status_changed', metadata);
}
