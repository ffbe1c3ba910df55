/**
 * The cap per user: a task that starts QUEUED becomes SUBMITTED when its user has a free slot. Lanes take turns
 * (`core/next-in-turn.ts`), and in a lane the oldest task comes first. The slots are one item per user, so two callers at once never
 * admit one task too many; the lists of queued tasks only give the order.
 * Every step may be repeated by any caller: a task that has a slot is given it again.
 */
import type { TaskRow } from '../contracts/task.ts';
import { isTaskEnded } from '../contracts/task-transitions.ts';
import type { TaskPlace, UserStanding } from '../adapters/task-stores.ts';
import { publishMove, recordEvent } from './record-event.ts';
import type { TaskPorts } from './task-ports.ts';
import { WaitingTasks } from './waiting-tasks.ts';

/** Queued tasks that one call takes up where there is no cap, or no cap any more. */
const mostWithoutCap = 100;

/**
 * Takes up the queued tasks of a user while there are free slots. Answers the tasks that became SUBMITTED.
 * @param known tasks that were just written or found, which the lists may not show yet
 */
export async function takeUp(ports: TaskPorts, userId: string, known: readonly TaskRow[] = []): Promise<readonly TaskRow[]> {
  const standing = await ports.tasks.getUserStanding(userId);
  const free = freeSlots(ports, standing);
  const waiting = new WaitingTasks(ports, userId, { standing, free, known: known.filter((row) => row.status === 'QUEUED') });
  await waiting.note();
  const taken: TaskRow[] = [];
  const submitNext = async (place: TaskPlace): Promise<boolean> => {
    if (!(await takeSlot(ports, place))) return false;
    const row = await submit(ports, place);
    if (row) taken.push(row);
    return true;
  };
  // An earlier caller died after it had got the slot.
  for (const place of waiting.withSlot()) await submitNext(place);
  for (let taking = 0; taking < free; taking += 1) {
    const next = await waiting.takeNext();
    if (next === undefined || !(await submitNext(next))) break;
  }
  return taken;
}

const freeSlots = ({ userTaskCap }: TaskPorts, { slots }: UserStanding): number =>
  userTaskCap === 0 ? mostWithoutCap : userTaskCap - slots.length;

/** Frees the slot of a task that ended, and takes up the next task of its user. */
export async function freeSlotOfTask(ports: TaskPorts, place: TaskPlace): Promise<void> {
  if (ports.userTaskCap === 0) return;
  await ports.tasks.releaseUserSlot(place);
  await takeUp(ports, place.userId);
}

/**
 * Frees the slots of tasks that have ended or do not exist any more, because the event of an end may be lost.
 * @returns the tasks that have a slot
 */
export async function freeEndedSlots({ tasks }: Pick<TaskPorts, 'tasks'>, userId: string): Promise<readonly TaskRow[]> {
  const { slots } = await tasks.getUserStanding(userId);
  const rows = await tasks.getTasks(slots.map(({ taskId }) => taskId));
  const unfinished = rows.filter((row) => !isTaskEnded(row.status));
  const ids = new Set(unfinished.map((row) => row.task_id));
  for (const slot of slots.filter(({ taskId }) => !ids.has(taskId))) await tasks.releaseUserSlot({ userId, ...slot });
  return unfinished;
}

const takeSlot = async ({ tasks, userTaskCap }: TaskPorts, place: TaskPlace): Promise<boolean> =>
  userTaskCap === 0 || tasks.takeUserSlotIfBelow(place, userTaskCap);

async function submit(ports: TaskPorts, place: TaskPlace): Promise<TaskRow | undefined> {
  const { tasks, queue, clockAndIds } = ports;
  const row = await tasks.moveTaskIfStatus(place.taskId, { from: ['QUEUED'], to: 'SUBMITTED', now: clockAndIds.now() });
  if (!row) {
    await freeSlotIfEnded(ports, place);
    return undefined;
  }
  await queue.enqueue(place);
  await publishMove(ports, row, 'QUEUED');
  await recordEvent(ports, place.taskId, 'task_taken_up');
  return row;
}

/** Another caller moved the task. If it was taken up, the slot is its own. If it ended, this call must free the slot, because no other will. */
async function freeSlotIfEnded({ tasks }: TaskPorts, place: TaskPlace): Promise<void> {
  const row = await tasks.getTask(place.taskId);
  if (!row || isTaskEnded(row.status)) await tasks.releaseUserSlot(place);
}
