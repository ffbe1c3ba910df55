/**
 * The texts in a diagram: of a target its mark, name and time, of a group its name and counts (semantics 20).
 * Invariant: a label is one line. It holds any characters; the notation that it is written in makes them harmless.
 * Example: a target → `✓ auth | 2m 34s`; a group → `payments | 12/40 ✓ 1 ✗`.
 */
import { isTerminalTarget, type StatusCounts, type TargetStatus } from '../fleet.ts';
import { at } from '../ledger/ordinals.ts';
import { formatDuration } from '../text/duration.ts';
import { plainLine } from '../text/plain-text.ts';
import { plural } from '../text/plural.ts';
import { nameOfGroup, type Part, type RestBox } from './parts.ts';
import { countsIn, type Facts, type Picture, type TargetFacts } from './picture.ts';
import { markOfStatus, type Mark } from './status-marks.ts';

export interface Label {
  /** Blank: none is shown. */
  readonly mark: Mark;
  readonly name: string;
  /** Time or counts; empty: none. */
  readonly more: string;
}

export function labelOf(picture: Picture, part: Part, { targets, now }: Facts): Label {
  if (part.kind === 'rest') return { mark: ' ', name: restText(part), more: '' };
  if (part.kind !== 'target') {
    return { mark: ' ', name: textOfName(nameOfGroup(part.path)), more: countsText(countsIn(picture, part)) };
  }
  const status = at(picture.statuses, part.from);
  const facts = targets.get(part.from);
  return { mark: markOfStatus(status), name: textOfName(facts?.name ?? `#${part.from}`), more: timeOf(status, facts, now) };
}

/** A name or a title as one line of whole characters. */
export const textOfName = (text: string): string => plainLine(text.toWellFormed());

/** The duration of an attempt that has ended, or the time since the start of one that runs; else empty. */
export function timeOf(status: TargetStatus, facts: TargetFacts | undefined, now: number): string {
  if (!facts) return '';
  if (facts.durationS !== null) return formatDuration(facts.durationS * 1_000);
  const runs = status === 'RUNNING' || status === 'AWAITING_INPUT';
  return runs && facts.startedAt !== null ? formatDuration(now - facts.startedAt) : '';
}

/** `12/40 ✓ 1 ✗ 3 ~`: 12 of 40 succeeded, one failed, three are in progress. */
function countsText(counts: StatusCounts): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const bad = counts.FAILED + counts.LOST + counts.BLOCKED;
  const busy = counts.QUEUED + counts.RUNNING + counts.AWAITING_INPUT;
  return [`${counts.SUCCEEDED}/${total} ✓`, ...(bad > 0 ? [`${bad} ✗`] : []), ...(busy > 0 ? [`${busy} ~`] : [])].join(' ');
}

/** `… 2800 more targets`, `… 12 more groups` */
export const restText = ({ from, to, groups }: RestBox): string =>
  groups > 0 ? `… ${plural(groups, 'more group')}` : `… ${plural(to - from, 'more target')}`;

/** `… 20 more dependencies are not drawn` */
export const arrowsLeftOutText = ({ arrowsLeftOut }: Picture): string =>
  `… ${arrowsLeftOut} more ${arrowsLeftOut === 1 ? 'dependency is' : 'dependencies are'} not drawn`;

/** The title of a diagram: `Migrate to slog: RUNNING, 5/12 done`. */
export function titleOf({ title, status, statuses }: Pick<Picture, 'title' | 'status' | 'statuses'>): string {
  const done = statuses.filter(isTerminalTarget).length;
  return `${textOfName(title)}: ${status}, ${done}/${statuses.length} done`;
}
