/** Finds the fleet or task that a person named by its id, by the first characters of the id, or by `@last`. */
import { CliError, usageError } from '../cli-error.ts';
import { lastFleet } from '../config/last-fleet.ts';
import { exitCodes } from '../exit-code.ts';
import { allPages } from './all-pages.ts';
import type { Api } from './open-api.ts';

const wholeId = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const partOfId = /^[0-9A-HJKMNP-TV-Z]{1,25}$/;
/** So many fleets or tasks, the newest, are searched for a shortened id. */
const newest = 1_000;

/**
 * The whole id of a fleet.
 * @throws CliError with exit code 6 when no fleet fits, and 2 when several do
 */
export async function findFleetId(api: Api, given = '@last'): Promise<string> {
  if (given === '@last') return await lastFleetId(api);
  return await findId(given, 'fleet', async () => {
    const fleets = await allPages((next_token) => api.client.listFleets({ query: { limit: 100, ...token(next_token) } }), newest);
    return fleets.map(({ fleet_id }) => fleet_id);
  });
}

/** Whether a text that stands alone is rather a fleet than anything else of the last fleet: ids begin with the time. */
export const looksLikeFleet = (text: string): boolean => text === '@last' || /^01[0-9A-HJKMNP-TV-Z]{3,24}$/.test(text);

/** The whole id of a task; errors as for a fleet. */
export async function findTaskId(api: Api, given: string): Promise<string> {
  return await findId(given, 'task', async () => {
    const tasks = await allPages((next_token) => api.client.listTasks({ query: { limit: 100, ...token(next_token) } }), newest);
    return tasks.map(({ task_id }) => task_id);
  });
}

const token = (next: string | undefined) => (next === undefined ? {} : { next_token: next });

async function lastFleetId(api: Api): Promise<string> {
  const last = await lastFleet(api.url);
  if (last !== undefined) return last;
  throw new CliError(
    `no fleet was submitted from here to ${api.url} yet: give the id of one (see "bgagent fleet list").`,
    exitCodes.notFound,
  );
}

async function findId(given: string, kind: string, list: () => Promise<readonly string[]>): Promise<string> {
  const id = given.toUpperCase();
  if (wholeId.test(id)) return id;
  if (!partOfId.test(id)) throw usageError(`"${given}" is no id of a ${kind}: see "bgagent ${kind} list".`);
  const fitting = (await list()).filter((one) => one.startsWith(id));
  const [first] = fitting;
  if (first === undefined) {
    throw new CliError(
      `no ${kind} has an id that starts with ${id}: see "bgagent ${kind} list". Of a ${kind} that is not yours, give the whole id.`,
      exitCodes.notFound,
    );
  }
  if (fitting.length === 1) return first;
  const shown = fitting.slice(0, 5).join(', ');
  throw usageError(
    `${fitting.length} ${kind}s have an id that starts with ${id} (${shown}${fitting.length > 5 ? ', …' : ''}): give more characters.`,
  );
}
