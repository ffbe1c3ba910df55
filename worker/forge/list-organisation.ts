/**
 * Lists the repositories of an organisation on a forge: those to onboard, the names of all that it has, and how many were left out and why.
 * Invariant: a list is whole, or there is none. A page that cannot be read fails all, because a repository that is not in the list counts as gone.
 */
import type { Octokit } from '@octokit/rest';
import * as z from 'zod';
import { messageOf } from '../../core/text/message-of-error.ts';
import { aboutDuration } from '../../core/text/duration.ts';
import type { ForgeAddress } from '../../contracts/worker-config.ts';
import { statusOf } from './forge-calls.ts';
import { onceEach, sortOut, type FoundRepository, type SortedOut, type Wanted } from './found-repositories.ts';
import { BadAnswer, refusalOf, refusals, type ListRefusal } from './list-refusal.ts';
import { octokitFor } from './octokit.ts';

export interface OrganisationWanted extends Wanted {
  readonly organisation: string;
}

export type Listing = { readonly ok: true; readonly value: SortedOut } | ListRefusal;

/** A person waits for the list: a forge that is down is told after a quarter of a minute. */
const retries = 3;
/** For one answer, all of it. Gitea takes seconds for a page of an organisation with many repositories. */
const patienceMs = 60_000;
/** Repositories after which the list is told to go on. */
const toldEvery = 500;

/**
 * Asks page by page. Where the forge asks to wait it waits, for an hour at most, and says so.
 * @param tell prints a line for the person who waits
 */
export async function listOrganisation(
  forge: ForgeAddress,
  wanted: OrganisationWanted,
  tell: (line: string) => void,
): Promise<Listing> {
  const token = forge.token?.trim() ?? '';
  if (token === '') return refusals.withoutToken(forge);
  if (!/^[\x21-\x7e]+$/.test(token)) return refusals.noToken(forge);
  const client = clientOf(forge, token, tell);
  const { organisation } = wanted;
  try {
    if (await isMissing(client.request('GET /orgs/{org}', { org: organisation }))) {
      const isUser = !(await isMissing(client.request('GET /users/{username}', { username: organisation })));
      return isUser ? refusals.isUser(forge, organisation) : refusals.noOrganisation(forge, organisation);
    }
    const found: FoundRepository[] = [];
    for await (const page of pagesOf(client, organisation)) {
      const before = found.length;
      found.push(...page);
      if (Math.floor(found.length / toldEvery) > Math.floor(before / toldEvery)) {
        tell(`${forge.host}: ${found.length} repositories of ${organisation} read`);
      }
    }
    return { ok: true, value: await sortOut(client, onceEach(found), wanted) };
  } catch (error) {
    return refusalOf(error, { forge, organisation, token });
  }
}

function clientOf({ host, api }: ForgeAddress, token: string, tell: (line: string) => void): Octokit {
  const none = (): void => undefined;
  const close = (until: number): Promise<void> => {
    tell(`${host} asks to wait, about ${aboutDuration(until - Date.now())}`);
    return Promise.resolve();
  };
  return octokitFor({
    ...{ api, token, retries },
    barrier: { untilOpen: () => Promise.resolve(), close },
    signal: new AbortController().signal,
    log: { debug: none, info: none, warn: none, error: none },
    fetch: fetchInTime,
  });
}

async function fetchInTime(...[input, init]: Parameters<typeof fetch>): Promise<Response> {
  try {
    return await fetch(input, { ...init, signal: AbortSignal.timeout(patienceMs) });
  } catch (error) {
    // The error itself says "fetch failed", and its cause says why.
    const cause = typeof error === 'object' && error !== null && 'cause' in error ? error.cause : error;
    throw new Error(`it does not answer (${messageOf(cause)})`, { cause: error });
  }
}

/** Whether the answer is 404. @throws what else the request fails with */
async function isMissing(request: Promise<unknown>): Promise<boolean> {
  try {
    await request;
    return false;
  } catch (error) {
    if (statusOf(error) === 404) return true;
    throw error;
  }
}

/** The fields of an answer that are read. GitHub has no `empty` and no `mirror`, and an older Gitea no `topics`. */
const page = z.array(
  z.object({
    full_name: z.string(),
    clone_url: z.string(),
    default_branch: z.string().nullish(),
    archived: z.boolean().default(false),
    fork: z.boolean().default(false),
    mirror: z.boolean().default(false),
    empty: z.boolean().optional(),
    size: z.number().default(0),
    topics: z.array(z.string()).nullish(),
  }),
);

/** The size of a page: GitHub reads `per_page`, Gitea `limit`. Each forge gives fewer if it wants. */
const asked = { type: 'all', sort: 'full_name', per_page: '100', limit: '50' };

/**
 * Follows the links of the pages, and takes their query only: a Gitea behind another address writes that of its settings into them, and the token
 * goes to no address but the one that it is for.
 */
async function* pagesOf(client: Octokit, org: string): AsyncGenerator<readonly FoundRepository[]> {
  const seen = new Set<string>();
  let query: Record<string, string> = asked;
  for (;;) {
    const { data, headers } = await client.request('GET /orgs/{org}/repos', { ...query, org });
    yield read(data);
    const next = /<([^<>]+)>;\s*rel="next"/.exec(headers.link ?? '')?.[1];
    if (next === undefined) return;
    if (seen.has(next)) throw new BadAnswer(`its pages go round in a circle at ${next}`);
    seen.add(next);
    query = Object.fromEntries(new URL(next, 'http://forge').searchParams);
  }
}

function read(data: unknown): readonly FoundRepository[] {
  const { data: repositories, error } = page.safeParse(data);
  if (repositories) return repositories;
  const [issue] = error.issues;
  throw new BadAnswer([issue?.path.join('.'), issue?.message].join(' ').trim());
}
