/** The groups of a fleet as a checklist. */
import type { GroupView, TargetView } from '../../../contracts/http/fleet.ts';
import { cutText } from '../cut-text.ts';
import { namesOf, sentenceOf } from './failure-lines.ts';
import { unfinishedStatuses } from '../../../core/fleet.ts';
import { markOfGroup, toneOfMark, type Mark } from '../../../core/picture/status-marks.ts';
import type { View } from '../view.ts';

/** Lines that the status needs for everything except the groups. */
const otherLines = 12;
/** A longer checklist is shortened to the groups that are in progress or have failed. */
const mostLines = 40;
/** A sentence is not cut shorter than this, even in a narrow terminal. */
const shortestSentence = 30;

/** Targets that are shown besides, or told with their group. */
interface Shown {
  readonly failed: readonly TargetView[];
  readonly targets: readonly Pick<TargetView, 'path'>[];
}

interface Line {
  readonly text: string;
  readonly group: GroupView;
  readonly mark: Mark;
}

/**
 * One line per group with its mark, its counts and why targets of it failed; nested groups are indented. Empty for a fleet that was
 * submitted without groups.
 * @param shown the failed targets, or the first of them, and the targets that have lines of their own: a group that is one of them has none
 */
export function groupLines(groups: readonly GroupView[], { failed, targets }: Shown, view: View): string[] {
  if (!hasGroups(groups)) return [];
  const told = new Set(targets.map(({ path }) => path));
  const lines = groups.flatMap((group) => flatten(group, 1)).filter(({ group }) => !isTarget(group) || !told.has(group.path));
  const most = Math.max(1, Math.min(mostLines, view.rows - otherLines));
  const shown = lines.length > most ? lines.filter(({ mark }) => mark === '✗' || mark === '~').slice(0, most) : lines;
  const longest = (texts: readonly string[]): number => Math.max(0, ...texts.map((text) => text.length));
  const widths = [longest(shown.map(({ text }) => text)), longest(shown.map(({ group }) => tally(group.counts)))] as const;
  const written = shown.map((line) => write(line, widths, failed, view));
  return shown.length < lines.length ? [...written, othersLine(lines.filter((line) => !shown.includes(line)))] : written;
}

/** Its repositories share a sandbox. One that waits for an approval has a line, which says so. */
const isTarget = ({ sandbox, approval }: MaybeShared): boolean => sandbox === 'shared' && approval !== 'required';

/** An earlier version of the API answers no sandbox. */
type MaybeShared = Pick<GroupView, 'approval'> & Partial<Pick<GroupView, 'sandbox'>>;

/** True if the fleet was submitted with groups. A plain list of targets is one group `default`. */
export const hasGroups = (groups: readonly GroupView[]): boolean =>
  groups.length > 1 || groups.some((group) => group.groups.length > 0 || group.path !== 'default');

const flatten = (group: GroupView, depth: number): Line[] => [
  { text: `${'  '.repeat(depth)}[?] ${group.path}`, group, mark: markOfGroup(group.status, group.counts) },
  ...group.groups.flatMap((child) => flatten(child, depth + 1)),
];

type Widths = readonly [text: number, tally: number];

function write({ text, group, mark }: Line, widths: Widths, failed: readonly TargetView[], view: View): string {
  const start = `${text.padEnd(widths[0])}  ${tally(group.counts).padEnd(widths[1])}`;
  const parts = [...failures(group, failed, view.columns - start.length), ...rest(group)];
  return `${start}  ${parts.join(' · ')}`.trimEnd().replace('?', view.paint(toneOfMark[mark], mark));
}

function tally(counts: GroupView['counts']): string {
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return `${total - unfinishedStatuses.reduce((sum, status) => sum + counts[status], 0)}/${total}`;
}

/** `2 failed: verifier "test" failed (acme/gateway, acme/ledger)`. Failures of nested groups stand in their own lines. */
function failures({ path, counts }: GroupView, failed: readonly TargetView[], room: number): string[] {
  const count = counts.FAILED + counts.LOST;
  const own = failed.filter(({ group }) => group === path);
  const [first] = own;
  if (count === 0) return [];
  if (first === undefined) return [`${count} failed`];
  const alike = own.filter((target) => sentenceOf(target) === sentenceOf(first));
  const others = own.filter((target) => !alike.includes(target));
  const also = others.length === 0 ? '' : `; also ${namesOf(others)}`;
  const [start, end] = [`${count} failed: `, ` (${namesOf(alike)})${also}`];
  const sentence = cutText(sentenceOf(first), Math.max(shortestSentence, room - start.length - end.length - 2));
  return [`${start}${sentence}${end}`];
}

function rest({ counts, approval }: GroupView): string[] {
  const words = {
    RUNNING: 'running',
    AWAITING_INPUT: 'waiting for input',
    BLOCKED: 'blocked',
    SKIPPED: 'skipped',
    CANCELLED: 'cancelled',
  };
  // The keys of `words` are statuses.
  const some = Object.entries(words).map(([status, word]) => [counts[status as keyof typeof words], word] as const);
  return [
    ...some.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`),
    ...(approval === 'required' && counts.PENDING > 0 ? ['waits for an approval'] : []),
  ];
}

function othersLine(others: readonly Line[]): string {
  const kinds = Map.groupBy(others, ({ mark }) => mark);
  return `  and ${others.length} more groups: ${[...kinds].map(([mark, { length }]) => `${length} [${mark}]`).join(', ')}`;
}
