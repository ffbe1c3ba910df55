/** The task store in memory. Each function does all its work at once. */
import type { PageRequest, KeyClaim, TaskStore, UserStanding } from '../../adapters/ports.ts';
import { placeOf } from '../../adapters/task/task-lane.ts';
import { userStatus } from '../../adapters/task/task-item.ts';
import type { TaskStatus } from '../../contracts/events.ts';
import { keyClaimId, userSlotsId } from '../../contracts/keys.ts';
import { limits } from '../../contracts/limits.ts';
import { activeTaskStatuses, type TaskRow } from '../../contracts/task.ts';
import { isTaskEnded, isTaskMoveAllowed } from '../../contracts/task-transitions.ts';
import { ItemVersions } from './item-versions.ts';
import { pageOfList } from './page-of-list.ts';

/** The content of the store, for the watches of a simulation. */
export interface TaskData {
  readonly rows: Map<string, TaskRow>;
  readonly claims: Map<string, KeyClaim>;
  readonly standings: Map<string, UserStanding>;
  readonly versions: ItemVersions;
}

export const emptyTaskData = (): TaskData => ({
  rows: new Map(),
  claims: new Map(),
  standings: new Map(),
  versions: new ItemVersions(),
});

const iso = (ms: number): string => new Date(ms).toISOString();
const keepS = 400 * 86_400;
const workedOn: readonly TaskStatus[] = activeTaskStatuses.filter((status) => status !== 'SUBMITTED');

export const taskStoreInMemory = (data: TaskData): TaskStore => ({
  ...rowsAndClaims(data),
  ...moves(data),
  ...lists(data),
  ...userSlots(data),
});

const rowKey = (task_id: string) => ({ task_id });

type RowsAndClaims = 'getTask' | 'getTasks' | 'putTaskIfAbsent' | 'getKeyClaim' | 'putKeyClaimIfAbsent';

function rowsAndClaims({ rows, claims, versions }: TaskData): Pick<TaskStore, RowsAndClaims> {
  return {
    getTask: (taskId) => versions.guard('task', [rowKey(taskId)], () => Promise.resolve(rows.get(taskId))),
    getTasks(taskIds) {
      const found = [...new Set(taskIds)].map((id) => rows.get(id)).filter((row) => row !== undefined);
      return versions.guard('task', taskIds.map(rowKey), () => Promise.resolve(found));
    },
    putTaskIfAbsent(row) {
      if (rows.has(row.task_id)) return Promise.resolve(false);
      rows.set(row.task_id, row);
      return Promise.resolve(true);
    },
    getKeyClaim: (key) => versions.guard('key claim', [rowKey(keyClaimId(key))], () => Promise.resolve(claims.get(key))),
    putKeyClaimIfAbsent(key, claim) {
      return versions.guard('key claim', [rowKey(keyClaimId(key))], () => {
        const held = claims.get(key) ?? claim;
        claims.set(key, held);
        return Promise.resolve(held);
      });
    },
  };
}

type Moves = 'holdTaskIfFree' | 'renewLeaseOfHold' | 'endLeaseOfWorker' | 'moveTaskIfStatus';

function moves({ rows, versions }: TaskData): Pick<TaskStore, Moves> {
  const isNewer = (taskId: string): boolean => versions.isNewer('task', rowKey(taskId));
  const put = (row: TaskRow): TaskRow => {
    rows.set(row.task_id, row);
    return row;
  };
  return {
    holdTaskIfFree: (taskId, { workerId, now, leaseUntil }) =>
      versions.guard('task', [rowKey(taskId)], () => {
        const row = rows.get(taskId);
        if (!row || !isFree(row, now)) return Promise.resolve(undefined);
        const status = row.status === 'SUBMITTED' ? 'HYDRATING' : row.status;
        const claimed_at = row.claim < limits.holds ? iso(now) : row.claimed_at;
        const hold = { claim: row.claim + 1, claimed_at, claimed_by: workerId, lease_until: iso(leaseUntil) };
        return Promise.resolve({ row: put({ ...inStatus(row, status, now), ...hold }), previous: row.status });
      }),
    renewLeaseOfHold(taskId, holdNumber, { until, lastLine }) {
      const row = rows.get(taskId);
      if (!row || isNewer(taskId) || row.claim !== holdNumber || !workedOn.includes(row.status)) return Promise.resolve(false);
      put({ ...row, lease_until: iso(until), ...(lastLine === undefined ? {} : { last_line: lastLine }) });
      return Promise.resolve(true);
    },
    endLeaseOfWorker(taskId, workerId, now) {
      const row = rows.get(taskId);
      if (!row || isNewer(taskId) || row.claimed_by !== workerId || !workedOn.includes(row.status)) return Promise.resolve(false);
      put({ ...row, lease_until: iso(now - 1) });
      return Promise.resolve(true);
    },
    moveTaskIfStatus(taskId, { from, to, holdNumber, changes = {}, now }) {
      const refused = from.filter((status) => !isTaskMoveAllowed(status, to));
      if (refused.length > 0) return Promise.reject(new Error(`A task may not move from ${refused.join(', ')} to ${to}.`));
      return versions.guard('task', [rowKey(taskId)], () => {
        const row = rows.get(taskId);
        if (!row || !from.includes(row.status)) return Promise.resolve(undefined);
        if (holdNumber !== undefined && row.claim !== holdNumber) return Promise.resolve(undefined);
        const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
        const kept = isTaskEnded(to) ? { ttl: Math.ceil(now / 1_000) + keepS } : {};
        return Promise.resolve(put({ ...inStatus({ ...row, ...given }, to, now), ...kept }));
      });
    },
  };
}

