/** How a group stands, as a sign and in words. */
import { unfinishedStatuses, type StatusCounts } from '../../core/fleet.ts';
import { toneOfMark, type Mark, type Tone } from '../../core/picture/status-marks.ts';

interface Sign {
  readonly sign: string;
  readonly tone: Tone;
  /** For those who do not see it. */
  readonly says: string;
}

const sign = (mark: Mark, shown: string, says: string): Sign => ({ sign: shown, tone: toneOfMark[mark], says });

export const signs: Readonly<Record<Mark, Sign>> = {
  '✓': sign('✓', '✓', 'succeeded:'),
  '✗': sign('✗', '✗', 'failed:'),
  '~': sign('~', '◐', 'in progress:'),
  '-': sign('-', '–', 'not run:'),
  ' ': sign(' ', '○', 'not started:'),
};

export function finishedOf(counts: StatusCounts): { readonly finished: number; readonly total: number } {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return { finished: total - unfinishedStatuses.reduce((sum, status) => sum + counts[status], 0), total };
}
