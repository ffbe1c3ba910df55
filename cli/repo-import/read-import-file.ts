/**
 * Reads a file with repositories to be onboarded: CSV, YAML, JSON or plain text. Nothing is thrown: each row that cannot be read
 * becomes an error with its line number, so that all of them can be shown at once.
 */
import { isDeepStrictEqual } from 'node:util';
import { type LineError, type RawTable, repeatedColumns } from '../repos-file/raw-table.ts';
import { readTable } from '../repos-file/read-table.ts';
import { nameOfColumn, namingColumns, problemOfColumn } from './columns.ts';
import { type ImportRow, repoOfRow } from './repo-of-row.ts';

export interface ImportFile {
  /** In the order of the file, each repository once. */
  readonly rows: readonly ImportRow[];
  /** In the order of the file; a line may have several. */
  readonly errors: readonly LineError[];
  /** The header is wrong: no row can be read. */
  readonly isUnreadable: boolean;
  /** Rows that were dropped because an earlier one says the same. */
  readonly duplicates: readonly LineError[];
}

/** @param name the file's name: its ending decides the format; without a known ending (`-`) the content does */
export function readImportFile(name: string, content: string): ImportFile {
  const table = readTable(name, content, { nameOf: nameOfColumn, first: namingColumns });
  const inHeader = table.header === undefined ? [] : headerErrors(table.header);
  if (inHeader.length > 0) return { rows: [], errors: inHeader, isUnreadable: true, duplicates: [] };
  const read = table.rows.map(repoOfRow);
  const once = eachOnce(read.flatMap(({ row }) => row ?? []));
  const errors = [...table.errors, ...read.flatMap((one) => one.errors), ...once.clashes];
  return { ...once, errors: errors.sort((one, other) => one.line - other.line), isUnreadable: false };
}

function headerErrors({ names, line }: NonNullable<RawTable['header']>): LineError[] {
  const [only = ''] = names;
  if (names.length === 1 && /[;\t]/.test(only)) return [{ line, message: 'a comma must stand between two cells' }];
  const twice = [...new Set(repeatedColumns(names))].map((name) => `the header has the column "${name}" twice`);
  const unknown = names.flatMap((name) => problemOfColumn(name) ?? []);
  const nameless = namingColumns.some((name) => names.includes(name))
    ? []
    : ['the header has no column "repo" or "clone_url": start the file with a line like repo,clone_url,tag.team'];
  return [...nameless, ...twice, ...unknown].map((message) => ({ line, message }));
}

/** Of two rows that say different things of a repository, the one that counts cannot be known. */
function eachOnce(rows: readonly ImportRow[]) {
  const first = new Map<string, ImportRow>();
  const duplicates: LineError[] = [];
  const clashes: LineError[] = [];
  for (const row of rows) {
    const { line } = row;
    const { repo, ...rest } = row.repo;
    const earlier = first.get(repo.toLowerCase());
    if (earlier === undefined) first.set(repo.toLowerCase(), row);
    else if (saysSame(rest, earlier.repo)) duplicates.push({ line, message: `${repo} is on line ${earlier.line} too, dropped` });
    else clashes.push({ line, message: `${repo} is on line ${earlier.line} too, with other values: keep one of the two` });
  }
  return { rows: [...first.values()], duplicates, clashes };
}

/** All but the spelling of the name. */
const saysSame = (rest: object, earlier: ImportRow['repo']): boolean =>
  isDeepStrictEqual({ ...rest, repo: '' }, { ...earlier, repo: '' });
