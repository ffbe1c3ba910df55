/**
 * The repositories that share a sandbox, one line each: what became of it, its pull request or branch, and what failed.
 * Example: `✗ acme/users  failed      verifier "test" failed: exit code 1`
 */
import type { RepositoryOutcome } from '../../contracts/shared-repos.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { plural } from '../../core/text/plural.ts';
import type { View } from './view.ts';

export function repositoryLines(repositories: readonly RepositoryOutcome[], indent: string, view: View): string[] {
  const states = repositories.map(stateOf);
  const widths = [repositories.map(({ repo }) => repo), states].map((texts) => Math.max(...texts.map(({ length }) => length)));
  const [names = 0, words = 0] = widths;
  return repositories.map((one, at) => {
    const state = states[at] ?? '';
    const rest = [one.pr_url ?? one.branch ?? '', firstLine(one.message)].filter((text) => text !== '').join(' · ');
    return `${indent}${markOf(one, view)} ${one.repo.padEnd(names)}  ${state.padEnd(words)}  ${rest}`.trimEnd();
  });
}

function markOf({ outcome, message }: RepositoryOutcome, view: View): string {
  if (message !== null) return view.paint('bad', '✗');
  return outcome === null ? ' ' : view.paint('good', '✓');
}

/** One of which another one kept the pull request back was pushed only. */
function stateOf({ outcome, message, branch }: RepositoryOutcome): string {
  if (message !== null) return 'failed';
  if (outcome !== null) return outcome.replace('_', ' ');
  return branch === null ? '' : 'pushed';
}

const firstLine = (text: string | null): string => plainLine((text ?? '').trimStart().split('\n')[0] ?? '');

/** All of them in one cell. An earlier version of the API answers the first alone. */
export const reposText = ({
  repo,
  repos,
}: {
  readonly repo: string;
  readonly repos?: readonly (string | { readonly repo: string })[] | null;
}): string => (repos ?? [repo]).map((each) => (typeof each === 'string' ? each : each.repo)).join(' ');

/** The first pull request, and how many more there are. */
export function pullRequestText(url: string, repositories: readonly RepositoryOutcome[] | null | undefined): string {
  const more = (repositories ?? []).filter(({ pr_url }) => pr_url !== null && pr_url !== url).length;
  return more === 0 ? url : `${url} and ${plural(more, 'more pull request')}`;
}
