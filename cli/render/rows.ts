import type { View } from './view.ts';

/** One column of a list; `wide` ones are left out of `table`. */
export interface Column<T> {
  readonly title: string;
  readonly value: (row: T, view: View) => string;
  readonly wide?: true;
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
  return await renderTable(list, format === 'wide' ? rows.columns : rows.columns.filter(({ wide }) => !wide), view);
}

async function renderCsv<T>(list: readonly T[], columns: readonly Column<T>[], view: View): Promise<string> {
  const { stringify } = await import('csv-stringify/sync');
  const cells = list.map((row) => columns.map(({ value }) => value(row, view)));
  return stringify([columns.map(({ title }) => title.toLowerCase()), ...cells]);
}

async function renderTable<T>(list: readonly T[], columns: readonly Column<T>[], view: View): Promise<string> {
  const { makeTable } = await import('@oclif/table');
  const text = makeTable({
    data: list.map((row) => Object.fromEntries(columns.map(({ title, value }) => [title, value(row, view)]))),
    columns: columns.map(({ title }) => ({ key: title, name: title })),
    borderStyle: 'none',
    headerOptions: view.terminal ? { bold: true, formatter: (title: string) => title } : { formatter: (title: string) => title },
    noStyle: !view.terminal,
    overflow: 'truncate',
    padding: 1,
    maxWidth: view.terminal ? view.columns : 'none',
  });
  return withoutFrame(text);
}

/** The table comes with empty lines around it and a margin. */
const withoutFrame = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(/^ {1,2}/, '').trimEnd())
    .filter((line) => line !== '')
    .join('\n');
