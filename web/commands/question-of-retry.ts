/** What a retry would do. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { isPaused, isTerminalFleet } from '../../core/fleet.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { plural } from '../../core/text/plural.ts';
import type { AskedOf } from './asked.ts';
import { numbersOf } from './numbers.ts';
import { costSentence } from './phrases.ts';

type Retry = AskedOf<'retry' | 'retry-and-continue'>;

/** How many targets it is asked for. */
export function retriedCount(fleet: FleetView, { targets, failureGroup, only }: Retry): number {
  if (targets !== undefined) return targets.length;
  if (failureGroup !== undefined) return failureGroup.count;
  const { counts } = fleet.progress;
  if (only === 'cancelled') return counts.CANCELLED;
  if (only === 'skipped') return counts.SKIPPED;
  return only === 'lost' ? counts.LOST : numbersOf(fleet).failed;
}

export function retryTitle(fleet: FleetView, asked: Retry): string {
  const count = retriedCount(fleet, asked);
  const [only] = asked.targets ?? [];
  if (only !== undefined && count === 1) return `Retry ${only}?`;
  if (asked.targets !== undefined || asked.failureGroup !== undefined) return `Retry ${plural(count, 'target')}?`;
  return `Retry ${theTargets(count, asked.only ?? 'failed')}?`;
}

/** Example: `the 3 failed targets`. */
export const theTargets = (count: number, how: string): string =>
  count === 1 ? `the ${how} target` : `the ${count} ${how} targets`;

export function retrySentences(fleet: FleetView, asked: Retry): string[] {
  const count = retriedCount(fleet, asked);
  const { failureGroup, targets } = asked;
  return [
    ...(failureGroup === undefined ? [] : [`They failed with: ${plainLine(failureGroup.headline)}`]),
    `${count === 1 ? 'It gets' : `Each of the ${count} gets`} a new attempt on the same branch and pull request, from what was frozen at submit. Earlier attempts stay.`,
    ...(targets === undefined ? [] : ['One that cannot be retried is left as it is, and listed.']),
    ...(fleet.progress.counts.BLOCKED > 0 ? ['Targets that are blocked only by them wait again.'] : []),
    ...whenSentences(fleet),
    costSentence(fleet),
  ];
}

function whenSentences({ status, generation }: FleetView): string[] {
  if (isTerminalFleet(status)) return [`This opens the fleet again, as generation ${generation + 1}.`];
  return isPaused(status) ? ['The fleet stays paused: they start when it is continued.'] : [];
}
