/** The task store in memory. Each function does all its work at once. */
import type {
  ForgeBucket,
  ForgeBucketStore,
  Heartbeat,
  HeartbeatStore,
  KeyClaim,
  OpenTask,
  TaskStore,
  UserStanding,
} from '../../adapters/task-stores.ts';
import type { PageRequest } from '../../adapters/page.ts';
import { daySpendsInMemory, type SpendData } from './day-spends-in-memory.ts';
import { placeOf } from '../../adapters/task/task-lane.ts';
import { openAttributesIn, queueOf } from '../../adapters/task/task-item.ts';
import type { TaskStatus } from '../../contracts/events.ts';
import { heartbeatId, keyClaimId, monthOfPartition, userSlotsId } from '../../contracts/keys.ts';
import { limits } from '../../contracts/limits.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { isTaskEnded, isTaskMoveAllowed } from '../../contracts/task-transitions.ts';
import { ItemVersions } from './item-versions.ts';

/** The content of the store, for the watches of a simulation. */
export interface TaskData {
  readonly rows: Map<string, TaskRow>;
  readonly beats: Map<string, Heartbeat>;
  readonly claims: Map<string, KeyClaim>;
  readonly standings: Map<string, UserStanding>;
  readonly buckets: Map<string, ForgeBucket>;
  readonly spends: SpendData;
  readonly versions: ItemVersions;
}

export const emptyTaskData = (): TaskData => ({
  rows: new Map(),
  beats: new Map(),
  claims: new Map(),
  standings: new Map(),
  buckets: new Map(),
  spends: { items: new Map(), open: new Set() },
  versions: new ItemVersions(),
});

const iso = (ms: number): string => new Date(ms).toISOString();
const keepS = 400 * 86_400;

export const taskStoreInMemory = (data: TaskData): TaskStore => ({
  ...rowsAndClaims(data),
  ...heartbeats(data),
  ...moves(data),
  ...lists(data),
  ...userSlots(data),
  ...forgeBuckets(data),
  ...daySpendsInMemory(data.spends, data.versions),
});

const rowKey = (task_id: string) => ({ task_id });

type RowsAndClaims = 'getTask' | 'getTaskOfLate' | 'getTasks' | 'putTaskIfAbsent' | 'getKeyClaim' | 'putKeyClaimIfAbsent';

