import { stripVTControlCharacters } from 'node:util';
import { sealColours, terminalText } from '../../output/paint.ts';
import { fitColumns } from './fit-columns.ts';
import type { View } from '../view.ts';

/** One column of a list; `wide` ones are left out of `table`. */
export interface Column<T> {
  readonly title: string;
  readonly value: (row: T, view: View) => string;
  readonly wide?: true;
  /** Where a table is too wide for the terminal, this column gives way, and which end of its text is cut. */
  readonly cut?: 'start' | 'end';
}

export const rowFormats = ['table', 'wide', 'csv', 'name'] as const;
export type RowFormat = (typeof rowFormats)[number];

export interface Rows<T> {
  readonly columns: readonly Column<T>[];
  /** What `--output name` prints for a row. */
  readonly name: (row: T) => string;
  /** Said where there are none. */
  readonly none: string;
}

/** A list as `--output` asks for it. The libraries are loaded when they are needed: a table takes half a second to load. */
export async function renderRows<T>(list: readonly T[], rows: Rows<T>, format: RowFormat, view: View): Promise<string> {
  if (format === 'name') return list.map((row) => `${rows.name(row)}\n`).join('');
  if (format === 'csv') return await renderCsv(list, rows.columns, view);
  if (list.length === 0) return rows.none;
  if (format === 'wide') return await renderTable(list, rows.columns, { ...view, columns: Infinity });
  return await renderTable(
    list,
    rows.columns.filter(({ wide }) => !wide),
    view,
  );
}

async function renderCsv<T>(list: readonly T[], columns: readonly Column<T>[], view: View): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  const cells = list.map((row) => columns.map(({ value }) => value(row, view)));
  return stringify([columns.map(({ title }) => title.toLowerCase()), ...cells], {
    escape_formulas: true,
    cast: { string: cell },
  });
}

/** What a spreadsheet would take for a formula gets an apostrophe; a number, and the dash of an empty cell, are none. */
const cell = (text: string) => ({ value: text, escape_formulas: !/^(?:-|[+-]?\d+(?:\.\d+)?)$/.test(text) });

async function renderTable<T>(list: readonly T[], columns: readonly Column<T>[], view: View): Promise<string> {
  const { makeTable } = await import('@oclif/table');
  // A cell is one line; what it holds of others is only text from here on, so that all colours of the table are ours.
  const cells = list.map((row) => columns.map(({ value }) => terminalText(value(row, view)).replaceAll(/[\n\t]+/g, ' ')));
  const fitted = fitColumns(columns, cells, view.columns);
  const text = makeTable({
    data: fitted.map((row) => Object.fromEntries(columns.map(({ title }, index) => [title, row[index] ?? '']))),
    columns: columns.map(({ title }) => ({ key: title, name: title })),
    borderStyle: 'none',
    headerOptions: { bold: view.coloured, color: 'reset', formatter: (title: string) => title },
    noStyle: !view.coloured,
    padding: 1,
    maxWidth: 'none',
  });
  return sealColours(withoutFrame(text));
}

/** The table comes with empty lines around it and a margin of two, with colours in between. */
const withoutFrame = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/^((?:\u001B\[[\d;]*m)*) ?((?:\u001B\[[\d;]*m)*) ?/, '$1$2').trimEnd())
    .filter((line) => stripVTControlCharacters(line).trim() !== '')
    .join('\n');
