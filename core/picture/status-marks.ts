/**
 * The mark, the tone and the word of a status, the same in a terminal and in a diagram. The tone says which colour fits.
 * Invariant: a group and a target with the same outcome have the same mark.
 * Example: SUCCEEDED → ✓, good, "succeeded"; PENDING → a blank, faint, "pending".
 */
import type { TargetStatus, StatusCounts } from '../fleet.ts';
import { hasFailures, type AggregateStatus } from '../ledger/aggregate.ts';

export type Tone = 'good' | 'bad' | 'busy' | 'faint';
export type Mark = '✓' | '✗' | '~' | '-' | ' ';

export function toneOfStatus(status: TargetStatus): Tone {
  switch (status) {
    case 'SUCCEEDED':
      return 'good';
    case 'FAILED':
    case 'LOST':
    case 'BLOCKED':
      return 'bad';
    case 'QUEUED':
    case 'RUNNING':
    case 'AWAITING_INPUT':
      return 'busy';
    case 'PENDING':
    case 'CANCELLED':
    case 'SKIPPED':
      return 'faint';
  }
}

/** ✓ succeeded, ✗ failed, ~ in progress, - not run, blank not started; the same marks as of groups. */
export function markOfStatus(status: TargetStatus): Mark {
  switch (toneOfStatus(status)) {
    case 'good':
      return '✓';
    case 'bad':
      return '✗';
    case 'busy':
      return '~';
    case 'faint':
      return status === 'PENDING' ? ' ' : '-';
  }
}

/** ✓ succeeded, ✗ failed and no target in progress, ~ in progress, - not run, blank not started. */
export function markOfGroup(status: AggregateStatus, counts: StatusCounts): Mark {
  switch (status) {
    case 'SUCCEEDED':
      return '✓';
    case 'PARTIAL':
    case 'FAILED':
      return '✗';
    case 'CANCELLED':
    case 'SKIPPED':
      return hasFailures(counts) ? '✗' : '-';
    case 'PENDING':
      return ' ';
    case 'RUNNING':
      return hasFailures(counts) && counts.QUEUED + counts.RUNNING + counts.AWAITING_INPUT === 0 ? '✗' : '~';
  }
}

export const toneOfMark = { '✓': 'good', '✗': 'bad', '~': 'busy', '-': 'faint', ' ': 'faint' } as const satisfies Record<
  Mark,
  Tone
>;

/** The word for a status in a sentence. */
export const statusWords = {
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  LOST: 'lost',
  RUNNING: 'running',
  AWAITING_INPUT: 'waiting for input',
  QUEUED: 'queued',
  PENDING: 'pending',
  BLOCKED: 'blocked',
  SKIPPED: 'skipped',
  CANCELLED: 'cancelled',
} as const satisfies Record<TargetStatus, string>;
