/** What a row says of a target, in words. */
import { formatDuration } from '../../core/text/duration.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { plural } from '../../core/text/plural.ts';
import type { ChangeSummary } from '../../contracts/change.ts';
import type { TargetView } from '../../contracts/http/fleet.ts';
import { endWords } from '../../core/fleet.ts';
import { lastBegun } from './attempt-words.ts';
import { dollars } from '../words/money.ts';

const waitingFor = { question: 'for an answer', gate: 'at a gate', review: 'for a review' } as const;

/** What keeps a target from going on; undefined: nothing, or only its place in the queue. Example: `for a review`. */
export function waitWords({
  waiting,
  waits_for,
  blocked_by,
}: Pick<TargetView, 'waiting' | 'waits_for' | 'blocked_by'>): string | undefined {
  if (waiting !== null) return waitingFor[waiting.for];
  if (waits_for !== null) return `for ${waits_for.host}, until ${new Date(waits_for.until).toLocaleTimeString()}`;
  return blocked_by === null ? undefined : `${blocked_by.path} ${endWords[blocked_by.status]}`;
}

/** Example: `3 files, +40 −12`. */
export const changeWords = ({ files, added, removed }: ChangeSummary): string =>
  `${plural(files, 'file')}, +${added} −${removed}`;

export const tookWords = (seconds: number | null): string => (seconds === null ? '–' : formatDuration(seconds * 1_000));

/** Of all attempts; null while none is known. */
export const costOf = (usd: number | null): string => (usd === null ? 'unknown' : dollars(usd));

/** In a table, where nothing has begun there is nothing to know. */
export const costInRow = ({ attempts, cost_usd }: Pick<TargetView, 'attempts' | 'cost_usd'>): string =>
  lastBegun(attempts) === undefined ? '–' : costOf(cost_usd);

/** The number of the last attempt that has begun. */
export const tryOf = ({ attempts }: Pick<TargetView, 'attempts'>): string => String(lastBegun(attempts)?.attempt ?? '–');

/** Why it failed, or the last line that it printed while it runs: one line. */
export function lastWords({ failure, last_line, waiting }: Pick<TargetView, 'failure' | 'last_line' | 'waiting'>): string {
  if (waiting?.question != null) return plainLine(waiting.question);
  if (failure !== null) return plainLine(failure.message);
  return last_line === null ? '' : plainLine(last_line);
}

/** The number at the end of the address of a pull request: `#103`; else `open`. */
export const pullRequestName = (url: string): string => {
  const number = /\/(\d+)\/?$/.exec(url)?.[1];
  return number === undefined ? 'open' : `#${number}`;
};
