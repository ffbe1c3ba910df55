/** What a decision about a review is for, as it is shown before it is asked whether to go on. */
import type { TargetView } from '../../../contracts/http/fleet.ts';
import { plural } from '../../../core/text/plural.ts';
import { changeText } from '../change-text.ts';
import { cutText } from '../cut-text.ts';
import type { View } from '../view.ts';

type Reviewed = Pick<TargetView, 'path' | 'change'>;

const mostChanges = 10;
const mostNames = 3;

/**
 * One line per change, those of the most targets first: how many made it, how large it is, the hash that names it, and which targets they are. Then how one of them is
 * looked at.
 */
export function reviewLines(reviewed: readonly Reviewed[], fleetId: string, view: Pick<View, 'columns'>): string[] {
  const groups = [...Map.groupBy(reviewed, ({ change }) => change?.hash ?? '')]
    .map(([, targets]) => targets)
    .sort((one, other) => other.length - one.length);
  const rows = groups
    .slice(0, mostChanges)
    .map((targets) => [plural(targets.length, 'target'), statOf(targets), hashOf(targets)] as const);
  const [counts, stats, hashes] = [0, 1, 2].map((column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  const lines = rows.map(([count, stat, hash], at) =>
    cutText(
      `  ${count.padStart(counts ?? 0)}  ${stat.padEnd(stats ?? 0)}  ${hash.padEnd(hashes ?? 0)}  ${namesOf(groups[at] ?? [])}`,
      view.columns,
    ),
  );
  const more = groups.length - lines.length;
  const example = groups[0]?.[0]?.path ?? 'TARGET';
  return [
    `${plural(reviewed.length, 'target')} ${reviewed.length === 1 ? 'waits' : 'wait'} for a review, with ${plural(groups.length, 'change')}:`,
    ...lines,
    ...(more > 0 ? [`  and ${plural(more, 'more change')}`] : []),
    `To see one: bgagent fleet diff ${fleetId} ${example}`,
  ];
}

const statOf = ([first]: readonly Reviewed[]): string => (first?.change ? changeText(first.change) : 'not known');

/** As many digits as --change-group needs at least. */
const hashOf = ([first]: readonly Reviewed[]): string => first?.change?.hash.slice(0, 8) ?? '';

function namesOf(targets: readonly Reviewed[]): string {
  const names = targets.slice(0, mostNames).map(({ path }) => path);
  return [...names, ...(targets.length > names.length ? [`${targets.length - names.length} more`] : [])].join(', ');
}

/** Example: `Not with this change any more: pay (3 files +4 −1)`. Empty where there are none. */
export function leftLines(left: readonly Reviewed[], view: Pick<View, 'columns'>): string[] {
  if (left.length === 0) return [];
  const named = left.slice(0, mostNames).map(({ path, change }) => `${path} (${change ? changeText(change) : 'not known'})`);
  const more = left.length > named.length ? `, ${left.length - named.length} more` : '';
  return [cutText(`Not with this change any more, and left out: ${named.join(', ')}${more}`, view.columns)];
}
