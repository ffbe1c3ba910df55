import { fleetStoresContract } from '../adapters/fleet/fleet-stores-contract.ts';
import { taskEventStoreContract } from '../adapters/task/task-event-store-contract.ts';
import { taskStoreContract } from '../adapters/task/task-store-contract.ts';
import { emptyFleetData, fleetStoresInMemory } from './fleet-stores-in-memory.ts';
import { taskEventsInMemory } from './task-events-in-memory.ts';
import { emptyTaskData, taskStoreInMemory } from './task-store-in-memory.ts';

const fleets = fleetStoresInMemory(emptyFleetData());
fleetStoresContract('in memory', () => fleets);

const tasks = taskStoreInMemory(emptyTaskData());
taskStoreContract('in memory', () => tasks);

const events = taskEventsInMemory();
taskEventStoreContract('in memory', () => events);
