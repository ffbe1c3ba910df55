/** Reads the rows of a CSV, whose first line names the columns. */
import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod';
import { type LineError, partErrors, type RawRow, type RawTable } from './raw-table.ts';

interface Line {
  readonly line: number;
  readonly cells: readonly string[];
}

const parsedRows = z.array(z.object({ record: z.array(z.string()), raw: z.string(), info: z.object({ lines: z.number() }) }));

/** @param nameOf the name of a column by what the header says */
export function csvRows(content: string, nameOf: (column: string) => string): RawTable {
  const lines = readLines(content);
  if (!Array.isArray(lines)) return { rows: [], errors: [lines] };
  const [first, ...body] = lines;
  if (!first) return { rows: [], errors: [] };
  const names = first.cells.map(nameOf);
  const { read, errors } = partErrors(body.map((line) => rowOf(line, names)));
  return { header: { line: first.line, names }, rows: read, errors };
}

function readLines(content: string): Line[] | LineError {
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

/** A cell that the line does not have is empty. */
function rowOf({ line, cells }: Line, names: readonly string[]): RawRow | LineError {
  if (cells.length > names.length) {
    return {
      line,
      message: `this line has ${cells.length} cells but the header has ${names.length}: put cells with a comma in quotes`,
    };
  }
  return { line, cells: new Map(names.map((name, index) => [name, { value: cells[index] ?? '', line }])) };
}
