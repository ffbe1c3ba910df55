/**
 * The column of each box of a graph: the wave of a target. Where groups are drawn as one box, the waves of the boxes among themselves.
 * Invariant: of an arrow that is kept, the box that is waited for stands to the left.
 * Example: a → b → c with b and c in one box g → a in column 0, g in column 1.
 */
import type { Arrow } from '../../core/picture/arrows.ts';
import { boxesIn, type Box, type Part } from '../../core/picture/parts.ts';

/** Columns of a fleet without dependencies. */
export const plainColumns = 5;

export interface Columns {
  /** By id of the box. */
  readonly of: ReadonlyMap<string, number>;
  /** Those that lead to the right. */
  readonly arrows: readonly Arrow[];
  /** Number of the others: groups that wait for each other's targets cannot be in order. */
  readonly against: number;
}

/** @param waveOf the wave of a target by its ordinal, from 1 */
export function columnsOf(parts: readonly Part[], arrows: readonly Arrow[], waveOf: (ordinal: number) => number): Columns {
  const boxes = boxesIn(parts);
  const of = boxes.every(({ kind }) => kind === 'target')
    ? new Map(boxes.map(({ id, from }) => [id, waveOf(from) - 1]))
    : wavesOfBoxes(boxes, arrows);
  const kept = arrows.filter(({ from, to }) => last(from, of) < first(to, of));
  return { of, arrows: kept, against: arrows.length - kept.length };
}

const columnsIn = (part: Part, of: ReadonlyMap<string, number>): number[] => boxesIn([part]).map(({ id }) => of.get(id) ?? 0);
const first = (part: Part, of: ReadonlyMap<string, number>): number => Math.min(...columnsIn(part, of));
const last = (part: Part, of: ReadonlyMap<string, number>): number => Math.max(...columnsIn(part, of));

/** A box, or an arrow, which stands between the boxes at its ends: so a group of many is not joined with each of many. */
interface Step {
  column: number;
  /** Steps before it that have no column yet. */
  open: number;
  readonly next: Step[];
  readonly length: 0 | 1;
}

/** The longest way to each box. Where boxes go round in a circle, the first of them in the order of the fleet goes first. */
function wavesOfBoxes(boxes: readonly Box[], arrows: readonly Arrow[]): Map<string, number> {
  const steps = new Map(boxes.map(({ id }): [string, Step] => [id, { column: 0, open: 0, next: [], length: 1 }]));
  const stepsIn = (part: Part): Step[] => boxesIn([part]).flatMap(({ id }) => steps.get(id) ?? []);
  for (const { from, to } of arrows) {
    const arrow: Step = { column: 0, open: 0, next: [], length: 0 };
    for (const step of stepsIn(from)) join(step, arrow);
    for (const step of stepsIn(to)) join(arrow, step);
  }
  const left = new Set(steps.values());
  const ready = [...left].filter(({ open }) => open === 0);
  while (left.size > 0) {
    const [circle] = left;
    const step = ready.pop() ?? circle;
    if (step === undefined) break;
    left.delete(step);
    for (const next of step.next) {
      next.open -= 1;
      // One that went first in a circle keeps its column.
      if (next.length === 0 || left.has(next)) next.column = Math.max(next.column, step.column + step.length);
      if (next.open === 0 && (next.length === 0 || left.has(next))) ready.push(next);
    }
  }
  return new Map([...steps].map(([id, { column }]) => [id, column]));
}

function join(before: Step, after: Step): void {
  before.next.push(after);
  after.open += 1;
}
