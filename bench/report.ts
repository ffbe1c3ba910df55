/** Figures as a table for people and as lines of JSON for programs. */
import type { Figure, Measured } from './figure.ts';
import { median, spreadPercent } from './statistics.ts';

const shown = (value: number): string => (value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString());

export const jsonLine = ({ name, unit }: Figure, { samples }: Measured): string =>
  JSON.stringify({ name, value: median(samples), unit, samples });

const headings = ['FIGURE', 'MEDIAN', 'UNIT', 'BOUND', '', 'SPREAD', 'SAMPLES', 'WHAT'];

/** Columns, then the notes. */
export function table(rows: readonly (readonly [Figure, Measured])[]): string {
  const cells = [headings, ...rows.map(([figure, measured]) => rowOf(figure, measured))];
  const widths = headings.map((_heading, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const notes = rows.flatMap(([{ name }, { notes: own = [] }]) => own.map((note) => `  ${name}: ${note}`));
  return [...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

function rowOf({ name, unit, bound, what }: Figure, { samples }: Measured): string[] {
  const value = median(samples);
  const verdict = value <= bound ? 'within' : `missed by ${shown((value / bound - 1) * 100)} %`;
  const spread = samples.length > 1 ? `±${shown(spreadPercent(samples))} %` : '';
  return [name, shown(value), unit, `≤ ${bound}`, verdict, spread, String(samples.length), what];
}
