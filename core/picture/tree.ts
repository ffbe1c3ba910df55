/**
 * A picture as a tree of text (semantics 20): groups as a checklist, targets with their time, and what each of them needs.
 * Invariant: no line is wider than asked for. Lines are cut, never wrapped.
 * Example: `[~] app       running 1/3` above `    ✗ web   blocked      because lib/a failed`.
 */
import { endWords, type StatusCounts, type TargetStatus } from '../fleet.ts';
import { aggregateStatus } from '../ledger/aggregate.ts';
import { at } from '../ledger/ordinals.ts';
import { cutToWidth, fillToWidth, textWidth } from '../text/text-width.ts';
import type { Arrow } from './arrows.ts';
import { arrowsLeftOutText, restText, textOfName, timeOf, titleOf } from './labels.ts';
import { boxesIn, nameOfGroup, type Frame, type GroupBox, type Part } from './parts.ts';
import { countsIn, type Facts, type Picture, type TargetFacts } from './picture.ts';
import { markOfGroup, markOfStatus, statusWords, toneOfMark, type Mark, type Tone } from './status-marks.ts';

export interface TreeFacts extends TargetFacts {
  readonly path: string;
  /** The target that blocks it, and its status; null: none does. */
  readonly blockedBy: { readonly path: string; readonly status: TargetStatus } | null;
}

/** The terminal: its width in columns, Infinity for a file, and how it colours. */
export interface TreeView {
  readonly columns: number;
  readonly paint: (tone: Tone, text: string) => string;
}

interface Line {
  readonly indent: string;
  readonly mark: Mark;
  readonly isGroup: boolean;
  readonly name: string;
  readonly state: string;
  readonly note: string;
}

/** A name takes at most this share of the width, but not less than this number of columns. */
const nameShare = 0.45;
const leastName = 14;
/** A narrower terminal has no aligned columns, and half the indent: so there is room for what a target needs. */
const narrow = 60;

/** Lines without the line end of the last. */
export function drawTree(picture: Picture, facts: Facts<TreeFacts>, view: TreeView): string {
  const needs = Map.groupBy(picture.arrows, ({ to }) => to.id);
  const step = view.columns < narrow ? '  ' : '    ';
  const lines = picture.parts.flatMap((part) => linesOf({ picture, facts, needs, step }, part, ''));
  const widest = Math.max(0, ...lines.map(({ indent, isGroup, name }) => indent.length + (isGroup ? 4 : 2) + textWidth(name)));
  const columns = [
    Math.min(widest, Math.max(leastName, Math.floor(view.columns * nameShare))),
    Math.max(0, ...lines.map(({ state }) => state.length)),
  ] as const;
  return [titleOf(picture), ...lines.map((line) => ({ line, columns })), ...footLines(picture)]
    .map((line) => (typeof line === 'string' ? cutToWidth(line, view.columns) : write(line.line, line.columns, view)))
    .join('\n');
}

interface Tree {
  readonly picture: Picture;
  readonly facts: Facts<TreeFacts>;
  /** Arrows by the id of the part that waits. */
  readonly needs: ReadonlyMap<string, readonly Arrow[]>;
  /** Indent of what is in a group. */
  readonly step: string;
}

function linesOf(tree: Tree, part: Part, indent: string): Line[] {
  switch (part.kind) {
    case 'rest':
      return [{ indent, mark: ' ', isGroup: false, name: restText(part), state: '', note: '' }];
    case 'target':
      return [targetLine(tree, part, indent)];
    case 'group':
      return [groupLine(tree, part, indent)];
    case 'frame':
      return [groupLine(tree, part, indent), ...part.parts.flatMap((each) => linesOf(tree, each, `${indent}${tree.step}`))];
  }
}

