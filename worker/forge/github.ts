/** Pull requests on GitHub, GitHub Enterprise and servers that speak the same API. */
import { failed, done, failures, type Step, type TaskFailure } from '../failure.ts';
import type { Forge, OpenedPullRequest, PullRequest, PullRequestText } from './forge.ts';
import { setLabels } from './labels.ts';
import type { Log } from '../logger.ts';
import { octokitFor, type Client } from './octokit.ts';
import type { ForgeAccess } from '../git/remote.ts';
import { Stopped } from '../stopped.ts';

interface Place {
  readonly client: Client;
  readonly access: ForgeAccess;
}

/** @param access of the repository; without a token every call answers a failure that says which variable to set */
export function createGithubForge(access: ForgeAccess, log: Log): Forge {
  const { token } = access;
  const attempt = async <T>(what: string, signal: AbortSignal, call: (place: Place) => Promise<T>): Promise<Step<T>> => {
    if (token === undefined) return failed(withoutToken(what, access));
    try {
      return done(await untilStopped(call({ client: octokitFor(access.api, token, log), access }), signal));
    } catch (error) {
      if (error instanceof Stopped) throw error;
      return failed(forgeFailure(what, error, access));
    }
  };
  return {
    openPullRequest: (text, signal) => attempt('open the pull request', signal, (place) => openOrUpdate(place, text)),
    getPullRequest: (number, signal) => attempt(`read pull request #${number}`, signal, (place) => read(place, number)),
  };
}

/** A limiter's wait cannot be interrupted, but nobody has to wait for it. */
async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw new Stopped();
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => {
    stopped.reject(new Stopped());
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const repositoryOf = ({ access }: Place) => ({ owner: access.owner, repo: access.name });

async function openOrUpdate(place: Place, text: PullRequestText): Promise<OpenedPullRequest> {
  const pull = (await updateOpen(place, text)) ?? (await create(place, text));
  return { url: pull.html_url, withoutLabels: await whyWithoutLabels(place, pull.number, text.labels) };
}

async function updateOpen(place: Place, text: PullRequestText) {
  const number = await findOpen(place, text.branch);
  if (number === undefined) return undefined;
  const changed = { title: text.title, body: text.body };
  return (await place.client.rest.pulls.update({ ...repositoryOf(place), pull_number: number, ...changed })).data;
}

/** Servers that do not know the filter answer all pull requests, page by page, those of forks among them. */
async function findOpen(place: Place, branch: string): Promise<number | undefined> {
  const { client, access } = place;
  const asked = { ...repositoryOf(place), state: 'open', head: `${access.owner}:${branch}`, per_page: 100 } as const;
  for await (const { data } of client.paginate.iterator(client.rest.pulls.list, asked)) {
    const open = data.find(({ head, base }) => head.ref === branch && headRepository(head.repo) === base.repo.id);
    if (open) return open.number;
  }
  return undefined;
}

async function create(place: Place, text: PullRequestText) {
  const { branch: head, base, title, body, draft } = text;
  try {
    return (await place.client.rest.pulls.create({ ...repositoryOf(place), head, base, title, body, draft })).data;
  } catch (error) {
    // An answer that was lost on its way, or another worker: then it is there now (GitHub says 422, Gitea 409).
    const status = statusOf(error);
    const found = status === 409 || status === 422 ? await updateOpen(place, text) : undefined;
    if (found) return found;
    throw error;
  }
}

/** A label that cannot be set is no reason to fail work that is done. */
async function whyWithoutLabels(place: Place, number: number, labels: readonly string[]): Promise<string | undefined> {
  try {
    await setLabels({ client: place.client, ...repositoryOf(place), number }, labels);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

async function read(place: Place, number: number): Promise<PullRequest> {
  const { data } = await place.client.rest.pulls.get({ ...repositoryOf(place), pull_number: number });
  const fromFork = headRepository(data.head.repo) !== data.base.repo.id;
  return { url: data.html_url, headBranch: data.head.ref, baseBranch: data.base.ref, fromFork };
}

/** Octokit's types leave out that the repository of a fork may be deleted. */
const headRepository = (repo: { readonly id: number } | null): number | undefined => repo?.id;

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}

const withoutToken = (what: string, { tokenEnv, host }: ForgeAccess): TaskFailure =>
  failures.auth(
    `Could not ${what} on ${host}: the variable ${tokenEnv} is not set.`,
    `Set ${tokenEnv} to a token and restart the worker.`,
  );

function forgeFailure(what: string, error: unknown, access: ForgeAccess): TaskFailure {
  const status = statusOf(error);
  const said = error instanceof Error ? error.message : String(error);
  const message = `Could not ${what} of ${access.owner}/${access.name} on ${access.host}: ${said}`;
  if (status === undefined || status >= 500 || status === 429 || /rate limit/i.test(said)) return failures.network(message);
  if (status === 401 || status === 403 || status === 404) {
    return failures.auth(message, `Check that the token in ${access.tokenEnv} may read and write pull requests there.`);
  }
  return failures.request(message, 'Mend what the forge complains about, then retry.');
}
