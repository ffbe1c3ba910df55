/**
 * Writes the moves of a task that a worker holds. Each move is a write on the condition that the worker still holds the task, then the event
 * on the bus, then the event in the task's history. The write comes first, because an event must never report a move that was not
 * written.
 */
import type { Bus, ClockAndIds } from '../adapters/ports.ts';
import type { TaskChanges, TaskEventStore, TaskStore } from '../adapters/task-stores.ts';
import type { TaskStatus } from '../contracts/events.ts';
import type { TaskEvent, TaskRow } from '../contracts/task.ts';
import { isTaskEnded } from '../contracts/task-transitions.ts';
import type { WorkerNote } from '../contracts/worker-api.ts';
import { publishMove, recordEvent, recordEventAs } from './record-event.ts';

/** A hold of a task, by its number. */
export type HeldBy = Pick<TaskRow, 'task_id' | 'claim'>;

export interface HeldMove {
  /** Statuses from which the task moves. */
  readonly from: readonly TaskStatus[];
  /** The status that is reported as the one before. */
  readonly previous: TaskStatus;
  readonly to: TaskStatus;
  readonly changes: TaskChanges;
  /** Whether this hold may have made the move already, and its answer was lost. Then it is reported once more. */
  readonly mayBeRepeated: boolean;
}

/** What happens to a task that a worker holds. Each function may be repeated. */
export interface HeldMoves {
  /** Reports that a worker took the task, which is written already. */
  taken(task: TaskRow, previous: TaskStatus): Promise<void>;
  /** Answers false where the hold is over, or the task has ended or moved otherwise. */
  move(hold: HeldBy, move: HeldMove): Promise<boolean>;
  /** Whether the hold has the task, and its lease still runs. */
  holds(hold: HeldBy): Promise<boolean>;
  /** Adds an event to the history of the task. */
  note(hold: HeldBy, type: WorkerNote, metadata: TaskEvent['metadata']): Promise<void>;
  /** Publishes once more how the task ended. */
  publishAgain(task: TaskRow): Promise<void>;
}

export interface HeldMovesPorts {
  readonly tasks: Pick<TaskStore, 'moveTaskIfStatus' | 'getTask' | 'getTaskAndHeartbeat'>;
  readonly events: Pick<TaskEventStore, 'appendTaskEvent'>;
  readonly bus: Pick<Bus, 'publishTaskStatus'>;
  readonly clockAndIds: ClockAndIds;
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

/** @param eventIdOf the id of the event of a move; where it is the same for the same move, a repeat leaves one event. Absent: a new one */
export function heldMoves(ports: HeldMovesPorts, eventIdOf?: (task: TaskRow) => string): HeldMoves {
  const { tasks, bus, clockAndIds } = ports;
  const report = async (task: TaskRow, previous: TaskStatus): Promise<void> => {
    await publishMove({ bus }, task, previous);
    const metadata = { status: task.status, previous_status: previous, claim: task.claim };
    const id = eventIdOf?.(task) ?? clockAndIds.newId();
    await recordEventAs(ports, task.task_id, { id, type: eventTypes[task.status] ?? 'status_changed', metadata });
  };
  return {
    taken: report,
    async move({ task_id: taskId, claim }, { from, previous, to, changes, mayBeRepeated }) {
      const move = { from, to, holdNumber: claim, changes, now: clockAndIds.now() };
      const moved = await tasks.moveTaskIfStatus(taskId, move);
      // Only this hold can have made a move with its number.
      const row = moved ?? (mayBeRepeated ? await tasks.getTask(taskId) : undefined);
      if (row?.status !== to || row.claim !== claim) return false;
      await report(row, previous);
      return true;
    },
    async holds({ task_id: taskId, claim }) {
      const { row, beat } = await tasks.getTaskAndHeartbeat(taskId);
      if (!row || row.claim !== claim || isTaskEnded(row.status)) return false;
      return beat?.holdNumber === claim && beat.leaseUntil > clockAndIds.now();
    },
    note: ({ task_id: taskId }, type, metadata) => recordEvent(ports, taskId, type, metadata),
    publishAgain: (task) => publishMove({ bus }, task, null),
  };
}
