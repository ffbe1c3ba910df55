/** Why work that a person approved was not published. Each message ends with the remedy, because a fleet shows only the message of a task. */
import { failed, failures, type Failed } from '../../failure.ts';
import { shownRef } from '../../git/work-ref.ts';

const short = (commit: string): string => commit.slice(0, 10);

/** Commits at a ref. */
interface Expected {
  readonly ref: string;
  readonly commit: string;
}

export const publishFailures = {
  headMoved({ ref, commit }: Expected, tip: string): Failed {
    const remedy = 'Look at the change that is there now, then approve it.';
    const message = `${shownRef(ref)} is at ${short(tip)}, and not at ${short(commit)}, the commit that was approved.`;
    return failed({ category: 'verification', by: 'user', title: 'Head moved', remedy }, `${message} ${remedy}`);
  },

  gone({ ref, commit }: Expected): Failed {
    const remedy = 'Retry with other words (--hint), so that the work is done again.';
    const message = `${shownRef(ref)}, which had the commit ${short(commit)} that was approved, is gone, and no branch has that commit.`;
    return failed({ category: 'blocked', by: 'user', title: 'Kept work gone', remedy }, `${message} ${remedy}`);
  },

  foreign: (ref: string): Failed =>
    failures.request(`The work at ${ref} is none of this task.`, 'Retry with other words, so that the work is done again.'),
} as const;
