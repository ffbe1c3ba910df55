/** Writes that change a task's row: what it waits for, the first write of a hold, and moves along the table of allowed transitions. */
import { UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { taskStatuses, type TaskStatus } from '../../contracts/events.ts';
import { isoOf } from '../../contracts/fields.ts';
import { limits } from '../../contracts/limits.ts';
import type { ForgeWait, TaskRow } from '../../contracts/task.ts';
import { isTaskEnded, isTaskMoveAllowed } from '../../contracts/task-transitions.ts';
import { versionOf } from '../../contracts/versions.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { newest, notNewer } from '../dynamo/item-version.ts';
import type { NewHold, TaskStore } from '../task-stores.ts';
import { placeOf } from './task-lane.ts';
import { attributesOfChanges, openAttributes, openAttributesIn, taskOfItem } from './task-item.ts';
import { getTask, type TaskTable } from './task-table.ts';

type Move = Parameters<TaskStore['moveTaskIfStatus']>[1];

type Moves = 'waitForForgeIf' | 'beginHoldIfHigher' | 'moveTaskIfStatus' | 'tellCostOfEnded';

export function taskMoves(table: TaskTable): Pick<TaskStore, Moves> {
  return {
    waitForForgeIf: (row, wait, now) => waitForForgeIf(table, row, wait, now),
    beginHoldIfHigher: (row, hold) => beginHoldIfHigher(table, row, hold),
    moveTaskIfStatus: (taskId, move) => moveTaskIfStatus(table, taskId, move),
    tellCostOfEnded: (taskId, { holdNumber, changes }) =>
      updateIf(table, taskId, {
        set: changes,
        only: { status: taskStatuses.filter(isTaskEnded), holdNumber, withoutCost: true },
      }),
  };
}

/** Open since the end of the wait: the clock repairs what has been open for too long, and the wait is not that. */
function waitForForgeIf(table: TaskTable, row: TaskRow, wait: ForgeWait, now: number): Promise<TaskRow | undefined> {
  const status = statusAttributes(row, 'SUBMITTED', now);
  const set = { ...status.set, open_since: wait.until, waits_for: wait };
  const only = { status: ['SUBMITTED'], holdNumber: row.claim, waitsUntil: row.waits_for?.until ?? null } as const;
  return updateIf(table, row.task_id, { set, remove: status.remove, only });
}

/** Raises the version too: older code would look for the lease in the row. */
function beginHoldIfHigher(table: TaskTable, row: TaskRow, { holdNumber, now }: Pick<NewHold, 'holdNumber' | 'now'>) {
  const status = statusAttributes(row, row.status === 'SUBMITTED' ? 'HYDRATING' : row.status, now);
  const set = {
    ...status.set,
    claim: holdNumber,
    ...(holdNumber <= limits.holds ? { claimed_at: isoOf(now) } : {}),
  };
  return updateIf(table, row.task_id, { set, remove: status.remove, only: { status: [row.status], below: holdNumber } });
}

/** A row that moves gets the version of this code: older code would read it wrongly, or leave it in an index. */
function statusAttributes(row: TaskRow, status: TaskStatus, now: number) {
  const open = openAttributesIn(status, { place: placeOf(row), now, before: row });
  return {
    set: { ...versionOf('task'), status, updated_at: isoOf(now), ...open },
    remove: openAttributes.filter((name) => open[name] === undefined),
  };
}

async function moveTaskIfStatus(table: TaskTable, taskId: string, move: Move): Promise<TaskRow | undefined> {
  const refused = move.from.filter((from) => !isTaskMoveAllowed(from, move.to));
  if (refused.length > 0) throw new Error(`A task may not move from ${refused.join(', ')} to ${move.to}.`);
  // The owner of a task never changes, so the attributes of indexes can be made of the row that was read and the new status.
  const row = await getTask(table, taskId);
  if (!row || !move.from.includes(row.status)) return undefined;
  const status = statusAttributes(row, move.to, move.now);
  const set = {
    ...attributesOfChanges(move.changes ?? {}),
    ...status.set,
    ...(isTaskEnded(move.to) ? { ttl: Math.ceil(move.now / 1_000) + table.keepS } : {}),
  };
  return updateIf(table, taskId, {
    set,
    remove: status.remove,
    only: { status: move.from, ...(move.holdNumber === undefined ? {} : { holdNumber: move.holdNumber }) },
  });
}

interface ConditionalUpdate {
  readonly set: Readonly<Record<string, unknown>>;
  /** Attributes that the row must not have any more. */
  readonly remove?: readonly string[];
  readonly only: {
    readonly status: readonly TaskStatus[];
    readonly holdNumber?: number;
    /** The hold number of the row must be lower. */
    readonly below?: number;
    /** The end of the task's wait; null: it has none. */
    readonly waitsUntil?: string | null;
    /** The row must not say what its work cost. */
    readonly withoutCost?: true;
  };
}

/** Sets and removes attributes only while the task has one of the statuses, and what else is given. Answers the new row. */
async function updateIf(
  table: TaskTable,
  taskId: string,
  { set, remove = [], only }: ConditionalUpdate,
): Promise<TaskRow | undefined> {
  const names = Object.keys(set);
  const statuses = only.status.map((status, n) => [`:is${n}`, status] as const);
  const others = othersIn(only);
  const conditions = [
    `#status IN (${statuses.map(([placeholder]) => placeholder).join(', ')})`,
    ...others.map(({ condition }) => condition),
    `(${notNewer})`,
  ];
  const update: UpdateCommandInput = {
    TableName: table.name,
    Key: { task_id: taskId },
    UpdateExpression: expressionOf(names.length, remove.length),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: {
      '#status': 'status',
      ...Object.fromEntries(names.map((name, n) => [`#set${n}`, name])),
      ...Object.fromEntries(remove.map((name, n) => [`#remove${n}`, name])),
      ...merged(others.map(({ names: own }) => own)),
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(statuses),
      ...newest('task'),
      ...Object.fromEntries(names.map((name, n) => [`:set${n}`, set[name]])),
      ...merged(others.map(({ values }) => values)),
    },
    ReturnValues: 'ALL_NEW',
  };
  const answer = await ifConditionHolds(table.client.send(new UpdateCommand(update)));
  return answer && taskOfItem(answer.Attributes ?? {});
}

interface Condition {
  readonly condition: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** The conditions besides that on the status. */
function othersIn({ holdNumber, below, waitsUntil, withoutCost }: ConditionalUpdate['only']): readonly Condition[] {
  const wait = { '#wait': 'waits_for', '#until': 'until' };
  return [
    ...(holdNumber === undefined ? [] : [{ condition: 'claim = :ofHold', values: { ':ofHold': holdNumber } }]),
    ...(below === undefined ? [] : [{ condition: 'claim < :below', values: { ':below': below } }]),
    ...(waitsUntil === null ? [{ condition: 'attribute_not_exists(#wait.#until)', names: wait }] : []),
    ...(typeof waitsUntil === 'string'
      ? [{ condition: '#wait.#until = :was', names: wait, values: { ':was': waitsUntil } }]
      : []),
    ...(withoutCost
      ? [{ condition: '(attribute_not_exists(cost_usd) OR cost_usd = :noCost)', values: { ':noCost': null } }]
      : []),
  ];
}

const merged = <T>(maps: readonly (Readonly<Record<string, T>> | undefined)[]): Record<string, T> =>
  Object.fromEntries(maps.flatMap((map) => Object.entries(map ?? {})));

function expressionOf(set: number, remove: number): string {
  const sets = Array.from({ length: set }, (_, n) => `#set${n} = :set${n}`);
  const removes = Array.from({ length: remove }, (_, n) => `#remove${n}`);
  return [`SET ${sets.join(', ')}`, ...(remove === 0 ? [] : [`REMOVE ${removes.join(', ')}`])].join(' ');
}
