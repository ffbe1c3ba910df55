/**
 * Creates a task, once per idempotency key, even if callers come at the same time or die in between. Four steps, each a conditional
 * write or repeatable: where there is a daily limit, what the task may cost is reserved for its key; the claim of the key gives the key a
 * task_id for ever; any caller with that key puts the row, if it is absent; then the task is admitted (to the queue, or to the slots of
 * its user).
 * The task is new for the caller that put the row, and a replay for all others.
 */
import { idempotencyKeyPattern, mustBeIdempotencyKey } from '../contracts/fields.ts';
import type { ErrorCode } from '../contracts/http/errors.ts';
import type { TaskDetail, TaskRow } from '../contracts/task.ts';
import type { TaskCreation, TaskCaller } from '../adapters/ports.ts';
import type { KeyClaim } from '../adapters/task-stores.ts';
import { isFleetTaskKey } from '../contracts/keys.ts';
import { checkRequest, type TaskRequest } from './check-request.ts';
import { invalid, valid, type Checked } from './check-result.ts';
import { replaceReserve, reserveInDay, reserveName, reserveOf, type Reserve } from './daily-limit.ts';
import { newTask } from './new-task.ts';
import { recordEvent } from './record-event.ts';
import { takeUp } from './take-up.ts';
import { queuePositionOf, toTaskDetail } from './task-detail.ts';
import { placeOf } from '../adapters/task/task-lane.ts';
import type { CreatePorts } from './task-ports.ts';

/** One call: the ports that it uses, and its caller. */
interface Call {
  readonly ports: CreatePorts;
  readonly caller: TaskCaller;
}

/** See `TaskCore.createTask`. */
export async function createTask(ports: CreatePorts, body: unknown, caller: TaskCaller): Promise<TaskCreation> {
  const call = { ports, caller };
  return checkKey(caller) ?? (await answerOfKnownKey(call)) ?? createFromBody(call, body);
}

/** The error of an idempotency key. Only fleets may use keys that begin as the keys of their tasks do. */
function checkKey({ idempotencyKey: key, channelSource }: TaskCaller) {
  if (key === undefined) return undefined;
  if (!idempotencyKeyPattern.test(key)) return invalid(`Idempotency-Key ${mustBeIdempotencyKey}.`);
  if (!isFleetTaskKey(key) || channelSource === 'fleet') return undefined;
  return invalid('Idempotency-Key must not start with flt_, which is kept for fleets.');
}

/** The answer for a key that was used before, whatever the body is; undefined for a new key, and for a claim without a row. */
async function answerOfKnownKey(call: Call): Promise<TaskCreation | undefined> {
  const { ports, caller } = call;
  const claim = caller.idempotencyKey === undefined ? undefined : await ports.tasks.getKeyClaim(caller.idempotencyKey);
  if (!claim) return undefined;
  const taskId = taskOfClaim(claim, caller);
  if (!taskId.ok) return taskId;
  const row = await ports.tasks.getTask(taskId.value);
  return row && replay(call, row);
}

async function createFromBody(call: Call, body: unknown): Promise<TaskCreation> {
  const { ports, caller } = call;
  const request = await checkRequest(body, ports, caller.channelSource);
  if (!request.ok) return request;
  const newId = ports.clockAndIds.newId();
  const micro = ports.userUsdPerDay === 0 ? 0 : reserveOf(request.value);
  if (micro === 0) return claimAndPut(call, { request: request.value, newId });
  const wanted = { userId: caller.userId, name: reserveName(caller.idempotencyKey, newId), micro };
  const reserved = await reserveInDay(ports, wanted, () => answerOfKnownKey(call));
  return 'answer' in reserved ? reserved.answer : claimAndPut(call, { request: request.value, newId, reserve: reserved.reserve });
}

/** A request that passed every check and may cost what it costs. */
interface Admitted {
  readonly request: TaskRequest;
  /** The id of the task, unless its key has one already. */
  readonly newId: string;
  readonly reserve?: Reserve;
}

