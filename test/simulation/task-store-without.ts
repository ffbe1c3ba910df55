/** Task stores that lack one safeguard each. */
import type { TaskStore } from '../../adapters/ports.ts';

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

/** Workers write whichever worker holds the task now. */
export const holdless = (store: TaskStore): TaskStore => ({
  ...store,
  moveTaskIfStatus: (taskId, { from, to, changes = {}, now }) => store.moveTaskIfStatus(taskId, { from, to, changes, now }),
  renewLeaseOfHold: async (taskId, hold, until) =>
    store.renewLeaseOfHold(taskId, (await store.getTask(taskId))?.claim ?? hold, until),
});

/** A worker takes what another one holds. */
export const leaseless = (store: TaskStore): TaskStore => ({
  ...store,
  holdTaskIfFree: (taskId, by) => store.holdTaskIfFree(taskId, { ...by, now: by.now + 10 ** 9 }),
});
