/**
 * The look of each status in a diagram. A box brings its own background, so it can be read on a light and on a dark page.
 * Invariant: only what is pending has a dashed border.
 * Example: a running target → blue border, class `running`; a group with a failure and successes → class `partial`.
 */
import type { TargetStatus } from '../fleet.ts';
import { aggregateStatus, type AggregateStatus } from '../ledger/aggregate.ts';
import { at } from '../ledger/ordinals.ts';
import type { Part } from './parts.ts';
import { countsIn, type Picture } from './picture.ts';

export interface Look {
  readonly fill: string;
  readonly border: string;
  readonly text: string;
  readonly dashed: boolean;
}

/** Grey that is seen on white and on black. */
export const lineColour = '#768390';
/** Of a frame: its border has the colour of its status. */
export const frameColours = { fill: '#f6f8fa', text: '#24292f' } as const;

const look = (fill: string, border: string, text: string, dashed = false): Look => ({ fill, border, text, dashed });

/** By class. */
export const looks = {
  pending: look('#ffffff', '#8c959f', '#424a53', true),
  queued: look('#eff8ff', '#54aeff', '#0a3069'),
  running: look('#d4ecff', '#0969da', '#0a3069'),
  awaiting: look('#fff8c5', '#bf8700', '#4d2d00'),
  succeeded: look('#dafbe1', '#1a7f37', '#0f5323'),
  failed: look('#ffebe9', '#cf222e', '#82071e'),
  lost: look('#fbefff', '#8250df', '#512a97'),
  blocked: look('#fff1e5', '#bc4c00', '#762c00'),
  partial: look('#fff8c5', '#bf8700', '#4d2d00'),
  cancelled: look('#eaeef2', '#57606a', '#424a53'),
  skipped: look('#eaeef2', '#8c959f', '#57606a'),
  /** Not a status: what was left out. */
  rest: look('#ffffff', '#ffffff', '#57606a'),
} as const satisfies Record<string, Look>;
export type LookName = keyof typeof looks;

const names: Readonly<Record<TargetStatus | AggregateStatus, LookName>> = {
  PENDING: 'pending',
  QUEUED: 'queued',
  RUNNING: 'running',
  AWAITING_INPUT: 'awaiting',
  SUCCEEDED: 'succeeded',
  FAILED: 'failed',
  LOST: 'lost',
  BLOCKED: 'blocked',
  PARTIAL: 'partial',
  CANCELLED: 'cancelled',
  SKIPPED: 'skipped',
};

export function lookOf(picture: Picture, part: Part): LookName {
  if (part.kind === 'rest') return 'rest';
  return names[part.kind === 'target' ? at(picture.statuses, part.from) : aggregateStatus(countsIn(picture, part))];
}
