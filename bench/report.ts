/** Figures as a table for people and as lines of JSON for programs. */
import type { Figure, Measured } from './figure.ts';
import { median, spreadPercent } from './statistics.ts';

const shown = (value: number): string => (value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString());

export const jsonLine = ({ name, unit }: Figure, { samples }: Measured): string =>
  JSON.stringify({ name, value: samples.length === 0 ? null : median(samples), unit, samples });

const headings = ['FIGURE', 'MEDIAN', 'UNIT', 'BOUND', '', 'SPREAD', 'SAMPLES', 'WHAT'];

/** The table, then the notes. The spread is half the distance between the smallest and the largest sample, in percent of the median. */
export function table(rows: readonly (readonly [Figure, Measured])[]): string {
  const lines = inColumns([headings, ...rows.map(([figure, measured]) => rowOf(figure, measured))]);
  const notes = rows.flatMap(([{ name }, { notes: own = [] }]) => own.map((note) => `  ${name}: ${note}`));
  return [...lines, ...(notes.length > 0 ? ['', ...notes] : [])].join('\n');
}

/** The text for --list. */
export const list = (figures: readonly Figure[]): string =>
  inColumns(figures.map((figure) => [figure.name, boundOf(figure), figure.unit, figure.what])).join('\n');

function inColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_cell, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

const boundOf = ({ bound }: Figure): string => (bound === undefined ? '' : `≤ ${bound}`);

function verdictOn(value: number, bound: number | undefined): string {
  if (bound === undefined) return '';
  return value <= bound ? 'within' : `missed by ${shown((value / bound - 1) * 100)} %`;
}

function rowOf(figure: Figure, { samples }: Measured): string[] {
  if (samples.length === 0) return [figure.name, '-', figure.unit, boundOf(figure), 'not measured', '', '0', figure.what];
  const value = median(samples);
  const spread = samples.length > 1 ? `±${shown(spreadPercent(samples))} %` : '';
  const { name, unit, bound, what } = figure;
  return [name, shown(value), unit, boundOf(figure), verdictOn(value, bound), spread, String(samples.length), what];
}
