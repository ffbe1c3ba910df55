/**
 * Finds whose work is in a history by the trailers of its commits, also where they were merged as one: the message of a squash merge
 * repeats those of its commits, and git itself writes them with four spaces in front of each line.
 */
import { done, type Step } from '../failure.ts';
import { gitFailure } from './git-failure.ts';
import type { GitEnd } from './git.ts';
import type { Remote } from './remote.ts';
import { readTrailer, trailerKey, type Work } from './trailer.ts';

/**
 * The arguments of git that print what `worksOf` reads.
 * @param id of the fleet, or of the single task
 * @param from where the history begins; HEAD unless given
 */
export const historyWith = (id: string, from = 'HEAD'): readonly string[] => [
  'log',
  '--fixed-strings',
  `--grep=${trailerKey}: ${id}`,
  '--format=%B%x1e',
  from,
  '--',
];

const trailerLine = new RegExp(`^${trailerKey}: (.+)$`, 'gm');
const indentedLine = new RegExp(`^ {4}${trailerKey}: (.+)$`, 'gm');
/** Only under this line of git: elsewhere four spaces mean that the line is part of a description (commit-message.ts). */
const squashed = /^Squashed commit of the following:$/m;

/** @param printed the end of `historyWith`; undefined where it was not begun */
export function worksOf(printed: GitEnd | undefined, remote: Remote): Step<readonly Work[]> {
  if (!printed?.ok) return gitFailure('read the history', printed?.stderr ?? '', remote);
  return done(printed.stdout.split('\x1e').flatMap(worksOfMessage));
}

function worksOfMessage(message: string): Work[] {
  const indented = squashed.test(message) ? message.matchAll(indentedLine) : [];
  return [...message.matchAll(trailerLine), ...indented].map(([, value = '']) => readTrailer(value.trim()));
}
