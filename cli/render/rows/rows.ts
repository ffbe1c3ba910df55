/** Prints a list as `--output` says: as a table, as CSV, or as names. */
import { stripVTControlCharacters } from 'node:util';
import { sealColours, terminalText } from '../../output/paint.ts';
import { fitColumns } from './fit-columns.ts';
import type { View } from '../view.ts';

export interface Column<T> {
  readonly title: string;
  readonly value: (row: T, view: View) => string;
  /** Only `--output wide` and `csv` have this column. */
  readonly wide?: true;
  /** The end of the text that is cut when the table is too wide for the terminal. Other columns are never cut. */
  readonly cut?: 'start' | 'end';
}

export const rowFormats = ['table', 'wide', 'csv', 'name'] as const;
export type RowFormat = (typeof rowFormats)[number];

export interface Rows<T> {
  readonly columns: readonly Column<T>[];
  /** The line that `--output name` prints for a row. */
  readonly name: (row: T) => string;
  /** The text for an empty list. */
  readonly none: string;
}

/** Loads the libraries of tables and CSV only when needed: the one for tables takes half a second. */
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

/** A cell that a spreadsheet would run as a formula gets an apostrophe. Numbers and the dash of an empty cell stay as they are. */
const cell = (text: string) => ({ value: text, escape_formulas: !/^(?:-|[+-]?\d+(?:\.\d+)?)$/.test(text) });

async function renderTable<T>(list: readonly T[], columns: readonly Column<T>[], view: View): Promise<string> {
  const { makeTable } = await import('@oclif/table');
  // Cells are one line of safe text, so that all colours in the finished table come from this product.
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

/** Removes the empty lines and the margin of two columns that the library adds, also between colours. */
const withoutFrame = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/^((?:\u001B\[[\d;]*m)*) ?((?:\u001B\[[\d;]*m)*) ?/, '$1$2').trimEnd())
    .filter((line) => stripVTControlCharacters(line).trim() !== '')
    .join('\n');
