/** The stores in memory with somebody watching each write. */
import type { FleetStores, LedgerStore, TargetStore, TaskStore, TokenStore } from '../../adapters/ports.ts';
import type { FleetData } from '../twins/fleet-stores-in-memory.ts';
import type { TaskData } from '../twins/task-store-in-memory.ts';
import type { LedgerWatch } from './watch-ledger.ts';
import type { SteeringWatch } from './watch-steering.ts';
import type { TaskWatch } from './watch-tasks.ts';

export function watchedFleetStores(
  stores: FleetStores,
  data: FleetData,
  watches: { ledger: LedgerWatch; steering: SteeringWatch; tasks: TaskWatch },
): FleetStores {
  const watched = (fleetId: string, write: () => Promise<boolean>): Promise<boolean> => {
    const before = data.ledgers.get(fleetId);
    const done = write();
    const after = data.ledgers.get(fleetId);
    if (after && after !== before) {
      watches.ledger.written(before, after);
      if (before) watches.steering.written(before, after);
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

export function watchedTaskStore(store: TaskStore, { rows }: TaskData, watch: TaskWatch): TaskStore {
  const watched = <T>(taskId: string, write: () => Promise<T>, holdNumber?: number): Promise<T> => {
    const before = rows.get(taskId);
    const answer = write();
    const after = rows.get(taskId);
    if (before !== after) watch.changed({ before, after, holdNumber });
    return answer;
  };
  return {
    ...store,
    putTaskIfAbsent: (row) => watched(row.task_id, () => store.putTaskIfAbsent(row)),
    holdTaskIfFree: (taskId, by) => watched(taskId, () => store.holdTaskIfFree(taskId, by)),
    endLeaseOfWorker: (taskId, workerId, now) => watched(taskId, () => store.endLeaseOfWorker(taskId, workerId, now)),
    renewLeaseOfHold: (taskId, holdNumber, until) =>
      watched(taskId, () => store.renewLeaseOfHold(taskId, holdNumber, until), holdNumber),
    moveTaskIfStatus: (taskId, move) => watched(taskId, () => store.moveTaskIfStatus(taskId, move), move.holdNumber),
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
