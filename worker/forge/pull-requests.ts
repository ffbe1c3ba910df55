/** What GitHub, and each server that speaks its API, has in common: to open, update, find and read pull requests. */
import type { Octokit } from '@octokit/rest';
import { messageOf } from '../../core/text/message-of-error.ts';
import type { Forge, OpenedPullRequest, PullRequest, PullRequestOfBranch, PullRequestText } from './forge.ts';
import { ownerAndName, statusOf, type ForgeCall, type RepositoryOnForge } from './forge-calls.ts';
import { setLabels } from './labels.ts';
import { askForReviews } from './reviewers.ts';

/** How the forge says that a pull request is a draft. */
export interface Drafts {
  /** Whether its title says so: then it is a part of each title that is written. */
  readonly titleOf: (title: string, isDraft: boolean) => string;
  /** Whether this is the answer of a forge that takes no draft here. */
  readonly areRefused: (error: unknown) => boolean;
}

type Common = Pick<Forge, 'openPullRequest' | 'getPullRequest' | 'branchMergedInto' | 'pullRequestOf' | 'changeBase'>;

export const pullRequests = (attempt: ForgeCall, drafts: Drafts): Common => ({
  openPullRequest: (text, signal) =>
    attempt('open the pull request', signal, (repository) => openOrUpdate(repository, text, drafts)),
  getPullRequest: (number, signal) => attempt(`read pull request #${number}`, signal, (repository) => read(repository, number)),
  branchMergedInto: (branch, signal) =>
    attempt(`look for a merged pull request of ${branch}`, signal, async (repository) => {
      return (await findPull(repository, { branch, state: 'closed', only: isMerged }))?.base.ref;
    }),
  pullRequestOf: (branch, signal) =>
    attempt(`look for the pull request of ${branch}`, signal, (repository) => pullRequestOf(repository, branch)),
  changeBase: (number, base, signal) =>
    attempt(`move pull request #${number} to ${base}`, signal, async ({ client, access }) => {
      await client.rest.pulls.update({ owner: access.owner, repo: access.name, pull_number: number, base });
    }),
});

/** All that the forge says of a pull request. */
export const pullOf = async (repository: RepositoryOnForge, number: number) =>
  (await repository.client.rest.pulls.get({ ...ownerAndName(repository), pull_number: number })).data;

async function openOrUpdate(repository: RepositoryOnForge, text: PullRequestText, drafts: Drafts): Promise<OpenedPullRequest> {
  const open = text.isNewBranch ? undefined : await updateOpen(repository, text, drafts);
  const { pull, isNew } = open ?? (await create(repository, text, drafts));
  const { html_url: url, number, draft, user } = pull;
  const withoutLabels = await whyWithoutLabels(repository, number, text.labels);
  const asked = { client: repository.client, ...ownerAndName(repository), number, author: authorOf(user), isNew };
  const withoutReviewers = await askForReviews(asked, text.reviewers);
  return { url, number, isDraft: draft === true, withoutLabels, withoutReviewers };
}

/** Undefined where the forge does not say it, which the types of Octokit leave out. */
const authorOf = (user: { readonly login: string } | null | undefined): string | undefined => user?.login;

async function updateOpen(repository: RepositoryOnForge, text: PullRequestText, { titleOf }: Drafts) {
  const open = await findPull(repository, { branch: text.branch, state: 'open' });
  if (open === undefined) return undefined;
  const base = open.base.ref === text.insteadOfBase ? { base: text.base } : {};
  const changed = { title: titleOf(text.title, open.draft === true), body: text.body, ...base };
  const asked = { ...ownerAndName(repository), pull_number: open.number, ...changed };
  return { pull: (await repository.client.rest.pulls.update(asked)).data, isNew: false };
}

async function pullRequestOf(repository: RepositoryOnForge, branch: string): Promise<PullRequestOfBranch | undefined> {
  const open = await findPull(repository, { branch, state: 'open' });
  const found = open ?? (await findPull(repository, { branch, state: 'closed', only: isMerged }));
  return (
    found && {
      number: found.number,
      url: found.html_url,
      isMerged: isMerged(found),
      isDraft: found.draft === true,
      head: found.head.sha,
      baseBranch: found.base.ref,
    }
  );
}

type ListedPull = Awaited<ReturnType<Octokit['rest']['pulls']['list']>>['data'][number];

const isMerged = ({ merged_at: at }: ListedPull): boolean => typeof at === 'string';

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

async function create(repository: RepositoryOnForge, text: PullRequestText, drafts: Drafts) {
  try {
    return await createAs(repository, text, drafts);
  } catch (error) {
    if (text.draft && drafts.areRefused(error)) return createAs(repository, { ...text, draft: false }, drafts);
    // It exists by now, where the answer to an earlier try got lost or another worker opened it (GitHub: 422, Gitea: 409).
    const status = statusOf(error);
    const found = status === 409 || status === 422 ? await updateOpen(repository, text, drafts) : undefined;
    if (found) return found;
    throw error;
  }
}

async function createAs(repository: RepositoryOnForge, text: PullRequestText, { titleOf }: Drafts) {
  const { branch: head, base, body, draft } = text;
  const given = { head, base, title: titleOf(text.title, draft), body, draft };
  return { pull: (await repository.client.rest.pulls.create({ ...ownerAndName(repository), ...given })).data, isNew: true };
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
  const pull = await pullOf(repository, number);
  const fromFork = headRepository(pull.head.repo) !== pull.base.repo.id;
  return { url: pull.html_url, headBranch: pull.head.ref, baseBranch: pull.base.ref, fromFork };
}

/** Undefined where the repository of a fork was deleted, which the types of Octokit leave out. */
const headRepository = (repo: { readonly id: number } | null): number | undefined => repo?.id;