const inStatus = (row: TaskRow, status: TaskStatus, now: number): TaskRow => ({
  ...row,
  status,
  user_status: userStatus(placeOf(row), status),
  updated_at: iso(now),
});

const isFree = (row: TaskRow, now: number): boolean =>
  row.status === 'SUBMITTED' || (workedOn.includes(row.status) && row.lease_until !== null && Date.parse(row.lease_until) < now);

type Lists = 'listTasksOfUser' | 'listTasksOfMonth' | 'listQueuedTasks' | 'listTasksInStatusBefore';

function lists({ rows, versions }: TaskData): Pick<TaskStore, Lists> {
  const oldestFirst = (fits: (row: TaskRow) => boolean): TaskRow[] =>
    [...rows.values()].filter(fits).sort((a, b) => (a.task_id < b.task_id ? -1 : 1));
  const newestFirst = (fits: (row: TaskRow) => boolean, page: PageRequest) => {
    const answer = pageOfList(oldestFirst(fits).reverse(), page);
    const keys = answer.items.map(({ task_id }) => rowKey(task_id));
    return versions.guard('task', keys, () => Promise.resolve(answer));
  };
  return {
    listTasksOfUser: (userId, page) => newestFirst((row) => row.user_id === userId, page),
    listTasksOfMonth: (month, page) => newestFirst((row) => row.month === month, page),
    listQueuedTasks(userId, lane, limit) {
      const queued = oldestFirst((row) => row.user_status === userStatus({ userId, lane }, 'QUEUED'));
      return Promise.resolve(queued.slice(0, limit).map((row) => row.task_id));
    },
    listTasksInStatusBefore(status, before, limit) {
      const found = oldestFirst((row) => row.status === status && row.updated_at < iso(before));
      found.sort((a, b) => (a.updated_at < b.updated_at ? -1 : a.updated_at > b.updated_at ? 1 : 0));
      return Promise.resolve(found.slice(0, limit).map(listed));
    },
  };
}

const listed = (row: TaskRow) => ({
  taskId: row.task_id,
  userId: row.user_id,
  changedAt: Date.parse(row.updated_at),
  leaseUntil: row.lease_until === null ? undefined : Date.parse(row.lease_until),
});

type Slots = 'getUserStanding' | 'takeUserSlotIfBelow' | 'releaseUserSlot' | 'noteWaitingLane' | 'forgetWaitingLaneIfSince';

function userSlots({ standings, versions }: TaskData): Pick<TaskStore, Slots> {
  const of = (userId: string): UserStanding => standings.get(userId) ?? { slots: [], waiting: [], lastLane: undefined };
  const isNewer = (userId: string): boolean => versions.isNewer('slots of a user', rowKey(userSlotsId(userId)));
  const change = (userId: string, changes: Partial<UserStanding>): Promise<void> => {
    if (isNewer(userId)) return Promise.resolve();
    standings.set(userId, { ...of(userId), ...changes });
    return Promise.resolve();
  };
  const waitingElsewhere = (userId: string, lane: string) => of(userId).waiting.filter((one) => one.lane !== lane);
  return {
    getUserStanding: (userId) =>
      versions.guard('slots of a user', [rowKey(userSlotsId(userId))], () => Promise.resolve(of(userId))),
    async takeUserSlotIfBelow({ userId, taskId, lane }, cap) {
      const { slots } = of(userId);
      const holds = slots.some((slot) => slot.taskId === taskId);
      if (isNewer(userId)) return false;
      if (!holds && slots.length >= cap) return false;
      await change(userId, { lastLane: lane, slots: holds ? slots : [...slots, { taskId, lane }] });
      return true;
    },
    releaseUserSlot: ({ userId, taskId }) => change(userId, { slots: of(userId).slots.filter((slot) => slot.taskId !== taskId) }),
    noteWaitingLane: (userId, lane, now) =>
      change(userId, { waiting: [...waitingElsewhere(userId, lane), { lane, since: now }] }),
    async forgetWaitingLaneIfSince(userId, lane, since) {
      const noted = of(userId).waiting.find((one) => one.lane === lane);
      if (noted?.since === since) await change(userId, { waiting: waitingElsewhere(userId, lane) });
    },
  };
}
