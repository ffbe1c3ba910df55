/**
 * Repairs tasks at each tick, so that a lost message or event only delays them: enqueues tasks again that no worker took or whose
 * worker is gone, and takes up QUEUED tasks of users who have a free slot.
 */
import pLimit from 'p-limit';
import { freeEndedSlots, takeUp } from '../../tasks/take-up.ts';
import { placeOf } from '../../adapters/task/task-lane.ts';
import type { TaskPorts } from '../../tasks/task-ports.ts';
import type { Durations } from '../../contracts/durations.ts';
import { activeTaskStatuses } from '../../contracts/task.ts';
import { NewerItems } from './newer-items.ts';

type Waits = Pick<Durations, 'resubmit_after_s' | 'lease_repair_after_s'>;

/** Counts for the log. */
export interface TaskRepair {
  readonly enqueued: number;
  readonly takenUp: number;
}

/** Most tasks read per status and tick. The oldest come first, so the others follow at later ticks. */
const mostPerStatus = 1_000;
/** Time between two ticks. */
const tickS = 60;
const parallelSends = 10;

/**
 * One tick's repair. Durations in seconds.
 * @param newer collects the items that newer code wrote; they are left out
 */
export async function repairTasks(ports: TaskPorts, waits: Waits, newer = new NewerItems()): Promise<TaskRepair> {
  const due = [...(await forgottenTasks(ports, waits)), ...(await abandonedTasks(ports, waits))];
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
  const before = ports.clockAndIds.now() + 1;
  const listed = await Promise.all(
    activeTaskStatuses.map((status) => ports.tasks.listTasksInStatusBefore(status, before, Number.MAX_SAFE_INTEGER)),
  );
  const unfinished = listed.flat().map((task) => task.taskId);
  await enqueueAll(ports, unfinished, newer);
  return { enqueued: unfinished.length, takenUp: await takeUpForAll(ports, () => true, newer) };
}

const workedOn = activeTaskStatuses.filter((status) => status !== 'SUBMITTED');

async function endLeasesOf({ tasks, clockAndIds }: TaskPorts, workers: ReadonlySet<string>, newer: NewerItems): Promise<void> {
  if (workers.size === 0) return;
  const now = clockAndIds.now();
  const listed = await Promise.all(
    workedOn.map((status) => tasks.listTasksInStatusBefore(status, now + 1, Number.MAX_SAFE_INTEGER)),
  );
  const ids = listed.flat().map((task) => task.taskId);
  for (const { task_id: taskId, claimed_by: workerId } of await newer.skippingAmong(ids, (some) => tasks.getTasks(some))) {
    if (workerId !== null && workers.has(workerId)) await tasks.endLeaseOfWorker(taskId, workerId, now);
  }
}

async function forgottenTasks({ tasks, clockAndIds }: TaskPorts, waits: Waits): Promise<readonly string[]> {
  const now = clockAndIds.now();
  const listed = await tasks.listTasksInStatusBefore('SUBMITTED', now - waits.resubmit_after_s * 1_000, mostPerStatus);
  return listed.filter((task) => isTurn(now - task.changedAt, waits.resubmit_after_s, waits)).map((task) => task.taskId);
}

/** Tasks whose lease ended a while ago. Usually their message has come back to the queue by itself; these are for lost messages. */
async function abandonedTasks({ tasks, clockAndIds }: TaskPorts, waits: Waits): Promise<readonly string[]> {
  const now = clockAndIds.now();
  const listed = await Promise.all(workedOn.map((status) => tasks.listTasksInStatusBefore(status, now, mostPerStatus)));
  return listed
    .flat()
    .filter(({ leaseUntil }) => leaseUntil !== undefined && isTurn(now - leaseUntil, waits.lease_repair_after_s, waits))
    .map((task) => task.taskId);
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
  const queued = await ports.tasks.listTasksInStatusBefore('QUEUED', now, mostPerStatus);
  let takenUp = 0;
  for (const [userId, tasks] of Map.groupBy(queued, (task) => task.userId)) {
    const due = tasks.filter(({ changedAt }) => isDue(now - changedAt)).map(({ taskId }) => taskId);
    const taken = await newer.skipping(async () => {
      const holders = await freeEndedSlots(ports, userId);
      return takeUp(ports, userId, [...holders, ...(await ports.tasks.getTasks(due))]);
    });
    takenUp += taken?.length ?? 0;
  }
  return takenUp;
}