function rowsAndClaims({ rows, claims, versions }: TaskData): Pick<TaskStore, RowsAndClaims> {
  const getTask: TaskStore['getTask'] = (taskId) =>
    versions.guard('task', [rowKey(taskId)], () => Promise.resolve(rows.get(taskId)));
  return {
    getTask,
    getTaskOfLate: getTask,
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

const beatKey = (taskId: string) => rowKey(heartbeatId(taskId));

function heartbeats({ rows, beats, versions }: TaskData): HeartbeatStore & Pick<TaskStore, 'getTaskAndHeartbeat'> {
  const isNewer = (taskId: string): boolean => versions.isNewer('heartbeat', beatKey(taskId));
  const putIf = (holds: boolean, taskId: string, beat: Heartbeat): Promise<boolean> => {
    const puts = holds && !isNewer(taskId);
    if (puts) beats.set(taskId, beat);
    return Promise.resolve(puts);
  };
  return {
    getHeartbeats: (taskIds) =>
      versions.guard('heartbeat', taskIds.map(beatKey), () =>
        Promise.resolve(new Map([...beats].filter(([taskId]) => taskIds.includes(taskId)))),
      ),
    getTaskAndHeartbeat: (taskId) =>
      versions.guard('task', [rowKey(taskId)], () =>
        versions.guard('heartbeat', [beatKey(taskId)], () => Promise.resolve({ row: rows.get(taskId), beat: beats.get(taskId) })),
      ),
    takeLeaseIfFree(taskId, { holdNumber, workerId, now, leaseUntil, before }) {
      const beat = beats.get(taskId);
      const isFree = beat?.holdNumber === before && (beat === undefined || beat.leaseUntil < now);
      return putIf(isFree, taskId, { holdNumber, workerId, leaseUntil, lastLine: beat?.lastLine ?? null });
    },
    renewLeaseOfHold(taskId, holdNumber, { until, lastLine }) {
      const beat = beats.get(taskId);
      if (beat?.holdNumber !== holdNumber) return Promise.resolve(false);
      return putIf(true, taskId, { ...beat, leaseUntil: until, ...(lastLine === undefined ? {} : { lastLine }) });
    },
    endLeaseOfHold(taskId, { holdNumber, workerId, now }) {
      const beat = beats.get(taskId);
      const isOwn = beat === undefined || beat.holdNumber === holdNumber;
      return putIf(isOwn, taskId, { holdNumber, workerId, leaseUntil: now - 1, lastLine: beat?.lastLine ?? null });
    },
  };
}

type Moves = 'waitForForgeIf' | 'beginHoldIfHigher' | 'moveTaskIfStatus' | 'tellCostOfEnded';

function moves({ rows, versions }: TaskData): Pick<TaskStore, Moves> {
  const put = (row: TaskRow): TaskRow => {
    rows.set(row.task_id, row);
    return row;
  };
  return {
    waitForForgeIf({ task_id, claim, waits_for: waited }, wait, now) {
      const row = rows.get(task_id);
      if (row?.status !== 'SUBMITTED' || row.claim !== claim || versions.isNewer('task', rowKey(task_id))) {
        return Promise.resolve(undefined);
      }
      if (row.waits_for?.until !== waited?.until) return Promise.resolve(undefined);
      return Promise.resolve(put({ ...inStatus(row, 'SUBMITTED', now), open_since: wait.until, waits_for: wait }));
    },
    beginHoldIfHigher({ task_id, status }, { holdNumber, now }) {
      const row = rows.get(task_id);
      if (row?.status !== status || row.claim >= holdNumber || versions.isNewer('task', rowKey(task_id))) {
        return Promise.resolve(undefined);
      }
      const claimed_at = holdNumber <= limits.holds ? iso(now) : row.claimed_at;
      const begun = inStatus(row, status === 'SUBMITTED' ? 'HYDRATING' : status, now);
      return Promise.resolve(put({ ...begun, claim: holdNumber, claimed_at }));
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
    tellCostOfEnded(taskId, { holdNumber, changes }) {
      const row = rows.get(taskId);
      const mayTell = row && isTaskEnded(row.status) && row.claim === holdNumber && row.cost_usd === null;
      return Promise.resolve(mayTell && !versions.isNewer('task', rowKey(taskId)) ? put({ ...row, ...changes }) : undefined);
    },
  };
}

function inStatus(row: TaskRow, status: TaskStatus, now: number): TaskRow {
  const others = { ...row };
  delete others.user_status;
  delete others.open;
  delete others.open_for;
  delete others.open_since;
  return { ...others, ...openAttributesIn(status, { place: placeOf(row), now, before: row }), status, updated_at: iso(now) };
}

type Lists = 'listTasksOfUser' | 'listTasksOfMonth' | 'listQueuedTasks' | 'listOpenTasksBefore' | 'indexOlderTasks';

function lists({ rows, versions }: TaskData): Pick<TaskStore, Lists> {
  const oldestFirst = (fits: (row: TaskRow) => boolean): TaskRow[] =>
    [...rows.values()].filter(fits).sort((a, b) => (a.task_id < b.task_id ? -1 : 1));
  const newestFirst = (fits: (row: TaskRow) => boolean, page: PageRequest) => {
    // A position is the id of a row: rows that come or go do not move it.
    const left = oldestFirst((row) => fits(row) && (page.after === undefined || row.task_id < page.after)).reverse();
    const items = left.slice(0, page.limit);
    const answer = { items, next: left.length > items.length ? items.at(-1)?.task_id : undefined };
    const keys = answer.items.map(({ task_id }) => rowKey(task_id));
    return versions.guard('task', keys, () => Promise.resolve(answer));
  };
  return {
    listTasksOfUser: (userId, page) => newestFirst((row) => row.user_id === userId, page),
    listTasksOfMonth: (month, page) => newestFirst((row) => monthOfPartition(row.month) === month, page),
    listQueuedTasks(userId, lane, limit) {
      const queued = oldestFirst((row) => row.user_status === queueOf({ userId, lane }));
      return Promise.resolve(queued.slice(0, limit).map((row) => row.task_id));
    },
    listOpenTasksBefore(state, before, limit) {
      const found = oldestFirst((row) => row.open_for === state).map(listed);
      return Promise.resolve(found.filter(({ since }) => since < before).slice(0, limit));
    },
    // Rows in memory are as old as the process.
    indexOlderTasks: () => Promise.resolve({ indexed: 0, next: undefined }),
  };
}

const listed = ({ task_id, user_id, open_since = '' }: TaskRow): OpenTask => ({
  taskId: task_id,
  userId: user_id,
  since: Date.parse(open_since),
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

function forgeBuckets({ buckets, versions }: TaskData): ForgeBucketStore {
  const isNewer = (bucket: string): boolean => versions.isNewer('forge bucket', rowKey(bucket));
  return {
    getForgeBucket: (bucket) => versions.guard('forge bucket', [rowKey(bucket)], () => Promise.resolve(buckets.get(bucket))),
    putForgeBookingsIf(bucket, read, bookings) {
      const stored = buckets.get(bucket);
      if (stored?.revision !== read?.revision || isNewer(bucket)) return Promise.resolve(false);
      const { revision, closedUntil } = stored ?? { revision: 0, closedUntil: 0 };
      buckets.set(bucket, { revision: revision + 1, bookings: new Map(bookings), closedUntil });
      return Promise.resolve(true);
    },
    closeForge(bucket, until) {
      const { revision, bookings, closedUntil } = buckets.get(bucket) ?? { revision: 0, bookings: new Map(), closedUntil: 0 };
      if (closedUntil < until && !isNewer(bucket)) buckets.set(bucket, { revision: revision + 1, bookings, closedUntil: until });
      return Promise.resolve();
    },
  };
}
