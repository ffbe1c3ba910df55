/** Task stores that lack one safeguard each. */
import type { TaskStore } from '../../adapters/ports.ts';

/** Each create makes a task of its own. */
export const keyless = (store: TaskStore): TaskStore => ({
  ...store,
  getTaskClaim: () => Promise.resolve(undefined),
  claimTaskKeyIfAbsent: async (key, claim) => {
    // What the claim item says last is what the actor finds.
    if ('taskId' in claim) return (await store.claimTaskKeyIfAbsent(`${key}#${claim.taskId}`, claim), claim);
    return store.claimTaskKeyIfAbsent(key, claim);
  },
});

/** A closed key whose task was never written gets no row. */
export const noTombstone = (store: TaskStore): TaskStore => ({ ...store, putTaskIfAbsent: () => Promise.resolve(false) });

/** Workers write whoever holds the claim now. */
export const claimless = (store: TaskStore): TaskStore => ({
  ...store,
  moveTaskIfStatus: (taskId, { from, to, changes = {}, now }) => store.moveTaskIfStatus(taskId, { from, to, changes, now }),
  renewLeaseOfClaim: async (taskId, claim, until) =>
    store.renewLeaseOfClaim(taskId, (await store.getTask(taskId))?.claim ?? claim, until),
});

/** A worker takes what another one holds. */
export const leaseless = (store: TaskStore): TaskStore => ({
  ...store,
  claimTaskIfFree: (taskId, by) => store.claimTaskIfFree(taskId, { ...by, now: by.now + 10 ** 9 }),
});
