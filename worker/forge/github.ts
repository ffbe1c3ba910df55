/** Pull requests on GitHub and GitHub Enterprise. */
import { messageOf } from '../../core/text/message-of-error.ts';
import type { ForgeAccess } from '../git/remote.ts';
import { checksOfGithub, readChecks } from './checks.ts';
import type { Forge } from './forge.ts';
import { forgeCalls, ownerAndName, statusOf, type ForgeUse, type RepositoryOnForge } from './forge-calls.ts';
import { mergeEnd } from './merge-end.ts';
import { pullOf, pullRequests, type Drafts } from './pull-requests.ts';

/** Not every plan of GitHub has drafts in private repositories. */
const drafts: Drafts = {
  titleOf: (title) => title,
  areRefused: (error) => statusOf(error) === 422 && /draft/i.test(messageOf(error)),
};

/** @param access where it has no token, every call answers a failure that names the variable to set */
export function createGithubForge(access: ForgeAccess, use: ForgeUse): Forge {
  const attempt = forgeCalls(access, use);
  return {
    ...pullRequests(attempt, drafts),
    markReady: (number, signal) =>
      attempt(`make pull request #${number} ready`, signal, (repository) => setDraft(repository, number, false)),
    markDraft: (number, signal) =>
      attempt(`make a draft of pull request #${number}`, signal, (repository) => setDraft(repository, number, true)),
    checks: (commit, base, signal) =>
      attempt(`read the checks of ${commit}`, signal, (repository) => readChecks(repository, { commit, base }, checksOfGithub)),
    merge: ({ number, method, head }, signal) =>
      attempt(`merge pull request #${number}`, signal, (repository) =>
        mergeEnd(
          repository,
          { number, head, signal },
          () =>
            repository.client.rest.pulls.merge({
              ...ownerAndName(repository),
              pull_number: number,
              merge_method: method,
              sha: head,
            }),
          ({ mergeable, mergeable_state: state }) =>
            state === 'dirty' ? 'conflict' : mergeable === null || state === 'unknown' ? 'later' : 'mergeable',
        ),
      ),
  };
}

export const makeReady = `mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }`;
export const makeDraft = `mutation($id: ID!) { convertPullRequestToDraft(input: {pullRequestId: $id}) { pullRequest { isDraft } } }`;

/** Only the GraphQL API changes it. */
async function setDraft(repository: RepositoryOnForge, number: number, isDraft: boolean): Promise<void> {
  const { draft = false, node_id: id } = await pullOf(repository, number);
  if (draft !== isDraft) await repository.client.graphql(isDraft ? makeDraft : makeReady, { id });
}
