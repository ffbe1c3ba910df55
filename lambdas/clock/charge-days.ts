/**
 * Repairs what users spend in a day: takes away the reserves of tasks that ended and whose event got lost, and those that stand for no
 * task. Every decision follows from what is stored, so the repair may run at any time, and beside itself.
 */
import pLimit from 'p-limit';
import type { UserDay } from '../../adapters/spend-stores.ts';
import { endOfDay, taskOfReserve } from '../../tasks/daily-limit.ts';
import { whatCounts } from '../../tasks/charge-task.ts';
import type { TaskPorts } from '../../tasks/task-ports.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { NewerItems } from './newer-items.ts';

type Ports = Pick<TaskPorts, 'tasks' | 'clockAndIds'>;

/** Milliseconds between two ticks, and the ticks in which each item is looked at once. */
const tickMs = 60_000;
const everyTicks = 10;
/** Milliseconds after the end of a day after which no call is left that began in it. */
const graceMs = 86_400_000;
const parallelReads = 10;
/** Most reserves of an item that one look takes away. */
const mostPerDay = 500;

/** Looks at a tenth of the items, another one in each tick. @returns how many reserves were taken away */
export async function chargeDueDays(ports: Ports, newer: NewerItems): Promise<number> {
  const tick = Math.floor(ports.clockAndIds.now() / tickMs) % everyTicks;
  return chargeThose(ports, newer, ({ userId }) => (userId.codePointAt(userId.length - 1) ?? 0) % everyTicks === tick);
}

export const chargeAllDays = (ports: Ports, newer: NewerItems): Promise<number> => chargeThose(ports, newer, () => true);

async function chargeThose(ports: Ports, newer: NewerItems, isDue: (of: UserDay) => boolean): Promise<number> {
  let charged = 0;
  for (const each of (await ports.tasks.listOpenDaySpends()).filter(isDue)) {
    charged += (await newer.skipping(() => chargeDay(ports, each, newer))) ?? 0;
  }
  return charged;
}

async function chargeDay(ports: Ports, of: UserDay, newer: NewerItems): Promise<number> {
  const spend = await ports.tasks.getDaySpend(of);
  if (!spend) return 0;
  const reserves = [...spend.reserves];
  const stand = await tasksOf(
    ports,
    of,
    reserves.map(([name]) => name),
  );
  const ids = stand.flatMap((task) => (task === 'none' ? [] : (task.taskId ?? [])));
  const rows = new Map((await newer.skippingAmong(ids, (some) => ports.tasks.getTasks(some))).map((row) => [row.task_id, row]));
  let charged = 0;
  for (const [n, [name, was]] of reserves.entries()) {
    const task = stand[n];
    const counts = task === 'none' ? 0 : countsOf(rows.get(task?.taskId ?? ''), of, ports.clockAndIds.now());
    if (counts === undefined || charged === mostPerDay) continue;
    // One that changed meanwhile was taken away, or is looked at again.
    if (await ports.tasks.chargeReserveIf(of, { name, was, counts })) charged += 1;
  }
  if (charged === reserves.length) await ports.tasks.closeDaySpendIfNoReserve(of);
  return charged;
}

/** The task that a reserve stands for, if it has an id; `none`: there is no task, and there will be none. */
type Stands = { readonly taskId: string | undefined } | 'none';

function tasksOf({ tasks }: Ports, { userId }: UserDay, names: readonly string[]): Promise<readonly Stands[]> {
  const limit = pLimit(parallelReads);
  const find = async (name: string): Promise<Stands> => {
    const of = taskOfReserve(name);
    if (of.key === undefined) return of;
    const claim = await tasks.getKeyClaim(of.key);
    if (claim === undefined) return { taskId: undefined };
    return claim.userId === userId && 'taskId' in claim ? claim : 'none';
  };
  return Promise.all(names.map((name) => limit(() => find(name))));
}

/**
 * The reserve of a task that was not written may still be needed, for as long as a caller may write it; it costs its user a part of that
 * day, and nothing of the next.
 */
function countsOf(row: TaskRow | undefined, { day }: UserDay, now: number): number | undefined {
  if (row) return whatCounts(row, day, now);
  return now > endOfDay(day) + graceMs ? 0 : undefined;
}
