/**
 * The daily limit of a user (semantics 9): before a task gets its id, the most that it may cost is reserved in the one item of its user
 * and day. The reserve has the name of the task's idempotency key, so that all callers with one key have one reserve, whichever of them
 * writes the task.
 * Invariant: a row that says that it has a reserve is written after that reserve, which stays until the row has ended.
 * Example: limit 50; $33 are spent, two tasks with $5 each run. A task that may cost $7 gets in, one that may cost $8 does not.
 */
import type { TaskCaller, TaskCreation } from '../adapters/ports.ts';
import type { DaySpend, UserDay } from '../adapters/spend-stores.ts';
import { microsOf } from '../core/budget.ts';
import { dollars } from '../core/text/dollars.ts';
import type { ApiError } from '../contracts/http/errors.ts';
import { isoOf } from '../contracts/fields.ts';
import type { TaskRow } from '../contracts/task.ts';
import type { TaskRequest } from './check-request.ts';
import type { TaskPorts } from './task-ports.ts';

type Ports = Pick<TaskPorts, 'tasks' | 'clockAndIds' | 'userUsdPerDay'>;
export type Reserve = NonNullable<TaskRow['reserve']>;

/** What was reserved; or the answer to the request, without a new task. */
export type Reserved = { readonly reserve: Reserve } | { readonly answer: TaskCreation };

/** Reserved for a task that names no `max_budget_usd`, in US dollars. */
const unnamedBudgetUsd = 5;

/** The item of a user and day has an attribute for each of them, and a size. */
const mostReserves = 2_000;

/** Each lost race is a create or an end of another task of the same user. More of them in a row than there are workers count as a bug. */
const mostRaces = 200;

const dayMs = 86_400_000;

/** The day (UTC) of a time in epoch milliseconds, such as `2026-11-20`. */
export const dayOf = (ms: number): string => isoOf(ms).slice(0, 'YYYY-MM-DD'.length);

/** The end of a day, in epoch milliseconds. */
export const endOfDay = (day: string): number => Date.parse(day) + dayMs;

/** The most that a task may cost, in millionths of a dollar. Work without an agent costs nothing, and so does publishing what is done. */
export const reserveOf = ({ workflow, platform, repo, ofFleet }: TaskRequest): number =>
  !workflow.agent || ofFleet.publish ? 0 : microsOf(platform.max_budget_usd ?? repo?.max_budget_usd ?? unnamedBudgetUsd);

/** The name of a task's reserve. A task without a key is created by one call alone, so its id is a name too. */
export const reserveName = (key: string | null | undefined, taskId: string): string =>
  key === null || key === undefined ? `${ofTask}${taskId}` : `${ofKey}${key}`;

/** What a reserve is named after. */
export const taskOfReserve = (name: string): { readonly key: string } | { readonly key: undefined; readonly taskId: string } =>
  name.startsWith(ofKey) ? { key: name.slice(ofKey.length) } : { key: undefined, taskId: name.slice(ofTask.length) };

const ofKey = 'key#';
const ofTask = 'task#';

interface Wanted extends Pick<TaskCaller, 'userId'> {
  readonly name: string;
  readonly micro: number;
}

/**
 * Reserves what a task may cost. May be repeated with the same name: the larger reserve stays.
 * @param known answers a request whose task is there, or whose key is closed. It is asked after the item was read, and a reserve is
 *   written only if none was taken away since. So a call that was slow never reserves again for a task that has ended meanwhile
 */
export async function reserveInDay(
  { tasks, clockAndIds, userUsdPerDay }: Ports,
  { userId, name, micro }: Wanted,
  known: () => Promise<TaskCreation | undefined>,
): Promise<Reserved> {
  const now = clockAndIds.now();
  const of = { userId, day: dayOf(now) };
  const limit = microsOf(userUsdPerDay);
  for (let race = 0; race < mostRaces; race += 1) {
    const read = await tasks.getDaySpend(of);
    const answer = await known();
    if (answer) return { answer };
    const was = read?.reserves.get(name) ?? 0;
    const refusal = was < micro ? refusalOf(read, { day: of.day, now, limit, micro, was }) : undefined;
    if (refusal) return { answer: { ok: false, error: refusal } };
    const isReserved = was >= micro || (await tasks.reserveIfWithin(of, { name, micro, read, limit, most: mostReserves }));
    if (isReserved) return { reserve: { day: of.day, micro_usd: micro } };
  }
  throw new Error(`Nothing could be reserved for ${name}: the sum of the day changed at each try.`);
}

interface Judged {
  readonly day: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly limit: number;
  readonly micro: number;
  /** Reserved under this name already. */
  readonly was: number;
}

function refusalOf(read: DaySpend | undefined, judged: Judged): ApiError | undefined {
  const { committed, reserves } = read ?? { committed: 0, reserves: new Map<string, number>() };
  if (committed - judged.was + judged.micro > judged.limit) return overLimit({ committed, reserves }, judged);
  if (judged.was > 0 || reserves.size < mostReserves) return undefined;
  const message = `${mostReserves} tasks of ${judged.day} (UTC) have not ended, and under a daily limit no more are taken. Try again when some have ended.`;
  return { code: 'RATE_LIMITED', message, retryAfterS: 60 };
}

function overLimit(
  { committed, reserves }: Pick<DaySpend, 'committed' | 'reserves'>,
  { day, now, limit, micro, was }: Judged,
): ApiError {
  const reserved = [...reserves.values()].reduce((sum, each) => sum + each, 0) - was;
  const end = endOfDay(day);
  const used = `${shown(committed - was - reserved)} is spent and ${shown(reserved)} reserved for tasks that have not ended`;
  const helps =
    micro > limit
      ? `A whole day allows less than that: give the task a lower max_budget_usd (a fleet: budget.target_usd)`
      : `The day ends at ${isoOf(end).replace('.000Z', 'Z')}; before that, reserves of tasks that end are given back, and a lower max_budget_usd (a fleet: budget.target_usd) reserves less`;
  return {
    code: 'BUDGET_EXCEEDED',
    message: `The daily limit does not allow this task: of ${shown(limit)} for ${day} (UTC) ${used}, and this task may cost ${shown(micro)}. ${helps}. An operator can raise user_usd_per_day.`,
    retryAfterS: Math.ceil((end - now) / 1_000),
  };
}

const shown = (micro: number): string => dollars(micro / 1_000_000);

/**
 * Takes the reserve of a task away, and counts `counts` millionths of a dollar instead. Does nothing where the reserve is not there (any
 * more), so it may be repeated.
 */
export async function replaceReserve({ tasks }: Pick<Ports, 'tasks'>, of: UserDay, name: string, counts: number): Promise<void> {
  for (let race = 0; race < mostRaces; race += 1) {
    const was = (await tasks.getDaySpend(of))?.reserves.get(name);
    if (was === undefined || (await tasks.chargeReserveIf(of, { name, was, counts }))) return;
  }
  throw new Error(`The reserve ${name} could not be taken away: it changed at each try.`);
}
