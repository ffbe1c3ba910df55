/**
 * Finds the work of a target in a history by the trailer of its commits, also where they were merged as one: the message of a squash
 * merge repeats those of its commits, by git itself with four spaces in front of each line.
 * Invariant: a later attempt counts for an earlier one, because it replaces it.
 */
import { done, type Step } from '../failure.ts';
import { gitFailure } from './git-failure.ts';
import type { GitEnd } from './git.ts';
import type { Remote } from './remote.ts';
import { readTrailer, trailerKey, type Work } from './trailer.ts';

/** The arguments of git that print what `isWorkIn` reads. @param refs where the history begins */
export const historyWith = ({ target }: Pick<Work, 'target'>, refs: readonly string[]): readonly string[] => [
  'log',
  '--fixed-strings',
  `--grep=${trailerKey}: ${target}`,
  '--format=%B',
  ...refs,
  '--',
];

const trailerLine = new RegExp(`^(?: {4})?${trailerKey}: (.+)$`, 'gm');

/** @param printed the end of `historyWith` */
export function isWorkIn(printed: GitEnd, work: Work, remote: Remote): Step<boolean> {
  if (!printed.ok) return gitFailure('read the history', printed.stderr, remote);
  const found = [...printed.stdout.matchAll(trailerLine)].map(([, value = '']) => readTrailer(value.trim()));
  return done(found.some(({ target, attempt }) => target === work.target && attempt >= work.attempt));
}
