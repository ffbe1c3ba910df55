/**
 * The per-user cap: a task that starts QUEUED becomes SUBMITTED when its user has a free slot, oldest first. The slots are one
 * item per user, so two takers never admit one task too many; the list of queued tasks gives the order only.
 * Every step may be repeated by anybody: a slot that its task holds already is granted again.
 */
import type { TaskRow } from '../../contracts/task.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { publishMove, recordEvent } from './record-event.ts';
import type { TaskPorts } from './task-ports.ts';

/** Queued tasks looked at in one call where there is no cap (any more). */
const mostWithoutCap = 100;

/**
 * Takes up the user's queued tasks as long as there are slots; answers the tasks that became SUBMITTED.
 * @param newTaskId a task just written, which the index may not show yet
 */
export async function takeUp(ports: TaskPorts, userId: string, newTaskId?: string): Promise<readonly TaskRow[]> {
  const taken: TaskRow[] = [];
  for (const taskId of await queuedOldestFirst(ports, userId, newTaskId)) {
    if (!(await takeSlot(ports, userId, taskId))) break;
    const row = await submit(ports, userId, taskId);
    if (row) taken.push(row);
  }
  return taken;
}

/** What follows the end of a task: its slot becomes free, and the next one is taken up. */
export async function freeSlotOfTask(
  ports: TaskPorts,
  task: { readonly userId: string; readonly taskId: string },
): Promise<void> {
  if (ports.userTaskCap === 0) return;
  await ports.tasks.releaseUserSlot(task.userId, task.taskId);
  await takeUp(ports, task.userId);
}

/** Frees the slots of tasks that ended (or are gone) while nobody looked. */
export async function freeEndedSlots({ tasks }: Pick<TaskPorts, 'tasks'>, userId: string): Promise<void> {
  const held = await tasks.getUserSlots(userId);
  const unfinished = new Set((await tasks.getTasks(held)).filter((row) => !isTaskEnded(row.status)).map((row) => row.task_id));
  for (const taskId of held.filter((id) => !unfinished.has(id))) await tasks.releaseUserSlot(userId, taskId);
}

async function queuedOldestFirst(
  { tasks, userTaskCap }: TaskPorts,
  userId: string,
  newTaskId?: string,
): Promise<readonly string[]> {
  const listed = await tasks.listQueuedTasksOfUser(userId, userTaskCap === 0 ? mostWithoutCap : userTaskCap);
  const ids = [...new Set([...listed, ...(newTaskId === undefined ? [] : [newTaskId])])];
  const rows = await tasks.getTasks(ids);
  // The index may be late: only what is QUEUED now counts. ULIDs sort by age.
  return rows
    .filter((row) => row.status === 'QUEUED')
    .map((row) => row.task_id)
    .sort();
}

const takeSlot = async ({ tasks, userTaskCap }: TaskPorts, userId: string, taskId: string): Promise<boolean> =>
  userTaskCap === 0 || tasks.takeUserSlotIfBelow(userId, taskId, userTaskCap);

async function submit(ports: TaskPorts, userId: string, taskId: string): Promise<TaskRow | undefined> {
  const { tasks, queue, surroundings } = ports;
  const row = await tasks.moveTaskIfStatus(taskId, { from: ['QUEUED'], to: 'SUBMITTED', now: surroundings.now() });
  if (!row) {
    await freeSlotIfEnded(ports, userId, taskId);
    return undefined;
  }
  await queue.enqueue(taskId);
  await publishMove(ports, row, 'QUEUED');
  await recordEvent(ports, taskId, 'task_taken_up');
  return row;
}

/** Somebody else moved the task: taken up, and then the slot is its own, or ended, and then nobody else would free the slot. */
async function freeSlotIfEnded({ tasks }: TaskPorts, userId: string, taskId: string): Promise<void> {
  const row = await tasks.getTask(taskId);
  if (!row || isTaskEnded(row.status)) await tasks.releaseUserSlot(userId, taskId);
}
