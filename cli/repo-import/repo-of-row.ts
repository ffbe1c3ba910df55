/** Reads one row of a file with repositories to be onboarded. */
import type * as z from 'zod';
import { problemsOf } from '../../contracts/http/problems.ts';
import { importedRepo } from '../../contracts/http/repo-import.ts';
import type { LineError, RawRow } from '../repos-file/raw-table.ts';
import { namingColumns, numberColumns, problemOfColumn, textColumns } from './columns.ts';
import { type NamedRepo, repoOfAddress } from './repo-of-address.ts';
import { tagsOfRow } from './tags-of-row.ts';

/** As the API takes it. */
export type RepoToImport = z.input<typeof importedRepo>;

export interface ImportRow {
  readonly line: number;
  readonly repo: RepoToImport;
}

export interface ReadRow {
  /** Undefined, where the row has errors. */
  readonly row: ImportRow | undefined;
  readonly errors: readonly LineError[];
}

/** An empty cell says nothing. Null, in YAML or JSON, unsets a setting. */
export function repoOfRow(row: RawRow): ReadRow {
  const named = nameOf(row);
  const tags = tagsOfRow(row);
  const errors = [
    ...(named.ok ? [] : [{ line: row.line, message: named.message }]),
    ...[...row.cells].flatMap(([name, { line }]) => {
      const message = problemOfColumn(name);
      return message === undefined ? [] : [{ line, message }];
    }),
    ...tags.errors,
  ];
  const repo = {
    ...(named.ok ? named.named : { repo: 'owner/name' }),
    ...settingsOf(row),
    ...(tags.tags && { tags: tags.tags }),
  };
  const read = importedRepo.safeParse(repo);
  const problems = read.success ? [] : problemsOf(importedRepo, repo, read.error).map((one) => lineErrorOf(row, one));
  const all = [...errors, ...problems];
  return { row: read.success && all.length === 0 ? { line: row.line, repo: read.data } : undefined, errors: all };
}

/** By its name, or by its address. */
function nameOf({ cells }: RawRow): NamedRepo {
  const given = namingColumns.map((column) => cells.get(column)?.value).find((value) => value !== undefined && value !== '');
  if (given === undefined || given === null) {
    return { ok: false, message: 'this row names no repository: give repo or clone_url' };
  }
  if (typeof given === 'string') return repoOfAddress(given.trim());
  return { ok: false, message: 'repo must be a text: owner/name, for example acme/payments' };
}

function settingsOf({ cells }: RawRow): Record<string, unknown> {
  const given = [...textColumns, ...numberColumns].map((column) => [column, cells.get(column)?.value] as const);
  const named = given.filter(([, value]) => value !== undefined && value !== '');
  return Object.fromEntries(named.map(([column, value]) => [column, isNumberColumn(column) ? asNumber(value) : value]));
}

const isNumberColumn = (column: string): boolean => numberColumns.some((known) => known === column);

/** A CSV has texts only. Another text stays one, and is refused as such. */
const asNumber = (value: unknown): unknown =>
  typeof value === 'string' && /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : value;

function lineErrorOf({ line, cells }: RawRow, { path, message }: { path: string; message: string }): LineError {
  const column = path.split('/')[1] ?? '';
  return { line: cells.get(column)?.line ?? line, message: message.replace(/\.$/, '') };
}
