/**
 * What follows when a task changes its status, or a run ends: the fleet is told where to look, and the end of a task frees its
 * user's slot. An event may come twice, late or in any order: a look is repeatable, and so is freeing a slot.
 */
import * as z from 'zod';
import type { Mailbox } from '../../adapters/ports.ts';
import { freeSlotOfTask } from '../../tasks/take-up.ts';
import { laneOf } from '../../adapters/task/task-lane.ts';
import type { TaskPorts } from '../../tasks/task-ports.ts';
import type { TaskStatusChanged } from '../../contracts/events.ts';
import { executionEventSchema, taskEventSchema } from '../../contracts/events.ts';
import { parseRunName } from '../../contracts/messages.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { targetStatusOfTask } from '../../core/task-status.ts';

export interface TaskEventPorts extends TaskPorts {
  readonly mailbox: Mailbox;
}

/** What became of an event, for the log. */
export type TaskEventOutcome =
  | { readonly kind: 'task' | 'run'; readonly fleetId: string | null; readonly mailed: boolean }
  | { readonly kind: 'malformed'; readonly why: string };

const knownEvent = z.discriminatedUnion('detail-type', [taskEventSchema, executionEventSchema]);

/** @param event whatever the bus delivered; what cannot be understood goes to the mailbox's dead-letter queue */
export async function onTaskEvent(event: unknown, ports: TaskEventPorts): Promise<TaskEventOutcome> {
  const parsed = knownEvent.safeParse(event);
  if (!parsed.success) return putAside(event, z.prettifyError(parsed.error), ports);
  if (parsed.data['detail-type'] === 'Task Status Changed') return onTaskStatus(parsed.data.detail, ports);
  return onRunStatus(parsed.data.detail, ports);
}

/** Redelivery would not make it readable, so it is kept for an operator and acknowledged. */
async function putAside(event: unknown, why: string, { mailbox }: TaskEventPorts): Promise<TaskEventOutcome> {
  await mailbox.deadLetter(JSON.stringify(event), why);
  return { kind: 'malformed', why };
}

export async function onTaskStatus(detail: TaskStatusChanged, ports: TaskEventPorts): Promise<TaskEventOutcome> {
  const { task_id: taskId, fleet_id: fleetId } = detail;
  const mailed = fleetId !== null && targetMayChange(detail);
  if (mailed) await ports.mailbox.mail({ kind: 'look', fleet_id: fleetId, task_ids: [taskId] });
  if (isTaskEnded(detail.status)) await freeSlotOfTask(ports, { taskId, userId: detail.user_id, lane: laneOf(fleetId) });
  return { kind: 'task', fleetId, mailed };
}

/** Most moves of a task are none of its target: SUBMITTED after QUEUED, RUNNING after HYDRATING. */
function targetMayChange({ status, previous_status: previous }: TaskStatusChanged): boolean {
  return previous === null || targetStatusOfTask(previous, null) !== targetStatusOfTask(status, null);
}

/** Executions that are no runs (the children of a run's Map) are nobody's business, and so is a run's start. */
export async function onRunStatus(
  detail: { name: string; status: string },
  { mailbox }: TaskEventPorts,
): Promise<TaskEventOutcome> {
  const named = parseRunName(detail.name);
  const mailed = named !== undefined && detail.status !== 'RUNNING';
  if (mailed) await mailbox.mail({ kind: 'look', fleet_id: named.fleetId, run: named.run });
  return { kind: 'run', fleetId: named?.fleetId ?? null, mailed };
}
