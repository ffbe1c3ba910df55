/**
 * Writes what becomes of a claimed task: each move conditional on the claim, then the event for everybody who listens, then
 * the line in the task's own history. The write comes first: an event about something that was not written would be a lie.
 */
import type { Bus, Surroundings, TaskChanges, TaskEventStore, TaskStore } from '../../adapters/ports.ts';
import { systemSurroundings } from '../../adapters/clock-and-ids.ts';
import type { TaskStatus } from '../../contracts/events.ts';
import type { TaskEvent, TaskRow } from '../../contracts/task.ts';
import type { Ending } from '../task/do-task.ts';
import { Stopped } from '../stopped.ts';

export interface TaskPorts {
  readonly tasks: TaskStore;
  readonly events: TaskEventStore;
  readonly bus: Bus;
}

export interface TaskRecord {
  /** Tells everybody of the claim itself. */
  claimed(previous: TaskStatus): Promise<void>;
  /** @throws Stopped when the claim is gone or the task was cancelled */
  readonly running: () => Promise<void>;
  readonly finalizing: () => Promise<void>;
  finish(ending: Ending): Promise<void>;
  /** A line in the task's history besides its moves. */
  readonly note: (eventType: string, metadata: Readonly<Record<string, unknown>>) => Promise<void>;
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

/** Statuses from which a claimed task may end so. */
const endsFrom = {
  COMPLETED: ['RUNNING', 'FINALIZING'],
  FAILED: ['HYDRATING', 'RUNNING', 'FINALIZING'],
  TIMED_OUT: ['RUNNING', 'FINALIZING'],
} as const;

/** @param claimed the row as the claim left it; `claim` and the status are taken from it */
export function recordTask(
  ports: TaskPorts,
  claimed: TaskRow,
  startedAt: string,
  surroundings: Surroundings = systemSurroundings,
): TaskRecord {
  let status = claimed.status;
  const move = async (from: readonly TaskStatus[], to: TaskStatus, changes: TaskChanges): Promise<void> => {
    const moved = await ports.tasks.moveTaskIfStatus(claimed.task_id, {
      from,
      to,
      claim: claimed.claim,
      changes,
      now: surroundings.now(),
    });
    if (!moved) throw new Stopped();
    const previous = status;
    status = to;
    await tell({ ...ports, surroundings }, moved, previous);
  };
  /** A task that was taken over may be further on already: then only the claim is checked. */
  const advance = async (from: TaskStatus, to: TaskStatus, changes: TaskChanges): Promise<void> => {
    if (status === from) await move([from], to, changes);
    else await requireClaim(ports.tasks, claimed, surroundings.now());
  };
  return {
    claimed: (previous) => tell({ ...ports, surroundings }, claimed, previous),
    running: () => advance('HYDRATING', 'RUNNING', { started_at: startedAt }),
    finalizing: () => advance('RUNNING', 'FINALIZING', {}),
    finish: ({ status: to, changes }) =>
      move(endsFrom[to], to, { ...changes, completed_at: isoTime(surroundings.now()), lease_until: null }),
    note: (eventType, metadata) => append({ ...ports, surroundings }, claimed.task_id, { event_type: eventType, metadata }),
  };
}

const isoTime = (ms: number): string => new Date(ms).toISOString();

async function requireClaim(tasks: TaskStore, { task_id: taskId, claim }: TaskRow, now: number): Promise<void> {
  const row = await tasks.getTask(taskId);
  if (row?.claim !== claim || row.lease_until === null || Date.parse(row.lease_until) <= now) throw new Stopped();
}

type Telling = TaskPorts & { readonly surroundings: Surroundings };

async function tell(telling: Telling, row: TaskRow, previous: TaskStatus): Promise<void> {
  await publishStatus(telling.bus, row, previous);
  const event_type = eventTypes[row.status] ?? 'status_changed';
  const metadata = { status: row.status, previous_status: previous, claim: row.claim };
  await append(telling, row.task_id, { event_type, metadata });
}

const append = (telling: Telling, taskId: string, event: Pick<TaskEvent, 'event_type' | 'metadata'>): Promise<void> =>
  telling.events.appendTaskEvent(taskId, {
    event_id: telling.surroundings.newId(),
    timestamp: isoTime(telling.surroundings.now()),
    ...event,
  });

/** `Task Status Changed`; may be repeated, for it only says where to look. */
export const publishStatus = (bus: Bus, row: TaskRow, previous: TaskStatus | null): Promise<void> =>
  bus.publishTaskStatus({
    task_id: row.task_id,
    user_id: row.user_id,
    status: row.status,
    previous_status: previous,
    fleet_id: row.channel_metadata?.fleet_id ?? null,
  });