async function claimAndPut(call: Call, admitted: Admitted): Promise<TaskCreation> {
  const taskId = taskOfClaim(await claimKey(call, admitted.newId), call.caller);
  if (taskId.ok) return putTask(call, admitted, taskId.value);
  await giveBack(call, admitted);
  return taskId;
}

async function giveBack({ ports, caller }: Call, { reserve, newId }: Admitted): Promise<void> {
  if (!reserve) return;
  await replaceReserve(ports, { userId: caller.userId, day: reserve.day }, reserveName(caller.idempotencyKey, newId), 0);
}

async function claimKey({ ports, caller }: Call, newId: string): Promise<KeyClaim> {
  const claim = { userId: caller.userId, taskId: newId };
  return caller.idempotencyKey === undefined ? claim : ports.tasks.putKeyClaimIfAbsent(caller.idempotencyKey, claim);
}

/** The task that the key stands for, or why the caller may not have it. Keys are global: the error says nothing of another user's task. */
function taskOfClaim(claim: KeyClaim, caller: TaskCaller): Checked<string> {
  if (claim.userId !== caller.userId) {
    return refused('DUPLICATE_TASK', 'The Idempotency-Key is in use for another task: choose another one.');
  }
  if ('taskId' in claim) return valid(claim.taskId);
  return refused('KEY_CLOSED', 'The Idempotency-Key was closed: no task can be created with it any more.');
}

const refused = (code: ErrorCode, message: string): Checked<never> => ({ ok: false, error: { code, message } });

async function putTask(call: Call, admitted: Admitted, taskId: string): Promise<TaskCreation> {
  const { ports, caller } = call;
  const { request, reserve } = admitted;
  const status = ports.userTaskCap > 0 ? 'QUEUED' : 'SUBMITTED';
  const now = ports.clockAndIds.now();
  const row = newTask(request, caller, { task_id: taskId, status, now, ...(reserve ? { reserve } : {}) });
  if (!(await ports.tasks.putTaskIfAbsent(row))) {
    const written = await writtenTask(ports, taskId);
    // Another caller wrote the task, on another day, or where there was no limit.
    if (written.reserve?.day !== reserve?.day) await giveBack(call, admitted);
    return replay(call, written);
  }
  await recordEvent(ports, taskId, 'task_created', { workflow: row.resolved_workflow.id, channel_source: row.channel_source });
  for (const { event_type: type, metadata } of caller.notes ?? []) await recordEvent(ports, taskId, type, metadata);
  return valid({ task: await detailOf(ports, await admit(ports, row)), isReplay: false });
}

async function writtenTask({ tasks }: CreatePorts, taskId: string): Promise<TaskRow> {
  const row = await tasks.getTask(taskId);
  if (!row) throw new Error(`Task ${taskId} was there and is gone.`);
  return row;
}

/**
 * A child of a fleet that comes again may have died before the task was admitted, so its task is admitted again, which does no harm. The
 * task of an API caller is not: the clock finds it, and callers that repeat a request would fill the queue.
 */
async function replay({ ports, caller }: Call, row: TaskRow): Promise<TaskCreation> {
  const now = caller.channelSource === 'fleet' ? await admit(ports, row) : row;
  return valid({ task: await detailOf(ports, now), isReplay: true });
}

/** Enqueues a SUBMITTED task for the workers, or takes up a QUEUED one if its user has a free slot. Answers the task as it is then. */
async function admit(ports: CreatePorts, row: TaskRow): Promise<TaskRow> {
  if (row.status === 'SUBMITTED') await ports.queue.enqueue(placeOf(row));
  if (row.status !== 'QUEUED') return row;
  const taken = await takeUp(ports, row.user_id, [row]);
  return taken.find(({ task_id }) => task_id === row.task_id) ?? (await ports.tasks.getTask(row.task_id)) ?? row;
}

const detailOf = async ({ tasks, clockAndIds }: CreatePorts, row: TaskRow): Promise<TaskDetail> =>
  toTaskDetail(row, { now: clockAndIds.now(), queuePosition: await queuePositionOf(tasks, row) });
