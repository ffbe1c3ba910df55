/** The mark and the colour of a target's status. */
import type { TargetView } from '../../contracts/http/fleet.ts';
import type { Style } from '../output/paint.ts';

export function styleOfStatus(status: TargetView['status']): Style {
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
export function markOfStatus(status: TargetView['status']): string {
  switch (styleOfStatus(status)) {
    case 'good':
      return '✓';
    case 'bad':
      return '✗';
    case 'busy':
      return '~';
    case 'faint':
    case 'strong':
      return status === 'PENDING' ? ' ' : '-';
  }
}
