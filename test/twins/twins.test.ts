/** The stores in memory pass the contract tests of the stores on DynamoDB. */
import { fleetStoresContract } from '../adapters/fleet/fleet-stores-contract.ts';
import { taskEventStoreContract } from '../adapters/task/task-event-store-contract.ts';
import { fleetVersionsContract, taskEventVersionsContract, taskVersionsContract } from '../adapters/versions-contract.ts';
import { taskStoreContract } from '../adapters/task/task-store-contract.ts';
import { emptyFleetData, fleetStoresInMemory } from './fleet-stores-in-memory.ts';
import { ItemVersions } from './item-versions.ts';
import { taskEventsInMemory } from './task-events-in-memory.ts';
import { emptyTaskData, taskStoreInMemory } from './task-store-in-memory.ts';

const fleetData = emptyFleetData();
const fleets = fleetStoresInMemory(fleetData);
fleetStoresContract('in memory', () => fleets);

const taskData = emptyTaskData();
const tasks = taskStoreInMemory(taskData);
taskStoreContract('in memory', () => tasks);

const eventVersions = new ItemVersions();
const events = taskEventsInMemory(eventVersions);
taskEventStoreContract('in memory', () => events);

const versionIn = (versions: ItemVersions) => ({
  setVersion: (key: Readonly<Record<string, string>>, v: number): Promise<void> => {
    versions.set(key, v);
    return Promise.resolve();
  },
});
fleetVersionsContract('in memory', () => ({ stores: fleets, ...versionIn(fleetData.versions) }));
taskVersionsContract('in memory', () => ({ tasks, ...versionIn(taskData.versions) }));
taskEventVersionsContract('in memory', () => ({ events, ...versionIn(eventVersions) }));
