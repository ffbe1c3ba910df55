/** The stores in memory with somebody watching each write. */
import type { FleetStores, LedgerStore, TargetStore, TokenStore } from '../../adapters/ports.ts';
import type { TaskStore } from '../../adapters/task-stores.ts';
import type { FleetData } from '../twins/fleet-stores-in-memory.ts';
import type { TaskData } from '../twins/task-store-in-memory.ts';
import type { LedgerWatch } from './watch-ledger.ts';
import type { ReviewsWatch } from './watch-reviews.ts';
import type { SpendingWatch } from './watch-spending.ts';
import type { SteeringWatch } from './watch-steering.ts';
import type { StepsWatch } from './watch-steps.ts';
import type { BeatChange, TaskWatch } from './watch-tasks.ts';

export function watchedFleetStores(
  stores: FleetStores,
  data: FleetData,
  watches: {
    ledger: LedgerWatch;
    steering: SteeringWatch;
    spending: SpendingWatch;
    steps: StepsWatch;
    reviews: ReviewsWatch;
    tasks: TaskWatch;
  },
): FleetStores {
  const watched = (fleetId: string, write: () => Promise<boolean>): Promise<boolean> => {
    const before = data.ledgers.get(fleetId);
    const done = write();
    const after = data.ledgers.get(fleetId);
    if (after && after !== before) {
      watches.ledger.written(before, after);
      if (before) watches.steering.written(before, after);
      if (before) watches.spending.written(before, after);
      if (before) watches.steps.written(before, after);
      if (before) watches.reviews.written(before, after);
      watches.tasks.check();
    }
    return done;
  };
  const ledgers: LedgerStore = {
    ...stores.ledgers,
    putLedgerIfAbsent: (ledger) => watched(ledger.fleetId, () => stores.ledgers.putLedgerIfAbsent(ledger)),
    putLedgerAtVersion: (ledger) => watched(ledger.fleetId, () => stores.ledgers.putLedgerAtVersion(ledger)),
  };
  const targets: TargetStore = {
    ...stores.targets,
    putTargets(fleetId, records) {
      watches.ledger.laidOut(fleetId);
      return stores.targets.putTargets(fleetId, records);
    },
  };
  return { ...stores, ledgers, targets };
}

export function watchedTaskStore(
  store: TaskStore,
  { rows, beats }: TaskData,
  { tasks: watch, reviews }: { readonly tasks: TaskWatch; readonly reviews?: ReviewsWatch },
): TaskStore {
  const watched = <T>(taskId: string, write: () => Promise<T>, holdNumber?: number): Promise<T> => {
    const before = rows.get(taskId);
    const answer = write();
    const after = rows.get(taskId);
    if (before !== after) watch.changed({ before, after, holdNumber });
    if (!before && after) reviews?.created(after);
    return answer;
  };
  const beating = <T>(taskId: string, how: BeatChange['how'], holdNumber: number, write: () => Promise<T>): Promise<T> => {
    const before = beats.get(taskId);
    const answer = write();
    const after = beats.get(taskId);
    if (after && before !== after) watch.beat(taskId, { how, holdNumber, before, after });
    return answer;
  };
  return {
    ...store,
    putTaskIfAbsent: (row) => watched(row.task_id, () => store.putTaskIfAbsent(row)),
    takeLeaseIfFree: (taskId, hold) => beating(taskId, 'taken', hold.holdNumber, () => store.takeLeaseIfFree(taskId, hold)),
    renewLeaseOfHold: (taskId, holdNumber, lease) =>
      beating(taskId, 'renewed', holdNumber, () => store.renewLeaseOfHold(taskId, holdNumber, lease)),
    endLeaseOfHold: (taskId, hold) => beating(taskId, 'let go', hold.holdNumber, () => store.endLeaseOfHold(taskId, hold)),
    waitForForgeIf: (row, wait, now) => watched(row.task_id, () => store.waitForForgeIf(row, wait, now)),
    beginHoldIfHigher: (row, hold) => watched(row.task_id, () => store.beginHoldIfHigher(row, hold)),
    moveTaskIfStatus: (taskId, move) => watched(taskId, () => store.moveTaskIfStatus(taskId, move), move.holdNumber),
    tellCostOfEnded(taskId, told) {
      const before = rows.get(taskId);
      const answer = store.tellCostOfEnded(taskId, told);
      watch.told(before, rows.get(taskId), told.holdNumber);
      return answer;
    },
  };
}

/** Tells of each park whose token it displaced, whether or not the answer arrives. */
export const watchedTokens = (tokens: TokenStore, onPark: (displaced: string | undefined) => void): TokenStore => ({
  ...tokens,
  parkUnlessNewer: async (fleetId, ordinal, token) => {
    const parked = await tokens.parkUnlessNewer(fleetId, ordinal, token);
    onPark(parked.displaced?.token);
    return parked;
  },
});
