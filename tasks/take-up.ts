/**
 * The per-user cap: a task that starts QUEUED becomes SUBMITTED when its user has a free slot. Lanes have their turns
 * (`core/next-in-turn.ts`), and in a lane the oldest task comes first. The slots are one item per user, so two takers never admit
 * one task too many; the lists of queued tasks give the order only.
 * Every step may be repeated by anybody: a slot that its task holds already is granted again.
 */
import type { TaskRow } from '../contracts/task.ts';
import { isTaskEnded } from '../contracts/task-transitions.ts';
import type { TaskPlace, UserStanding } from '../adapters/ports.ts';
import { publishMove, recordEvent } from './record-event.ts';
import type { TaskPorts } from './task-ports.ts';
import { WaitingTasks } from './waiting-tasks.ts';

/** Queued tasks taken up in one call where there is no cap (any more). */
const mostWithoutCap = 100;

/**
 * Takes up the user's queued tasks as long as there are slots; answers the tasks that became SUBMITTED.
 * @param known tasks just written or found, which the lists may not show yet
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
  // A taker died after it had got the slot.
  for (const place of waiting.withSlot()) await submitNext(place);
  for (let taking = 0; taking < free; taking += 1) {
    const next = await waiting.takeNext();
    if (next === undefined || !(await submitNext(next))) break;
  }
  return taken;
}

const freeSlots = ({ userTaskCap }: TaskPorts, { slots }: UserStanding): number =>
  userTaskCap === 0 ? mostWithoutCap : userTaskCap - slots.length;

/** What follows the end of a task: its slot becomes free, and the next one is taken up. */
export async function freeSlotOfTask(ports: TaskPorts, place: TaskPlace): Promise<void> {
  if (ports.userTaskCap === 0) return;
  await ports.tasks.releaseUserSlot(place);
  await takeUp(ports, place.userId);
}

/**
 * Frees the slots of tasks that ended (or are gone) while nobody looked.
 * @returns the tasks that hold a slot
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

/** Somebody else moved the task: taken up, and then the slot is its own, or ended, and then nobody else would free the slot. */
async function freeSlotIfEnded({ tasks }: TaskPorts, place: TaskPlace): Promise<void> {
  const row = await tasks.getTask(place.taskId);
  if (!row || isTaskEnded(row.status)) await tasks.releaseUserSlot(place);
}
