/**
 * Creates a task, once per idempotency key, whoever calls at the same time and wherever a caller dies. Three steps, each one
 * conditional write or repeatable: the claim item gives the key a task_id for ever; the row is put if it is absent, by whoever
 * comes with that key; then the task is admitted (queue, or the user's slots).
 * The answer is 201 for the caller who put the row, 200 and a replay for all others.
 */
import type { ApiError } from '../contracts/http/errors.ts';
import type { TaskDetail, TaskRow } from '../contracts/task.ts';
import type { TaskAnswer, TaskCaller, TaskClaim } from '../adapters/ports.ts';
import { created, refused, replayed } from './answers.ts';
import { checkKey } from './check-key.ts';
import type { TaskRequest } from './check-request.ts';
import { checkRequest } from './check-request.ts';
import { newTask } from './new-task.ts';
import { recordEvent } from './record-event.ts';
import { takeUp } from './take-up.ts';
import { queuePositionOf, toTaskDetail } from './task-detail.ts';
import { placeOf } from '../adapters/task/task-lane.ts';
import type { CreatePorts } from './task-ports.ts';

/** One call: what it may touch, who calls, under which name. */
interface Call {
  readonly ports: CreatePorts;
  readonly caller: TaskCaller;
  readonly requestId: string;
}

/** See `TaskCore.createTask`. */
export async function createTask(ports: CreatePorts, body: unknown, caller: TaskCaller, requestId: string): Promise<TaskAnswer> {
  const call = { ports, caller, requestId };
  const badKey = checkKey(caller);
  if (badKey) return refused(badKey, requestId);
  return (await answerOfKnownKey(call)) ?? createFromBody(call, body);
}

/** What a key that is known already answers, whatever the body says; undefined for a new one, or a claim without a row. */
async function answerOfKnownKey(call: Call): Promise<TaskAnswer | undefined> {
  const { ports, caller, requestId } = call;
  const claim = caller.idempotencyKey === undefined ? undefined : await ports.tasks.getTaskClaim(caller.idempotencyKey);
  if (!claim) return undefined;
  const taskId = taskOfClaim(claim, caller);
  if (typeof taskId !== 'string') return refused(taskId, requestId);
  const row = await ports.tasks.getTask(taskId);
  return row && replay(call, row);
}

async function createFromBody(call: Call, body: unknown): Promise<TaskAnswer> {
  const { ports, caller, requestId } = call;
  const request = await checkRequest(body, ports);
  if (!request.ok) return refused(request.error, requestId);
  const taskId = taskOfClaim(await claimKey(call), caller);
  if (typeof taskId !== 'string') return refused(taskId, requestId);
  return putTask(call, request.value, taskId);
}

async function claimKey({ ports, caller }: Call): Promise<TaskClaim> {
  const claim = { userId: caller.userId, taskId: ports.surroundings.newId() };
  return caller.idempotencyKey === undefined ? claim : ports.tasks.claimTaskKeyIfAbsent(caller.idempotencyKey, claim);
}

/** The task that the key stands for, or why the caller may not have it. Keys are global: another's key says nothing of its task. */
function taskOfClaim(claim: TaskClaim, caller: TaskCaller): string | ApiError {
  if (claim.userId !== caller.userId) {
    return { code: 'DUPLICATE_TASK', message: 'The Idempotency-Key is in use for another task: choose another one.' };
  }
  if ('taskId' in claim) return claim.taskId;
  return { code: 'KEY_CLOSED', message: 'The Idempotency-Key was closed: no task can be created with it any more.' };
}

async function putTask(call: Call, request: TaskRequest, taskId: string): Promise<TaskAnswer> {
  const { ports, caller } = call;
  const status = ports.userTaskCap > 0 ? 'QUEUED' : 'SUBMITTED';
  const row = newTask(request, caller, { task_id: taskId, status, now: ports.surroundings.now() });
  if (!(await ports.tasks.putTaskIfAbsent(row))) return replay(call, await writtenTask(ports, taskId));
  await recordEvent(ports, taskId, 'task_created', { workflow: row.resolved_workflow.id, channel_source: row.channel_source });
  return created(await detailOf(ports, await admit(ports, row)));
}

async function writtenTask({ tasks }: CreatePorts, taskId: string): Promise<TaskRow> {
  const row = await tasks.getTask(taskId);
  if (!row) throw new Error(`Task ${taskId} was there and is gone.`);
  return row;
}

/**
 * A fleet's child that comes back may have died before the task was admitted: admitting it again does no harm. (An API caller's
 * task is found by the clock; callers who repeat themselves would only fill the queue.)
 */
async function replay({ ports, caller }: Call, row: TaskRow): Promise<TaskAnswer> {
  return replayed(await detailOf(ports, caller.channelSource === 'fleet' ? await admit(ports, row) : row));
}

/** Brings a task that nobody works on to the workers, or to its place in its user's queue; answers it as it is then. */
async function admit(ports: CreatePorts, row: TaskRow): Promise<TaskRow> {
  if (row.status === 'SUBMITTED') await ports.queue.enqueue(placeOf(row));
  if (row.status !== 'QUEUED') return row;
  const taken = await takeUp(ports, row.user_id, [row]);
  return taken.find(({ task_id }) => task_id === row.task_id) ?? (await ports.tasks.getTask(row.task_id)) ?? row;
}

const detailOf = async ({ tasks }: CreatePorts, row: TaskRow): Promise<TaskDetail> =>
  toTaskDetail(row, await queuePositionOf(tasks, row));
