/**
 * Replaces the reserve of a task that ended by what it cost (semantics 9). The item of the day decides that it is done once, so every step
 * may be repeated, by any caller.
 */
import { microsOf } from '../core/budget.ts';
import type { TaskRow } from '../contracts/task.ts';
import { isTaskEnded } from '../contracts/task-transitions.ts';
import { costOfTask, mayTellCost } from './cost-of-task.ts';
import { dayOf, replaceReserve, reserveName } from './daily-limit.ts';
import type { TaskPorts } from './task-ports.ts';

type Ports = Pick<TaskPorts, 'tasks' | 'clockAndIds' | 'userUsdPerDay'>;

/** A worker sees within seconds that its task was cancelled, and stops the agent. More: it waits for a table. */
const lateCostMs = 300_000;

/** Without a daily limit the row is not read: what an earlier limit left is charged by the clock. */
export async function chargeEndedTask(ports: Ports, taskId: string): Promise<void> {
  if (ports.userUsdPerDay === 0) return;
  const row = await ports.tasks.getTask(taskId);
  if (!row?.reserve) return;
  const counts = whatCounts(row, row.reserve.day, ports.clockAndIds.now());
  if (counts === undefined) return;
  await replaceReserve(ports, { userId: row.user_id, day: row.reserve.day }, nameOf(row), counts);
}

/** Gives back what was reserved today for a key that was closed: no task will be created with it. On other days the clock does it. */
export async function giveBackForKey(ports: Ports, userId: string, key: string): Promise<void> {
  if (ports.userUsdPerDay === 0) return;
  await replaceReserve(ports, { userId, day: dayOf(ports.clockAndIds.now()) }, reserveName(key, ''), 0);
}

/**
 * What a reserve of a task on a day counts as from now on, in millionths of a dollar; undefined: it stays. A cost that is not known counts
 * as what was reserved; where the worker of a cancelled task may still tell it, the reserve stays for that time. A reserve on another day
 * than that of the row was made by a caller that did not write the row: it counts nothing.
 */
export function whatCounts(row: TaskRow, day: string, now: number): number | undefined {
  if (row.reserve?.day !== day) return 0;
  if (!isTaskEnded(row.status)) return undefined;
  if (mayTellCost(row) && now < Date.parse(row.completed_at ?? row.updated_at) + lateCostMs) return undefined;
  const cost = costOfTask(row);
  return cost === null ? row.reserve.micro_usd : microsOf(cost);
}

const nameOf = ({ idempotency_key: key, task_id: id }: TaskRow): string => reserveName(key, id);
