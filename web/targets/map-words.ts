/** What the map of a fleet's targets says in words, for those who do not see it. */
import { countStatuses, type TargetStatus } from '../../core/fleet.ts';
import type { GroupView } from '../../contracts/http/fleet.ts';
import { barOrder, targetWords } from '../words/status-words.ts';
import { allGroups } from '../words/all-groups.ts';

/** Example: `10,000 targets: 9,000 succeeded, 1,000 failed`. */
export function mapWords(statuses: readonly TargetStatus[]): string {
  const counts = countStatuses(statuses);
  const some = barOrder.filter((status) => counts[status] > 0);
  const words = some.map((status) => `${counts[status].toLocaleString('en-US')} ${targetWords[status].toLowerCase()}`);
  return `${statuses.length.toLocaleString('en-US')} targets: ${words.join(', ')}`;
}

/** Example: `4,200, failed, in payments/core`. */
export function cellWords(ordinal: number, status: TargetStatus, groups: readonly GroupView[]): string {
  const group = allGroups(groups).findLast(({ from, to }) => ordinal >= from && ordinal < to);
  const where = group === undefined ? '' : `, in ${group.path}`;
  return `${ordinal.toLocaleString('en-US')}, ${targetWords[status].toLowerCase()}${where}`;
}
