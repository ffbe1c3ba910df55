/** Writes that change a task: the hold and the lease of a worker, and moves along the table of allowed transitions. */
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { TaskStatus } from '../../contracts/events.ts';
import { isoOf } from '../../contracts/fields.ts';
import { limits } from '../../contracts/limits.ts';
import { activeTaskStatuses, type TaskRow } from '../../contracts/task.ts';
import { isTaskEnded, isTaskMoveAllowed } from '../../contracts/task-transitions.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { newest, notNewer } from '../dynamo/item-version.ts';
import type { RenewedLease, TaskStore, WorkerHold } from '../ports.ts';
import { placeOf } from './task-lane.ts';
import { attributesOfChanges, taskOfItem, userStatus } from './task-item.ts';
import { getTask, type TaskTable } from './task-table.ts';

type Move = Parameters<TaskStore['moveTaskIfStatus']>[1];

const workedOn: readonly TaskStatus[] = activeTaskStatuses.filter((status) => status !== 'SUBMITTED');

type Moves = 'holdTaskIfFree' | 'renewLeaseOfHold' | 'endLeaseOfWorker' | 'moveTaskIfStatus';

export function taskMoves(table: TaskTable): Pick<TaskStore, Moves> {
  return {
    holdTaskIfFree: (taskId, by) => holdTaskIfFree(table, taskId, by),
    renewLeaseOfHold: (taskId, holdNumber, lease) => setLease(table, taskId, { only: { holdNumber }, ...lease }),
    endLeaseOfWorker: (taskId, workerId, now) => setLease(table, taskId, { only: { workerId }, until: now - 1 }),
    moveTaskIfStatus: (taskId, move) => moveTaskIfStatus(table, taskId, move),
  };
}

/** A task is free if it is SUBMITTED, or if its worker's lease has ended. The write has the row that was read as its condition. */
async function holdTaskIfFree(table: TaskTable, taskId: string, { workerId, now, leaseUntil }: WorkerHold) {
  const row = await getTask(table, taskId);
  if (!row || !isFree(row, now)) return undefined;
  const to = row.status === 'SUBMITTED' ? 'HYDRATING' : row.status;
  const set = {
    ...statusAttributes(row, to, now),
    claim: row.claim + 1,
    claimed_by: workerId,
    ...(row.claim < limits.holds ? { claimed_at: isoOf(now) } : {}),
    lease_until: isoOf(leaseUntil),
  };
  const held = await updateIf(table, taskId, {
    set,
    only: { status: [row.status], holdNumber: row.claim, leaseUntil: row.lease_until },
  });
  return held && { row: held, previous: row.status };
}

const isFree = (row: TaskRow, now: number): boolean =>
  row.status === 'SUBMITTED' || (workedOn.includes(row.status) && row.lease_until !== null && Date.parse(row.lease_until) < now);

const statusAttributes = (row: TaskRow, status: TaskStatus, now: number) => ({
  status,
  user_status: userStatus(placeOf(row), status),
  updated_at: isoOf(now),
});

interface NewLease extends RenewedLease {
  readonly only: Pick<ConditionalUpdate['only'], 'holdNumber' | 'workerId'>;
}

async function setLease(table: TaskTable, taskId: string, { only, until, lastLine }: NewLease): Promise<boolean> {
  const set = { lease_until: isoOf(until), ...(lastLine === undefined ? {} : { last_line: lastLine }) };
  return (await updateIf(table, taskId, { set, only: { ...only, status: workedOn } })) !== undefined;
}

async function moveTaskIfStatus(table: TaskTable, taskId: string, move: Move): Promise<TaskRow | undefined> {
  const refused = move.from.filter((from) => !isTaskMoveAllowed(from, move.to));
  if (refused.length > 0) throw new Error(`A task may not move from ${refused.join(', ')} to ${move.to}.`);
  // The owner of a task never changes, so the index attribute can be made of the owner that was read and the new status.
  const row = await getTask(table, taskId);
  if (!row || !move.from.includes(row.status)) return undefined;
  const set = {
    ...attributesOfChanges(move.changes ?? {}),
    ...statusAttributes(row, move.to, move.now),
    ...(isTaskEnded(move.to) ? { ttl: Math.ceil(move.now / 1_000) + table.keepS } : {}),
  };
  return updateIf(table, taskId, {
    set,
    only: { status: move.from, ...(move.holdNumber === undefined ? {} : { holdNumber: move.holdNumber }) },
  });
}

interface ConditionalUpdate {
  readonly set: Readonly<Record<string, unknown>>;
  readonly only: {
    readonly status: readonly TaskStatus[];
    readonly holdNumber?: number;
    readonly workerId?: string;
    readonly leaseUntil?: string | null;
  };
}

/** Sets attributes only while the task has one of the statuses, and this hold, worker and lease where given. Answers the new row. */
async function updateIf(table: TaskTable, taskId: string, { set, only }: ConditionalUpdate): Promise<TaskRow | undefined> {
  const names = Object.keys(set);
  const statuses = only.status.map((status, n) => [`:is${n}`, status] as const);
  const conditions = [
    `#status IN (${statuses.map(([placeholder]) => placeholder).join(', ')})`,
    ...(only.holdNumber === undefined ? [] : ['claim = :ofHold']),
    ...(only.workerId === undefined ? [] : ['claimed_by = :ofWorker']),
    ...(only.leaseUntil === undefined ? [] : ['lease_until = :ofLease']),
    `(${notNewer})`,
  ];
  const update: UpdateCommandInput = {
    TableName: table.name,
    Key: { task_id: taskId },
    UpdateExpression: `SET ${names.map((_, n) => `#set${n} = :set${n}`).join(', ')}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: { '#status': 'status', ...Object.fromEntries(names.map((name, n) => [`#set${n}`, name])) },
    ExpressionAttributeValues: {
      ...Object.fromEntries(statuses),
      ...newest('task'),
      ...Object.fromEntries(names.map((name, n) => [`:set${n}`, set[name]])),
      ...(only.holdNumber === undefined ? {} : { ':ofHold': only.holdNumber }),
      ...(only.workerId === undefined ? {} : { ':ofWorker': only.workerId }),
      ...(only.leaseUntil === undefined ? {} : { ':ofLease': only.leaseUntil }),
    },
    ReturnValues: 'ALL_NEW',
  };
  const answer = await ifConditionHolds(table.client.send(new UpdateCommand(update)));
  return answer && taskOfItem(answer.Attributes ?? {});
}
