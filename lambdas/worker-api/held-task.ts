/** What a worker asks and tells about the row and the lease of the task that it holds. */
import { isoOf } from '../../contracts/fields.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { data } from '../http/answer.ts';
import { movesOf } from './moves-of.ts';
import type { WorkerHandler } from './ports.ts';
import { lost, rowOfHold, stored } from './row-of-hold.ts';

export const readTask: WorkerHandler<'readTask'> = async (ports, request) => {
  const asksHeld = request.query.held !== undefined;
  // A worker asks every few seconds whether it still has the task, so that read is the cheap one: no write depends on it.
  const read = await rowOfHold(ports, request, asksHeld ? 'getTask' : 'getTaskOfLate');
  if (!read.ok) return read.refusal;
  const held = asksHeld ? await movesOf(ports).holds(read.row) : null;
  return data(200, { task: read.row, held });
};

export const renewHold: WorkerHandler<'renewHold'> = async ({ tasks, clockAndIds, settings }, request) => {
  const { taskId, claim, body } = request;
  const lease = { until: clockAndIds.now() + settings.durations.task_lease_s * 1_000, lastLine: body.last_line };
  if (await tasks.renewLeaseOfHold(taskId, claim, lease)) return stored;
  return lost(await tasks.getTask(taskId), request);
};

export const moveTask: WorkerHandler<'moveTask'> = async (ports, request) => {
  const { body } = request;
  const read = await rowOfHold(ports, request);
  if (!read.ok) return read.refusal;
  const now = isoOf(ports.clockAndIds.now());
  const ending = 'changes' in body ? { ...body.changes, completed_at: now } : {};
  const changes = body.to === 'RUNNING' ? { started_at: read.row.claimed_at ?? now } : ending;
  const move = { from: [body.from], previous: body.from, to: body.to, changes, mayBeRepeated: true };
  if (await movesOf(ports).move(read.row, move)) return stored;
  return lost(await ports.tasks.getTask(request.taskId), request);
};

/** The event of the end goes out once more, so that its readers see the cost. */
export const tellTaskCost: WorkerHandler<'tellTaskCost'> = async (ports, request) => {
  const read = await rowOfHold(ports, request);
  if (!read.ok) return read.refusal;
  const told = await ports.tasks.tellCostOfEnded(request.taskId, { holdNumber: request.claim, changes: request.body });
  const row = told ?? read.row;
  if (!isTaskEnded(row.status)) return lost(row, request);
  await movesOf(ports).publishAgain(row);
  return stored;
};

/** The clock puts the task on its queue again, for the next worker. */
export const giveBackTask: WorkerHandler<'giveBackTask'> = async ({ tasks, clockAndIds }, request) => {
  const { taskId, claim } = request;
  const { row, beat } = await tasks.getTaskAndHeartbeat(taskId);
  if (row?.claim !== claim || beat?.holdNumber !== claim || isTaskEnded(row.status)) return lost(row, request);
  const hold = { holdNumber: claim, workerId: beat.workerId ?? '', now: clockAndIds.now() };
  return (await tasks.endLeaseOfHold(taskId, hold)) ? stored : lost(await tasks.getTask(taskId), request);
};
