/**
 * What the clock does for tasks, so that a message or an event that got lost only delays: it enqueues again what nobody took
 * or whose worker is gone, and takes up what is queued where there is room.
 */
import pLimit from 'p-limit';
import { freeEndedSlots, takeUp } from '../../adapters/task-core/take-up.ts';
import type { TaskPorts } from '../../adapters/task-core/task-ports.ts';
import type { Durations } from '../../contracts/durations.ts';
import { activeTaskStatuses } from '../../contracts/task.ts';

type Waits = Pick<Durations, 'resubmit_after' | 'lease_repair_after'>;

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

/** One tick's repair. Durations in seconds. */
export async function repairTasks(ports: TaskPorts, waits: Waits): Promise<TaskRepair> {
  const due = [
    ...(await forgottenTasks(ports, waits.resubmit_after)),
    ...(await abandonedTasks(ports, waits.lease_repair_after)),
  ];
  await enqueueAll(ports, due);
  return { enqueued: due.length, takenUp: await takeUpForAll(ports) };
}

/** After a start with an empty queue: everything unfinished is enqueued, whoever may hold it; a live lease turns others away. */
export async function recoverTasks(ports: TaskPorts): Promise<TaskRepair> {
  const before = ports.surroundings.now() + 1;
  const listed = await Promise.all(
    activeTaskStatuses.map((status) => ports.tasks.listTasksInStatusBefore(status, before, Number.MAX_SAFE_INTEGER)),
  );
  const unfinished = listed.flat().map((task) => task.taskId);
  await enqueueAll(ports, unfinished);
  return { enqueued: unfinished.length, takenUp: await takeUpForAll(ports) };
}

async function forgottenTasks({ tasks, surroundings }: TaskPorts, afterS: number): Promise<readonly string[]> {
  const now = surroundings.now();
  const listed = await tasks.listTasksInStatusBefore('SUBMITTED', now - afterS * 1_000, mostPerStatus);
  return listed.filter((task) => isTurn(now - task.changedAt, afterS)).map((task) => task.taskId);
}

async function abandonedTasks({ tasks, surroundings }: TaskPorts, afterS: number): Promise<readonly string[]> {
  const now = surroundings.now();
  const workedOn = activeTaskStatuses.filter((status) => status !== 'SUBMITTED');
  const listed = await Promise.all(workedOn.map((status) => tasks.listTasksInStatusBefore(status, now, mostPerStatus)));
  return listed
    .flat()
    .filter(({ leaseUntil }) => leaseUntil !== undefined && isTurn(now - leaseUntil, afterS))
    .map((task) => task.taskId);
}

/**
 * Whether this tick is the one that repairs what has waited `ageMs`: the first after each full `afterS`. A task that waits long
 * because all workers are busy would else fill the queue with one message a minute.
 */
function isTurn(ageMs: number, afterS: number): boolean {
  const ageS = ageMs / 1_000;
  return ageS >= afterS && ageS % afterS < tick;
}

async function enqueueAll({ queue }: TaskPorts, taskIds: readonly string[]): Promise<void> {
  const limit = pLimit(parallelSends);
  await Promise.all(taskIds.map((taskId) => limit(() => queue.enqueue(taskId))));
}

/** Slots of tasks whose end nobody told are freed first. */
async function takeUpForAll(ports: TaskPorts): Promise<number> {
  const queued = await ports.tasks.listTasksInStatusBefore('QUEUED', ports.surroundings.now(), mostPerStatus);
  let takenUp = 0;
  for (const userId of new Set(queued.map((task) => task.userId))) {
    await freeEndedSlots(ports, userId);
    takenUp += (await takeUp(ports, userId)).length;
  }
  return takenUp;
}
