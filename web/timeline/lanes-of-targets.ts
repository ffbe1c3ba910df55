/** The attempts of a timeline by target, with the words of each. */
import type { TimelineView } from '../../contracts/http/timeline.ts';
import { formatDuration } from '../../core/text/duration.ts';
import { targetWords } from '../words/status-words.ts';
import type { Span } from './busy-time.ts';

export type Attempt = TimelineView['attempts'][number];

export interface Lane {
  readonly ordinal: number;
  readonly path: string;
  readonly attempts: readonly Attempt[];
  /** All attempts together, in ms. */
  readonly tookMs: number;
}

/** @param now the end of an attempt that goes on (epoch ms) */
export const spanOf = ({ started_at, finished_at }: Attempt, now: number): Span => {
  const from = Date.parse(started_at);
  return { from, to: Math.max(from, finished_at === null ? now : Date.parse(finished_at)) };
};

export function lanesOf(attempts: readonly Attempt[], now: number): Lane[] {
  return [...Map.groupBy(attempts, ({ ordinal }) => ordinal)].map(([ordinal, all]) => ({
    ordinal,
    path: all[0]?.path ?? '',
    attempts: all,
    tookMs: all.reduce((sum, attempt) => sum + lengthOf(spanOf(attempt, now)), 0),
  }));
}

const lengthOf = ({ from, to }: Span): number => to - from;

/** Example: `attempt 2, heal, step plan: Failed, 12s`. */
export function aboutAttempt(attempt: Attempt, now: number): string {
  const { attempt: number, trigger, step, status, finished_at } = attempt;
  const { from, to } = spanOf(attempt, now);
  const what = [`attempt ${number}`, trigger.replaceAll('_', ' '), ...(step === null ? [] : [`step ${step}`])].join(', ');
  return `${what}: ${targetWords[status]}, ${formatDuration(to - from)}${finished_at === null ? ' so far' : ''}`;
}
