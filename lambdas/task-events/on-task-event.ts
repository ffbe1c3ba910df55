/**
 * Takes an event about a task or a run: mails the fleet a `look`. When a task has ended, it frees the slot of its user and counts what it
 * cost in the day of its user. An event may come twice, late or in any order; all of this can be repeated.
 */
import * as z from 'zod';
import type { Mailbox } from '../../adapters/ports.ts';
import { chargeEndedTask } from '../../tasks/charge-task.ts';
import { freeSlotOfTask } from '../../tasks/take-up.ts';
import { laneOf } from '../../adapters/task/task-lane.ts';
import type { TaskPorts } from '../../tasks/task-ports.ts';
import { executionEventSchema, taskEventSchema, type TaskStatusChanged } from '../../contracts/events.ts';
import { parseRunName } from '../../contracts/messages.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { targetStatusOfTask } from '../../core/task-status.ts';

export interface TaskEventPorts extends TaskPorts {
  readonly mailbox: Mailbox;
}

/** The outcome of an event, for the log. */
export type TaskEventOutcome =
  | { readonly kind: 'task' | 'run'; readonly fleetId: string | null; readonly mailed: boolean }
  | { readonly kind: 'malformed'; readonly why: string };

const knownEvent = z.discriminatedUnion('detail-type', [taskEventSchema, executionEventSchema]);

/** @param event as the bus delivered it; one that cannot be read goes to the dead-letter queue of the mailbox */
export async function onTaskEvent(event: unknown, ports: TaskEventPorts): Promise<TaskEventOutcome> {
  const parsed = knownEvent.safeParse(event);
  if (!parsed.success) return putAside(event, z.prettifyError(parsed.error), ports);
  if (parsed.data['detail-type'] === 'Task Status Changed') return onTaskStatus(parsed.data.detail, ports);
  return onRunStatus(parsed.data.detail, ports);
}

/** Keeps the event for an operator and acknowledges it: it would be as unreadable when it came again. */
async function putAside(event: unknown, why: string, { mailbox }: TaskEventPorts): Promise<TaskEventOutcome> {
  await mailbox.deadLetter(JSON.stringify(event), why);
  return { kind: 'malformed', why };
}

export async function onTaskStatus(detail: TaskStatusChanged, ports: TaskEventPorts): Promise<TaskEventOutcome> {
  const { task_id: taskId, fleet_id: fleetId } = detail;
  const mailed = fleetId !== null && targetMayChange(detail);
  if (mailed) await ports.mailbox.mail({ kind: 'look', fleet_id: fleetId, task_ids: [taskId] });
  if (isTaskEnded(detail.status)) {
    await freeSlotOfTask(ports, { taskId, userId: detail.user_id, lane: laneOf(fleetId) });
    await chargeEndedTask(ports, taskId);
  }
  return { kind: 'task', fleetId, mailed };
}

/**
 * Whether the move of a task may change its target. Most do not, such as RUNNING after HYDRATING, or the creation of the task: its
 * target is QUEUED since it got its slot. A task that stays SUBMITTED was put off: its target waits for a forge.
 */
function targetMayChange({ status, previous_status: previous }: TaskStatusChanged): boolean {
  if (status === 'SUBMITTED' && previous === 'SUBMITTED') return true;
  const before = previous === null ? 'QUEUED' : targetStatusOfTask(previous, null);
  return before !== targetStatusOfTask(status, null);
}

/**
 * Mails a fleet when its run has ended. Other executions (the children of the run's Map) and the start of a run change nothing.
 */
export async function onRunStatus(
  detail: { name: string; status: string },
  { mailbox }: TaskEventPorts,
): Promise<TaskEventOutcome> {
  const named = parseRunName(detail.name);
  const mailed = named !== undefined && detail.status !== 'RUNNING';
  if (mailed) await mailbox.mail({ kind: 'look', fleet_id: named.fleetId, run: named.run });
  return { kind: 'run', fleetId: named?.fleetId ?? null, mailed };
}
