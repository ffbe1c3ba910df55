/** Writes that change a task: a worker's claim and lease, and moves along the table of allowed transitions. */
import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { isoOf } from '../../contracts/fields.ts';
import type { TaskStatus } from '../../contracts/events.ts';
import { limits } from '../../contracts/limits.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { activeTaskStatuses } from '../../contracts/task.ts';
import { isTaskEnded, isTaskMoveAllowed } from '../../contracts/task-transitions.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import type { RenewedLease, TaskStore, WorkerClaim } from '../ports.ts';
import { placeOf } from './task-lane.ts';
import { attributesOfChanges, taskOfItem, userStatus } from './task-item.ts';
import type { TaskTable } from './task-table.ts';
import { getTask } from './task-table.ts';

type Move = Parameters<TaskStore['moveTaskIfStatus']>[1];

const workedOn: readonly TaskStatus[] = activeTaskStatuses.filter((status) => status !== 'SUBMITTED');

type Moves = 'claimTaskIfFree' | 'renewLeaseOfClaim' | 'endLeaseOfWorker' | 'moveTaskIfStatus';

export function taskMoves(table: TaskTable): Pick<TaskStore, Moves> {
  return {
    claimTaskIfFree: (taskId, by) => claimTaskIfFree(table, taskId, by),
    renewLeaseOfClaim: (taskId, claim, lease) => setLease(table, taskId, { only: { claim }, ...lease }),
    endLeaseOfWorker: (taskId, workerId, now) => setLease(table, taskId, { only: { claimedBy: workerId }, until: now - 1 }),
    moveTaskIfStatus: (taskId, move) => moveTaskIfStatus(table, taskId, move),
  };
}

/** Free = SUBMITTED, or being worked on under a lease that ended. What was read is the condition of the write. */
async function claimTaskIfFree(table: TaskTable, taskId: string, { workerId, now, leaseUntil }: WorkerClaim) {
  const row = await getTask(table, taskId);
  if (!row || !isFree(row, now)) return undefined;
  const to = row.status === 'SUBMITTED' ? 'HYDRATING' : row.status;
  const set = {
    ...statusAttributes(row, to, now),
    claim: row.claim + 1,
    claimed_by: workerId,
    ...(row.claim < limits.claims ? { claimed_at: isoOf(now) } : {}),
    lease_until: isoOf(leaseUntil),
  };
  const claimed = await updateIf(table, taskId, {
    set,
    only: { status: [row.status], claim: row.claim, leaseUntil: row.lease_until },
  });
  return claimed && { row: claimed, previous: row.status };
}

const isFree = (row: TaskRow, now: number): boolean =>
  row.status === 'SUBMITTED' || (workedOn.includes(row.status) && row.lease_until !== null && Date.parse(row.lease_until) < now);

const statusAttributes = (row: TaskRow, status: TaskStatus, now: number) => ({
  status,
  user_status: userStatus(placeOf(row), status),
  updated_at: isoOf(now),
});

interface NewLease extends RenewedLease {
  readonly only: Pick<ConditionalUpdate['only'], 'claim' | 'claimedBy'>;
}

async function setLease(table: TaskTable, taskId: string, { only, until, lastLine }: NewLease): Promise<boolean> {
  const set = { lease_until: isoOf(until), ...(lastLine === undefined ? {} : { last_line: lastLine }) };
  return (await updateIf(table, taskId, { set, only: { ...only, status: workedOn } })) !== undefined;
}

async function moveTaskIfStatus(table: TaskTable, taskId: string, move: Move): Promise<TaskRow | undefined> {
  const refused = move.from.filter((from) => !isTaskMoveAllowed(from, move.to));
  if (refused.length > 0) throw new Error(`A task may not move from ${refused.join(', ')} to ${move.to}.`);
  // The owner never changes, and the index attribute is made of owner and status.
  const row = await getTask(table, taskId);
  if (!row || !move.from.includes(row.status)) return undefined;
  const set = {
    ...attributesOfChanges(move.changes ?? {}),
    ...statusAttributes(row, move.to, move.now),
    ...(isTaskEnded(move.to) ? { ttl: Math.ceil(move.now / 1_000) + table.keepS } : {}),
  };
  return updateIf(table, taskId, {
    set,
    only: { status: move.from, ...(move.claim === undefined ? {} : { claim: move.claim }) },
  });
}

interface ConditionalUpdate {
  readonly set: Readonly<Record<string, unknown>>;
  readonly only: {
    readonly status: readonly TaskStatus[];
    readonly claim?: number;
    readonly claimedBy?: string;
    readonly leaseUntil?: string | null;
  };
}

/** Sets attributes only while the task has one of the statuses, this claim, worker and lease; answers the row as it is then. */
async function updateIf(table: TaskTable, taskId: string, { set, only }: ConditionalUpdate): Promise<TaskRow | undefined> {
  const names = Object.keys(set);
  const statuses = only.status.map((status, n) => [`:is${n}`, status] as const);
  const conditions = [
    `#status IN (${statuses.map(([placeholder]) => placeholder).join(', ')})`,
    ...(only.claim === undefined ? [] : ['claim = :ofClaim']),
    ...(only.claimedBy === undefined ? [] : ['claimed_by = :ofWorker']),
    ...(only.leaseUntil === undefined ? [] : ['lease_until = :ofLease']),
  ];
  const update: UpdateCommandInput = {
    TableName: table.name,
    Key: { task_id: taskId },
    UpdateExpression: `SET ${names.map((_, n) => `#set${n} = :set${n}`).join(', ')}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: { '#status': 'status', ...Object.fromEntries(names.map((name, n) => [`#set${n}`, name])) },
    ExpressionAttributeValues: {
      ...Object.fromEntries(statuses),
      ...Object.fromEntries(names.map((name, n) => [`:set${n}`, set[name]])),
      ...(only.claim === undefined ? {} : { ':ofClaim': only.claim }),
      ...(only.claimedBy === undefined ? {} : { ':ofWorker': only.claimedBy }),
      ...(only.leaseUntil === undefined ? {} : { ':ofLease': only.leaseUntil }),
    },
    ReturnValues: 'ALL_NEW',
  };
  const answer = await ifConditionHolds(table.client.send(new UpdateCommand(update)));
  return answer && taskOfItem(answer.Attributes);
}
