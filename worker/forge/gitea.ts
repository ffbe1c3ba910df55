/** Pull requests on Gitea: a draft has `WIP:` before its title, checks are commit statuses, and a merge is asked for in words of its own. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ForgeAccess } from '../git/remote.ts';
import { checksOfGitea, readChecks } from './checks.ts';
import type { Forge, MergeEnd, MergeRequest } from './forge.ts';
import { forgeCalls, ownerAndName, type ForgeUse, type RepositoryOnForge } from './forge-calls.ts';
import { mergeEnd } from './merge-end.ts';
import { pullOf, pullRequests, type Drafts } from './pull-requests.ts';

const mark = /^\s*(?:WIP:|\[WIP\])\s*/i;

const drafts: Drafts = {
  titleOf: (title, isDraft) => (isDraft && !mark.test(title) ? `WIP: ${title}` : title),
  areRefused: () => false,
};

/** @param access where it has no token, every call answers a failure that names the variable to set */
export function createGiteaForge(access: ForgeAccess, use: ForgeUse): Forge {
  const attempt = forgeCalls(access, use);
  return {
    ...pullRequests(attempt, drafts),
    markReady: (number, signal) =>
      attempt(`make pull request #${number} ready`, signal, (repository) =>
        rename(repository, number, (title) => title.replace(mark, '')),
      ),
    markDraft: (number, signal) =>
      attempt(`make a draft of pull request #${number}`, signal, (repository) =>
        rename(repository, number, (title) => drafts.titleOf(title, true)),
      ),
    checks: (commit, base, signal) =>
      attempt(`read the checks of ${commit}`, signal, (repository) => readChecks(repository, { commit, base }, checksOfGitea)),
    merge: (request, signal) =>
      attempt(`merge pull request #${request.number}`, signal, (repository) => mergePatiently(repository, request, signal)),
  };
}

async function rename(repository: RepositoryOnForge, number: number, to: (title: string) => string): Promise<void> {
  const { title } = await pullOf(repository, number);
  const wanted = to(title);
  if (wanted === title) return;
  await repository.client.rest.pulls.update({ ...ownerAndName(repository), pull_number: number, title: wanted });
}

/** Gitea looks for conflicts after each push, and says the same while it looks and where it has found one. */
const looks = { times: 10, everyMs: 1_000 } as const;

async function mergePatiently(repository: RepositoryOnForge, request: MergeRequest, signal: AbortSignal): Promise<MergeEnd> {
  for (let n = 0; n < looks.times; n += 1) {
    const end = await mergeNow(repository, request, signal);
    if (end.kind !== 'conflict') return end;
    await pause(looks.everyMs, undefined, { signal });
  }
  return mergeNow(repository, request, signal);
}

const mergeNow = (
  repository: RepositoryOnForge,
  { number, method, head }: MergeRequest,
  signal: AbortSignal,
): Promise<MergeEnd> =>
  mergeEnd(
    repository,
    { number, head, signal },
    () => {
      const asked = { ...ownerAndName(repository), index: number, Do: method, head_commit_id: head };
      return repository.client.request('POST /repos/{owner}/{repo}/pulls/{index}/merge', asked);
    },
    ({ mergeable }) => (mergeable === true ? 'mergeable' : 'conflict'),
  );
