/** Task stores that lack one safeguard of the limit of a day each. */
import type { TaskStore } from '../../adapters/task-stores.ts';

/** What was read decides whether a reserve fits, whatever was reserved since. */
export const reservesBeyond = (store: TaskStore): TaskStore => ({
  ...store,
  reserveIfWithin: (of, reserve) => store.reserveIfWithin(of, { ...reserve, limit: Number.MAX_SAFE_INTEGER }),
});

/** The clock looks at no day: what an event did not take away stays reserved. */
export const keepsReserves = (store: TaskStore): TaskStore => ({ ...store, listOpenDaySpends: () => Promise.resolve([]) });
