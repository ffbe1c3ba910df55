/** Task stores that lack one safeguard each. */
import type { TaskStore } from '../../adapters/task-stores.ts';
import type { TaskData } from '../twins/task-store-in-memory.ts';

/** The store of everybody; what it holds is changed in one go with its write. */
type Without = (store: TaskStore, data: TaskData) => TaskStore;

/** Each create makes a task of its own. */
export const keyless = (store: TaskStore): TaskStore => ({
  ...store,
  getKeyClaim: () => Promise.resolve(undefined),
  putKeyClaimIfAbsent: async (key, claim) => {
    // What the item of the key says last is what the actor finds.
    if ('taskId' in claim) return (await store.putKeyClaimIfAbsent(`${key}#${claim.taskId}`, claim), claim);
    return store.putKeyClaimIfAbsent(key, claim);
  },
});

/** A closed key whose task was never written gets no row. */
export const noTombstone = (store: TaskStore): TaskStore => ({ ...store, putTaskIfAbsent: () => Promise.resolve(false) });

/** Workers write the row whichever worker holds the task now. */
export const holdless = (store: TaskStore): TaskStore => ({
  ...store,
  moveTaskIfStatus: (taskId, { from, to, changes = {}, now }) => store.moveTaskIfStatus(taskId, { from, to, changes, now }),
});

/** A worker begins its hold in the row although a later worker did before. */
export const beginsLate: Without = (store, { rows }) => ({
  ...store,
  beginHoldIfHigher(row, hold) {
    const now = rows.get(row.task_id);
    if (now?.status === row.status) rows.set(row.task_id, { ...now, claim: Math.min(now.claim, hold.holdNumber - 1) });
    return store.beginHoldIfHigher(row, hold);
  },
});

/** A worker begins its hold in the row whatever became of the task since it was read. */
export const beginsBlindly: Without = (store, { rows }) => ({
  ...store,
  beginHoldIfHigher(row, hold) {
    const now = rows.get(row.task_id);
    if (now && now.claim < hold.holdNumber) rows.set(row.task_id, { ...now, status: row.status });
    return store.beginHoldIfHigher(row, hold);
  },
});

/** A worker takes a task with the number that it read, whatever the number is now. */
export const takesOldNumber: Without = (store, { beats }) => ({
  ...store,
  takeLeaseIfFree: (taskId, hold) => store.takeLeaseIfFree(taskId, { ...hold, before: beats.get(taskId)?.holdNumber }),
});

/** A worker renews whichever hold is the last. */
export const renewsAny: Without = (store, { beats }) => ({
  ...store,
  renewLeaseOfHold: (taskId, holdNumber, lease) =>
    store.renewLeaseOfHold(taskId, beats.get(taskId)?.holdNumber ?? holdNumber, lease),
});

/** A worker lets go of whichever hold is the last. */
export const letsGoOfAny: Without = (store, { beats }) => ({
  ...store,
  endLeaseOfHold: (taskId, hold) =>
    store.endLeaseOfHold(taskId, { ...hold, holdNumber: beats.get(taskId)?.holdNumber ?? hold.holdNumber }),
});

/** A worker takes what another one holds. */
export const leaseless = (store: TaskStore): TaskStore => ({
  ...store,
  async getTaskAndHeartbeat(taskId) {
    const { row, beat } = await store.getTaskAndHeartbeat(taskId);
    return { row, beat: beat && { ...beat, leaseUntil: 0 } };
  },
  takeLeaseIfFree: (taskId, hold) => store.takeLeaseIfFree(taskId, { ...hold, now: hold.now + 10 ** 9 }),
});
