/** Targets in groups, as `fleet diff --groups` and `fleet failures` print them. */
import type { ChangeGroupView, FailureGroupView } from '../../../contracts/http/groups.ts';
import type { Totals } from '../../../contracts/http/paging.ts';
import { plainLine } from '../../../core/text/plain-text.ts';
import { plural } from '../../../core/text/plural.ts';
import { changeText } from '../change-text.ts';
import { cutText, joinWrapped } from '../cut-text.ts';
import type { View } from '../view.ts';

interface Shown<T> {
  readonly groups: readonly T[];
  readonly totals: Totals;
  /** The fleet as the next commands name it. */
  readonly fleet: string;
}

/** Digits of a hash that a person compares. */
const shortHash = 8;

/** Example of a line: `1  188 targets  3 files +40 −12  9f86d081  188 wait  for example backend/auth`. */
export function changeGroupsText({ groups, totals, fleet }: Shown<ChangeGroupView>, view: View): string {
  const [first] = groups;
  if (first === undefined) return 'No target has a change that is known.';
  const waits = (waiting: number): string => (waiting === 0 ? '' : waiting === 1 ? '1 waits' : `${waiting} wait`);
  const isWaiting = (totals.waiting ?? 0) > 0;
  const rows = groups.map(({ number, count, change, hash, waiting, example }) => [
    ...[String(number), plural(count, 'target'), changeText(change), hash.slice(0, shortHash)],
    ...(isWaiting ? [waits(waiting)] : []),
    (count === 1 ? '' : 'for example ') + plainLine(example),
  ]);
  const next = [
    `bgagent fleet diff ${fleet} ${first.example}`,
    ...(isWaiting ? [`fleet approve ${fleet} --change-group 1`] : []),
    `fleet targets ${fleet} --change-group 1`,
  ];
  return [
    changesSentence(totals),
    ...aligned(rows, view),
    ...moreLine(groups, totals),
    ...(isWaiting ? [waitingSentence(totals)] : []),
    view.paint('faint', joinWrapped('Next: ', next, view.columns)),
  ].join('\n');
}

const waitingSentence = ({ waiting = 0 }: Totals): string =>
  `${plural(waiting, 'target')} ${waiting === 1 ? 'waits' : 'wait'} for a review.`;

function changesSentence({ groups, targets }: Totals): string {
  if (targets === 1) return '1 target has a change:';
  return groups === 1 ? `${targets} targets have the same change:` : `${targets} targets have ${groups} different changes:`;
}

/** The columns are as wide as their longest text; numbers and counts stand at the right. */
function aligned(rows: readonly (readonly string[])[], view: View): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const cellOf = (text: string, column: number): string => {
    const width = widths[column] ?? 0;
    return column < 2 ? text.padStart(width) : text.padEnd(width);
  };
  return rows.map((row) => cutText(`  ${row.map(cellOf).join('  ')}`.trimEnd(), view.columns));
}

const moreLine = (groups: readonly unknown[], totals: Totals): string[] => {
  const more = totals.groups - groups.length;
  return more > 0 ? [`  and ${plural(more, 'more group')}: give --limit to see them`] : [];
};

/** Paths that a group of failures names. */
const mostNames = 3;
/** Lines of what its first target failed with. */
const mostEvidence = 4;

export function failureGroupsText({ groups, totals, fleet }: Shown<FailureGroupView>, view: View): string {
  const [first] = groups;
  if (first === undefined) return 'No target has failed.';
  const next = [
    `bgagent fleet logs ${fleet} ${first.example}`,
    `fleet targets ${fleet} --failure-group 1`,
    `fleet retry ${fleet} --failure-group 1 --hint "TEXT"`,
  ];
  const width = String(groups.at(-1)?.number ?? 1).length;
  return [
    failuresSentence(totals),
    ...groups.flatMap((group) => failureLines(group, width, view)),
    ...moreLine(groups, totals),
    view.paint('faint', joinWrapped('Next: ', next, view.columns)),
  ].join('\n');
}

function failuresSentence({ groups, targets }: Totals): string {
  if (targets === 1) return '1 target has failed:';
  return groups === 1
    ? `${targets} targets have failed for the same reason:`
    : `${targets} targets have failed for ${groups} reasons:`;
}

/** What the group is; the line that says most; the last lines of its first target, where they say more; and some of its targets. */
function failureLines(group: FailureGroupView, width: number, view: View): string[] {
  const { number, count, code, verifier, class: failureClass, signature, retryable, summary, evidence, targets } = group;
  const indent = ' '.repeat(width + 4);
  const parts = [
    view.paint('bad', plural(count, 'target')),
    `${failureClass} ${code}`,
    ...(verifier === null ? [] : [`verifier "${plainLine(verifier)}"`]),
    ...(retryable ? ['may work later'] : []),
    signature.slice(0, shortHash),
  ];
  const lines = evidence.split('\n').map((line) => plainLine(line).trimEnd());
  const shown = lines.filter((line) => line.trim() !== '').slice(-mostEvidence);
  const said = shown.some((line) => line.trim() === plainLine(summary).trim()) ? shown : [summary, ...shown];
  const names = targets.slice(0, mostNames).map(plainLine);
  const more = count > names.length ? [`${count - names.length} more`] : [];
  return [
    `  ${String(number).padStart(width)}  ${parts.join(' · ')}`,
    ...said.map((line) => cutText(`${indent}${plainLine(line)}`, view.columns)),
    view.paint('faint', cutText(`${indent}${[...names, ...more].join(', ')}`, view.columns)),
  ];
}
