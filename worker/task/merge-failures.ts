/** Why a merge failed. Each message ends with the remedy, because a fleet shows only the message of a task, and a person must act. */
import { failed, type Failed } from '../failure.ts';

const byPerson = (category: 'verification' | 'blocked', title: string, message: string, remedy: string): Failed =>
  failed({ category, by: 'user', title, remedy }, `${message} ${remedy}`);

const short = (commit: string): string => commit.slice(0, 10);

export const mergeFailures = {
  headMoved(branch: string, expected: string, tip: string | undefined): Failed {
    const now = tip === undefined ? 'is gone' : `is at ${short(tip)}`;
    const message = `The branch ${branch} ${now}, and not at ${short(expected)}, the commit that was made for this target.`;
    return byPerson('verification', 'Head moved', message, 'Look at the branch; a retry merges it as it is then.');
  },

  checksFailed(commit: string, failing: readonly string[], missing: readonly string[]): Failed {
    const found = [
      ...(failing.length > 0 ? [`failed: ${named(failing)}`] : []),
      ...(missing.length > 0 ? [`nothing reported: ${named(missing)}`] : []),
    ].join('; ');
    const remedy = 'Repair what they found and retry, or give the step params.checks "ignore".';
    return byPerson('verification', 'Checks failed', `Checks of ${short(commit)} ${found}.`, remedy);
  },

  conflict: (branch: string, base: string): Failed =>
    byPerson('blocked', 'Merge conflict', `${branch} cannot be merged into ${base} as it is.`, 'Restack it, then retry.'),

  noPullRequest: (branch: string): Failed =>
    byPerson(
      'blocked',
      'No pull request',
      `The branch ${branch} has commits that are not merged, and no open pull request.`,
      'Open it again, then retry.',
    ),

  refused: (what: string, why: string): Failed =>
    byPerson(
      'blocked',
      'Merge refused',
      `${what} was not merged: ${why.replace(/\.?$/, '.')}`,
      'Do what that asks for, then retry.',
    ),
} as const;

/** Names in a message. */
const mostNames = 10;

const named = (names: readonly string[]): string =>
  names.length > mostNames ? `${names.slice(0, mostNames).join(', ')} and ${names.length - mostNames} more` : names.join(', ');
