/** Reads a repos file in CSV. The header names the column `repo`; each other column becomes a variable of the target. */
import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod';
import { isMapKey } from '../../contracts/fields.ts';
import { type LineError, partEntries, type RawEntries, type RawEntry } from './raw-entry.ts';

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

const parsedRows = z.array(z.object({ record: z.array(z.string()), raw: z.string(), info: z.object({ lines: z.number() }) }));

export function readCsv(content: string): RawEntries {
  const rows = readRows(content);
  if (!Array.isArray(rows)) return { entries: [], errors: [rows] };
  const [header, ...body] = rows;
  if (!header) return { entries: [], errors: [] };
  const names = header.cells.map((cell) => (cell.toLowerCase() === 'repo' ? 'repo' : cell));
  const errors = headerErrors(names, header.line);
  return errors.length > 0 ? { entries: [], errors } : partEntries(body.map((row) => entryOfRow(row, names)));
}

function readRows(content: string): Row[] | LineError {
  const options = { info: true, raw: true, trim: true, skip_empty_lines: true, relax_column_count: true } as const;
  try {
    const rows = parsedRows.parse(parse(content, { ...options, comment: '#', comment_no_infix: true }));
    return rows.map(({ record, raw, info }) => ({ line: startOf(raw, info.lines), cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { line: lineOf(error), message: `this is no CSV: ${error.message}` };
  }
}

/** The parser knows the line where a record ends; a quoted cell may span several lines. */
const startOf = (raw: string, endLine: number): number => endLine - (raw.trim().match(/\r\n|\n|\r/g)?.length ?? 0);

const lineOf = (error: CsvError): number => (typeof error['lines'] === 'number' ? error['lines'] : 1);

function headerErrors(names: readonly string[], line: number): LineError[] {
  if (!names.includes('repo')) {
    return [{ line, message: 'the header has no column "repo": start the file with a line like repo,team' }];
  }
  const twice = names.filter((name, index) => names.indexOf(name) !== index);
  const bad = names.filter((name) => !isMapKey(name));
  return [
    ...twice.map((name) => ({ line, message: `the header has the column "${name}" twice` })),
    ...bad.map((name) => ({
      line,
      message: `"${name}" cannot be the name of a variable: use up to 64 letters, digits and _ (not __proto__)`,
    })),
  ];
}

function entryOfRow({ line, cells }: Row, names: readonly string[]): RawEntry | LineError {
  if (cells.length > names.length) {
    return {
      line,
      message: `this line has ${cells.length} cells but the header has ${names.length}: put cells with a comma in quotes`,
    };
  }
  const named = names.map((name, index) => [name, cells[index] ?? ''] as const);
  const repo = cells[names.indexOf('repo')] ?? '';
  return { line, repo, vars: Object.fromEntries(named.filter(([name]) => name !== 'repo')) };
}
