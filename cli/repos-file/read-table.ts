/** Reads a file with repositories, in the format that its name or its content tells: plain text, CSV, JSON or YAML. */
import { csvRows } from './csv-rows.ts';
import { lineRows } from './line-rows.ts';
import type { RawTable } from './raw-table.ts';
import { yamlRows } from './yaml-rows.ts';

const readers = { txt: lineRows, csv: csvRows, yaml: yamlRows } satisfies Record<
  string,
  (content: string, nameOf: (column: string) => string) => RawTable
>;

export interface TableFormat {
  /** The name of a column by what the file calls it. */
  readonly nameOf: (column: string) => string;
  /** A text whose first line has one of these columns is a CSV. */
  readonly first: readonly string[];
}

/** @param name the file's name: its ending decides the format; without a known ending (`-`) the content does */
export function readTable(name: string, content: string, format: TableFormat): RawTable {
  const text = content.replace(/^\uFEFF/, '');
  return readers[formatOf(name) ?? sniff(text, format)](text, format.nameOf);
}

function formatOf(name: string): keyof typeof readers | undefined {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase();
  if (ending === 'csv') return 'csv';
  if (ending === 'json' || ending === 'yaml' || ending === 'yml') return 'yaml';
  return ending === 'txt' ? 'txt' : undefined;
}

function sniff(text: string, { nameOf, first: columns }: TableFormat): keyof typeof readers {
  const first = text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#'));
  if (first === undefined) return 'txt';
  if (/^(\[|\{|- |---)/.test(first)) return 'yaml';
  const names = first.split(',').map((cell) => nameOf(cell.trim().replace(/^"(.*)"$/, '$1')));
  return names.some((name) => columns.includes(name)) ? 'csv' : 'txt';
}
