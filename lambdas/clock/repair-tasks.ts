/**
 * Repairs tasks at each tick, so that a lost message or event only delays them: enqueues tasks again that no worker took or whose
 * worker is gone, and takes up QUEUED tasks of users who have a free slot.
 */
import pLimit from 'p-limit';
import { heartbeatOf } from '../../tasks/heartbeat-of.ts';
import { freeEndedSlots, takeUp } from '../../tasks/take-up.ts';
import type { Heartbeat, TaskStore } from '../../adapters/task-stores.ts';
import { placeOf } from '../../adapters/task/task-lane.ts';
import type { TaskPorts } from '../../tasks/task-ports.ts';
import type { Durations } from '../../contracts/durations.ts';
import { NewerItems } from './newer-items.ts';

type Waits = Pick<Durations, 'resubmit_after_s' | 'lease_repair_after_s'>;

/** Counts for the log. */
export interface TaskRepair {
  readonly enqueued: number;
  readonly takenUp: number;
}

/** Most tasks read per tick of those that are open for the same. Those that were created first come first, so the others follow at later ticks. */
const mostPerState = 1_000;
/** Time between two ticks. */
const tickS = 60;
const parallelSends = 10;

/**
 * One tick's repair. Durations in seconds.
 * @param newer collects the items that newer code wrote; they are left out
 */
export async function repairTasks(ports: TaskPorts, waits: Waits, newer = new NewerItems()): Promise<TaskRepair> {
  const due = [...(await forgottenTasks(ports, waits)), ...(await abandonedTasks(ports, waits, newer))];
  await enqueueAll(ports, due, newer);
  const isDue = (waitedMs: number): boolean => isTurn(waitedMs, waits.resubmit_after_s, waits);
  return { enqueued: due.length, takenUp: await takeUpForAll(ports, isDue, newer) };
}

/**
 * Enqueues all unfinished tasks, for a start with an empty queue. A task that a living worker holds is safe: no other worker can take
 * it during its lease.
 * @param deadWorkers workers that are known to be gone; their leases are ended first, so that their tasks can be taken at once
 * @param newer collects the items that newer code wrote; they are left out
 */
export async function recoverTasks(
  ports: TaskPorts,
  deadWorkers: readonly string[],
  newer = new NewerItems(),
): Promise<TaskRepair> {
  await endLeasesOf(ports, new Set(deadWorkers), newer);
  // Also those that wait for a forge, which are open since a time to come: they have no message either.
  const listed = await Promise.all(
    (['SUBMITTED', 'ACTIVE'] as const).map((state) => ports.tasks.listOpenTasksBefore(state, Infinity, Number.MAX_SAFE_INTEGER)),
  );
  const unfinished = listed.flat().map((task) => task.taskId);
  await enqueueAll(ports, unfinished, newer);
  return { enqueued: unfinished.length, takenUp: await takeUpForAll(ports, () => true, newer) };
}

/** SUBMITTED tasks too: a worker may have died after it took the lease and before it wrote the row. */
async function endLeasesOf({ tasks, clockAndIds }: TaskPorts, workers: ReadonlySet<string>, newer: NewerItems): Promise<void> {
  if (workers.size === 0) return;
  const now = clockAndIds.now();
  const states = ['SUBMITTED', 'ACTIVE'] as const;
  const listed = await Promise.all(states.map((state) => tasks.listOpenTasksBefore(state, now + 1, Number.MAX_SAFE_INTEGER)));
  const ids = listed.flat().map((task) => task.taskId);
  for (const [taskId, { workerId, holdNumber }] of await readHeartbeats(tasks, ids, newer)) {
    if (workerId !== null && workers.has(workerId)) await tasks.endLeaseOfHold(taskId, { holdNumber, workerId, now });
  }
}

/** The heartbeats of active tasks, by the ids of their tasks. */
async function readHeartbeats(
  tasks: TaskStore,
  ids: readonly string[],
  newer: NewerItems,
): Promise<ReadonlyMap<string, Heartbeat>> {
  const beats = new Map(await newer.skippingAmong(ids, async (some) => [...(await tasks.getHeartbeats(some))]));
  const without = ids.filter((id) => !beats.has(id));
  if (without.length === 0) return beats;
  const rows = await newer.skippingAmong(without, (some) => tasks.getTasks(some));
  return new Map([...beats, ...rows.map((row) => [row.task_id, heartbeatOf(row, undefined)] as const)]);
}

/** Tasks that no worker took for a while. For one that waits for a forge, that while begins with the end of its wait. */
async function forgottenTasks({ tasks, clockAndIds }: TaskPorts, waits: Waits): Promise<readonly string[]> {
  const now = clockAndIds.now();
  const listed = await tasks.listOpenTasksBefore('SUBMITTED', now - waits.resubmit_after_s * 1_000, mostPerState);
  return listed.filter((task) => isTurn(now - task.since, waits.resubmit_after_s, waits)).map((task) => task.taskId);
}

/** Tasks whose lease ended a while ago. Usually their message has come back to the queue by itself; these are for lost messages. */
async function abandonedTasks({ tasks, clockAndIds }: TaskPorts, waits: Waits, newer: NewerItems): Promise<readonly string[]> {
  const now = clockAndIds.now();
  const listed = await tasks.listOpenTasksBefore('ACTIVE', now, mostPerState);
  const ids = listed.map((task) => task.taskId);
  const beats = [...(await readHeartbeats(tasks, ids, newer))];
  return beats.flatMap(([taskId, { leaseUntil }]) =>
    isTurn(now - leaseUntil, waits.lease_repair_after_s, waits) ? [taskId] : [],
  );
}

/**
 * Whether this tick repairs a task that has waited `ageMs`: the first tick after `firstS`, then one tick in each further
 * `resubmit_after_s`. With a repair at each tick, a task that waits for busy workers would add a message to the queue every
 * minute.
 */
function isTurn(ageMs: number, firstS: number, { resubmit_after_s: everyS }: Waits): boolean {
  const sinceFirstS = ageMs / 1_000 - firstS;
  return sinceFirstS >= 0 && sinceFirstS % everyS < tickS;
}

async function enqueueAll({ tasks, queue }: TaskPorts, taskIds: readonly string[], newer: NewerItems): Promise<void> {
  const limit = pLimit(parallelSends);
  const rows = await newer.skippingAmong(taskIds, (ids) => tasks.getTasks(ids));
  await Promise.all(rows.map((row) => limit(() => queue.enqueue(placeOf(row)))));
}

/**
 * Takes up QUEUED tasks, after freeing the slots of ended tasks whose event got lost.
 * @param isDue whether a task that has waited so many milliseconds is tried even if its lane is not noted: the function that
 * created it may have died before it noted the lane
 */
async function takeUpForAll(ports: TaskPorts, isDue: (waitedMs: number) => boolean, newer: NewerItems): Promise<number> {
  const now = ports.clockAndIds.now();
  const queued = await ports.tasks.listOpenTasksBefore('QUEUED', now, mostPerState);
  let takenUp = 0;
  for (const [userId, tasks] of Map.groupBy(queued, (task) => task.userId)) {
    const due = tasks.filter(({ since }) => isDue(now - since)).map(({ taskId }) => taskId);
    const taken = await newer.skipping(async () => {
      const holders = await freeEndedSlots(ports, userId);
      return takeUp(ports, userId, [...holders, ...(await ports.tasks.getTasks(due))]);
    });
    takenUp += taken?.length ?? 0;
  }
  return takenUp;
}