function targetLine(tree: Tree, part: Part, indent: string): Line {
  const status = at(tree.picture.statuses, part.from);
  const facts = tree.facts.targets.get(part.from);
  const state = [statusWords[status], timeOf(status, facts, tree.facts.now)].join(' ').trimEnd();
  const note = status === 'BLOCKED' ? blockedText(tree, part.from) : needsText(tree, part);
  return { indent, mark: markOfStatus(status), isGroup: false, name: textOfName(facts?.name ?? `#${part.from}`), state, note };
}

function groupLine(tree: Tree, part: Frame | GroupBox, indent: string): Line {
  const counts = countsIn(tree.picture, part);
  const status = aggregateStatus(counts);
  const state = `${status.toLowerCase()} ${doneText(counts, part.to - part.from)}`;
  const note = [...unwelcome(counts), needsText(tree, part)].filter((text) => text !== '').join(' · ');
  return { indent, mark: markOfGroup(status, counts), isGroup: true, name: textOfName(nameOfGroup(part.path)), state, note };
}

const doneText = (counts: StatusCounts, total: number): string =>
  `${total - counts.PENDING - counts.QUEUED - counts.RUNNING - counts.AWAITING_INPUT}/${total}`;

/** `2 failed`, `1 blocked` */
const unwelcome = (counts: StatusCounts): string[] =>
  (['FAILED', 'LOST', 'BLOCKED', 'CANCELLED', 'SKIPPED'] as const)
    .filter((status) => counts[status] > 0)
    .map((status) => `${counts[status]} ${statusWords[status]}`);

/** `needs ✓ lib/a, lib/b (optional)`: a mark tells what became of a dependency that has started. */
function needsText({ picture, facts, needs }: Tree, part: Part): string {
  const texts = (needs.get(part.id) ?? []).map(({ from, optional }) => {
    const mark = from.kind === 'rest' ? ' ' : markOf(picture, from);
    return `${mark} ${pathOf(facts, from)}${optional ? ' (optional)' : ''}`.trimStart();
  });
  return texts.length === 0 ? '' : `needs ${texts.join(', ')}`;
}

function markOf(picture: Picture, part: Part): Mark {
  const counts = countsIn(picture, part);
  return part.kind === 'target' ? markOfStatus(at(picture.statuses, part.from)) : markOfGroup(aggregateStatus(counts), counts);
}

function pathOf({ targets }: Facts<TreeFacts>, part: Part): string {
  if (part.kind === 'rest') return restText(part);
  return textOfName(part.kind === 'target' ? (targets.get(part.from)?.path ?? `#${part.from}`) : part.path);
}

/** `because lib/a failed` */
function blockedText({ facts: { targets } }: Tree, ordinal: number): string {
  const blocker = targets.get(ordinal)?.blockedBy ?? null;
  return blocker === null ? '' : `because ${textOfName(blocker.path)} ${endWords[blocker.status]}`;
}

function write(line: Line, [names, states]: readonly [number, number], { columns, paint }: TreeView): string {
  const { indent, mark, isGroup, name, state, note } = line;
  const before = isGroup ? `${indent}[` : indent;
  const after = isGroup ? '] ' : ' ';
  const room = Math.max(1, names - before.length - 1 - after.length);
  const shownName = cutToWidth(name, room, 'start');
  const cells =
    columns < narrow
      ? [shownName, state, note].filter((text) => text !== '')
      : [fillToWidth(shownName, room), state.padEnd(states), note];
  const whole = cutToWidth(`${before}${mark}${after}${cells.join('  ')}`.trimEnd(), columns);
  // Where the mark itself was cut off, another character is in its place.
  if (mark === ' ' || whole.charAt(before.length) !== mark) return whole;
  return `${whole.slice(0, before.length)}${paint(toneOfMark[mark], mark)}${whole.slice(before.length + 1)}`;
}

function footLines(picture: Picture): string[] {
  const folded = boxesIn(picture.parts).some(({ kind }) => kind === 'group');
  return [
    ...(picture.arrowsLeftOut > 0 ? [arrowsLeftOutText(picture)] : []),
    ...(folded ? ['To see what is in a group: --expand PATH'] : []),
  ];
}
