/**
 * What the clock does for tasks, so that a message or an event that got lost only delays: it enqueues again what nobody took
 * or whose worker is gone, and takes up what is queued where there is room.
 */
import pLimit from 'p-limit';
import { freeEndedSlots, takeUp } from '../../tasks/take-up.ts';
import { placeOf } from '../../adapters/task/task-lane.ts';
import type { TaskPorts } from '../../tasks/task-ports.ts';
import type { Durations } from '../../contracts/durations.ts';
import { activeTaskStatuses } from '../../contracts/task.ts';
import { NewerItems } from './newer-items.ts';

type Waits = Pick<Durations, 'resubmit_after_s' | 'lease_repair_after_s'>;

/** What was done, for the log. */
export interface TaskRepair {
  readonly enqueued: number;
  readonly takenUp: number;
}

/** Tasks looked at per status and tick. Older ones come first, so the rest has its turn later. */
const mostPerStatus = 1_000;
/** Seconds between two ticks. */
const tick = 60;
const parallelSends = 10;

/**
 * One tick's repair. Durations in seconds.
 * @param newer told of the items that newer code wrote; they are left out
 */
export async function repairTasks(ports: TaskPorts, waits: Waits, newer = new NewerItems()): Promise<TaskRepair> {
  const due = [...(await forgottenTasks(ports, waits)), ...(await abandonedTasks(ports, waits))];
  await enqueueAll(ports, due, newer);
  const isDue = (waitedMs: number): boolean => isTurn(waitedMs, waits.resubmit_after_s, waits);
  return { enqueued: due.length, takenUp: await takeUpForAll(ports, isDue, newer) };
}

/**
 * After a start with an empty queue: everything unfinished is enqueued, whoever may hold it; a live lease turns others away.
 * @param deadWorkers workers that are known to be gone: their leases end first
 * @param newer told of the items that newer code wrote; they are left out
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

/** The message of a task whose worker is gone comes back by itself when the lease ends; this is for one that got lost. */
async function abandonedTasks({ tasks, clockAndIds }: TaskPorts, waits: Waits): Promise<readonly string[]> {
  const now = clockAndIds.now();
  const listed = await Promise.all(workedOn.map((status) => tasks.listTasksInStatusBefore(status, now, mostPerStatus)));
  return listed
    .flat()
    .filter(({ leaseUntil }) => leaseUntil !== undefined && isTurn(now - leaseUntil, waits.lease_repair_after_s, waits))
    .map((task) => task.taskId);
}

/**
 * Whether this tick is one that repairs what has waited `ageMs`: the first after `firstS`, then the first after each further
 * `resubmit_after_s`. A task that waits long because all workers are busy would else fill the queue with one message a minute.
 */
function isTurn(ageMs: number, firstS: number, { resubmit_after_s: everyS }: Waits): boolean {
  const sinceFirstS = ageMs / 1_000 - firstS;
  return sinceFirstS >= 0 && sinceFirstS % everyS < tick;
}

async function enqueueAll({ tasks, queue }: TaskPorts, taskIds: readonly string[], newer: NewerItems): Promise<void> {
  const limit = pLimit(parallelSends);
  const rows = await newer.skippingAmong(taskIds, (ids) => tasks.getTasks(ids));
  await Promise.all(rows.map((row) => limit(() => queue.enqueue(placeOf(row)))));
}

/**
 * Slots of tasks whose end nobody told are freed first.
 * @param isDue whether a task that has waited so many milliseconds is looked at itself: its creator may have died before it noted
 * the task's lane
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
