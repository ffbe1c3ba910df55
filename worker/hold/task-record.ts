/** The moves of a task that this worker holds, in their order. A move that is refused stops the work. */
import type { ClockAndIds } from '../../adapters/ports.ts';
import { systemClockAndIds } from '../../adapters/clock-and-ids.ts';
import type { TaskChanges } from '../../adapters/task-stores.ts';
import type { TaskStatus } from '../../contracts/events.ts';
import { isoOf } from '../../contracts/fields.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { endsFrom } from '../../contracts/worker-api.ts';
import type { HeldMoves } from '../../tasks/held-moves.ts';
import type { Ending } from '../task/ending.ts';
import type { Job } from '../task/job.ts';
import { TaskStopped } from '../task-stopped.ts';

export interface TaskRecord extends Pick<Job, 'running' | 'finalizing' | 'note'> {
  /** Reports that this worker took the task, which is written already. @param previous status before */
  taken(previous: TaskStatus): Promise<void>;
  /** Writes the end. @throws TaskStopped when this worker no longer holds the task, or the task was cancelled */
  finish(ending: Ending): Promise<void>;
}

/** @param task the row as this worker took it; the number of its hold is the condition of each write */
export function recordTask(
  moves: Omit<HeldMoves, 'publishAgain'>,
  task: TaskRow,
  startedAt: string,
  clockAndIds: Pick<ClockAndIds, 'now'> = systemClockAndIds,
): TaskRecord {
  let status = task.status;
  let begun: TaskStatus | undefined;
  const move = async (from: readonly TaskStatus[], to: TaskStatus, changes: TaskChanges): Promise<void> => {
    const mayBeRepeated = begun === to;
    begun = to;
    if (!(await moves.move(task, { from, previous: status, to, changes, mayBeRepeated }))) throw new TaskStopped();
    status = to;
  };
  /** A task that was taken over from another worker may be past the move: then only the hold is checked. */
  const advance = async (from: TaskStatus, to: TaskStatus, changes: TaskChanges): Promise<void> => {
    if (status === from) await move([from], to, changes);
    else if (!(await moves.holds(task))) throw new TaskStopped();
  };
  return {
    taken: (previous) => moves.taken(task, previous),
    running: () => advance('HYDRATING', 'RUNNING', { started_at: startedAt }),
    finalizing: () => advance('RUNNING', 'FINALIZING', {}),
    finish: ({ status: to, changes }) => move(endsFrom[to], to, { ...changes, completed_at: isoOf(clockAndIds.now()) }),
    note: (eventType, metadata) => moves.note(task, eventType, metadata),
  };
}
