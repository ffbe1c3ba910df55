/** Pull requests on GitHub, GitHub Enterprise and servers that speak the same API. */
import type { Octokit } from '@octokit/rest';
import { messageOf } from '../../core/text/message-of-error.ts';
import { done, failures, type Failed, type Step } from '../failure.ts';
import type { ForgeAccess } from '../git/remote.ts';
import type { Log } from '../logger.ts';
import { TaskStopped } from '../task-stopped.ts';
import type { Forge, OpenedPullRequest, PullRequest, PullRequestText } from './forge.ts';
import type { ForgeBarrier } from './forge-barrier.ts';
import { setLabels } from './labels.ts';
import { octokitFor } from './octokit.ts';

interface RepositoryOnForge {
  readonly client: Octokit;
  readonly access: ForgeAccess;
}

/** @param access where it has no token, every call answers a failure that names the variable to set */
export function createGithubForge(
  access: ForgeAccess,
  { barrier, log }: { readonly barrier: ForgeBarrier; readonly log: Log },
): Forge {
  const { api, token } = access;
  const attempt = async <T>(
    action: string,
    signal: AbortSignal,
    call: (repository: RepositoryOnForge) => Promise<T>,
  ): Promise<Step<T>> => {
    if (token === undefined) return withoutToken(action, access);
    try {
      return done(await untilStopped(call({ client: octokitFor({ api, token, barrier, signal, log }), access }), signal));
    } catch (error) {
      if (error instanceof TaskStopped) throw error;
      return forgeFailure(action, error, access);
    }
  };
  return {
    openPullRequest: (text, signal) => attempt('open the pull request', signal, (repository) => openOrUpdate(repository, text)),
    getPullRequest: (number, signal) => attempt(`read pull request #${number}`, signal, (repository) => read(repository, number)),
    branchMergedInto: (branch, signal) =>
      attempt(`look for a merged pull request of ${branch}`, signal, (repository) => findMerged(repository, branch)),
  };
}

/** Rejects as soon as the task is stopped. A request that waits then, in Octokit or at the barrier, is never sent. */
async function untilStopped<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) throw new TaskStopped();
  const stopped = Promise.withResolvers<never>();
  const stop = (): void => {
    stopped.reject(new TaskStopped());
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, stopped.promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

const ownerAndName = ({ access }: RepositoryOnForge) => ({ owner: access.owner, repo: access.name });

async function openOrUpdate(repository: RepositoryOnForge, text: PullRequestText): Promise<OpenedPullRequest> {
  const open = text.isNewBranch ? undefined : await updateOpen(repository, text);
  const pull = open ?? (await create(repository, text));
  return { url: pull.html_url, withoutLabels: await whyWithoutLabels(repository, pull.number, text.labels) };
}

async function updateOpen(repository: RepositoryOnForge, text: PullRequestText) {
  const open = await findPull(repository, { branch: text.branch, state: 'open' });
  if (open === undefined) return undefined;
  const base = open.base.ref === text.insteadOfBase ? { base: text.base } : {};
  const changed = { title: text.title, body: text.body, ...base };
  return (await repository.client.rest.pulls.update({ ...ownerAndName(repository), pull_number: open.number, ...changed })).data;
}

async function findMerged(repository: RepositoryOnForge, branch: string): Promise<string | undefined> {
  const merged = await findPull(repository, { branch, state: 'closed', only: ({ merged_at: at }) => typeof at === 'string' });
  return merged?.base.ref;
}

type ListedPull = Awaited<ReturnType<Octokit['rest']['pulls']['list']>>['data'][number];

interface WantedPull {
  /** Its branch, in the repository itself. */
  readonly branch: string;
  readonly state: 'open' | 'closed';
  readonly only?: (pull: ListedPull) => boolean;
}

/** The newest one. Forges that ignore the filter by head answer all pull requests, page by page, those of forks among them. */
async function findPull(
  repository: RepositoryOnForge,
  { branch, state, only = () => true }: WantedPull,
): Promise<ListedPull | undefined> {
  const { client, access } = repository;
  const filter = { ...ownerAndName(repository), state, head: `${access.owner}:${branch}`, per_page: 100 } as const;
  // Of a branch that is gone Gitea has the name in the label alone: without the owner where it is of the repository itself.
  const names = [branch, `${access.owner}:${branch}`];
  const isOfBranch = ({ head, base }: ListedPull): boolean =>
    (head.ref === branch || names.includes(head.label)) && headRepository(head.repo) === base.repo.id;
  for await (const { data } of client.paginate.iterator(client.rest.pulls.list, filter)) {
    const found = data.find((pull) => isOfBranch(pull) && only(pull));
    if (found) return found;
  }
  return undefined;
}

async function create(repository: RepositoryOnForge, text: PullRequestText) {
  const { branch: head, base, title, body, draft } = text;
  try {
    return (await repository.client.rest.pulls.create({ ...ownerAndName(repository), head, base, title, body, draft })).data;
  } catch (error) {
    // It exists by now, where the answer to an earlier try got lost or another worker opened it (GitHub: 422, Gitea: 409).
    const status = statusOf(error);
    const found = status === 409 || status === 422 ? await updateOpen(repository, text) : undefined;
    if (found) return found;
    throw error;
  }
}

/** A label that cannot be set does not fail the task, because the work is done. */
async function whyWithoutLabels(
  repository: RepositoryOnForge,
  number: number,
  labels: readonly string[],
): Promise<string | undefined> {
  try {
    await setLabels({ client: repository.client, ...ownerAndName(repository), number }, labels);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

async function read(repository: RepositoryOnForge, number: number): Promise<PullRequest> {
  const { data } = await repository.client.rest.pulls.get({ ...ownerAndName(repository), pull_number: number });
  const fromFork = headRepository(data.head.repo) !== data.base.repo.id;
  return { url: data.html_url, headBranch: data.head.ref, baseBranch: data.base.ref, fromFork };
}

/** Undefined where the repository of a fork was deleted, which the types of Octokit leave out. */
const headRepository = (repo: { readonly id: number } | null): number | undefined => repo?.id;

function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined;
}

const withoutToken = (action: string, { tokenEnv, host }: ForgeAccess): Failed =>
  failures.auth(
    `Could not ${action} on ${host}: the variable ${tokenEnv} is not set.`,
    `Set ${tokenEnv} to a token and restart the worker.`,
  );

function forgeFailure(action: string, error: unknown, access: ForgeAccess): Failed {
  const status = statusOf(error);
  const said = messageOf(error);
  const message = `Could not ${action} of ${access.owner}/${access.name} on ${access.host}: ${said}`;
  if (status === undefined || status >= 500 || status === 429 || /rate limit/i.test(said)) return failures.network(message);
  if (status === 401 || status === 403 || status === 404) {
    return failures.auth(message, `Check that the token in ${access.tokenEnv} may read and write pull requests there.`);
  }
  return failures.request(message, 'Correct the problem that the forge names, then retry.');
}
