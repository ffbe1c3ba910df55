/**
 * Reads a list of repositories with the variables of each: plain text, CSV, JSON or YAML. Nothing is thrown. Each entry that cannot
 * be read becomes an error with its line number, so that all of them can be shown at once; the caller decides whether to use the
 * others.
 */
import { isMapKey } from '../contracts/fields.ts';
import { type LineError, partErrors, type RawRow, type RawTable, repeatedColumns } from './repos-file/raw-table.ts';
import { readTable } from './repos-file/read-table.ts';
import { repoOfText } from './repos-file/repo-of-text.ts';

/** One entry, which has the line where it starts. */
interface Entry {
  readonly line: number;
  readonly repo: string;
  readonly vars: Readonly<Record<string, Plain>>;
}
type Plain = string | number | boolean;

export interface ReposFile {
  /** The repositories in the order of the file, each once. */
  readonly entries: readonly Entry[];
  readonly errors: readonly LineError[];
  /** Lines of entries that were dropped because an earlier entry names the same repository (case ignored). */
  readonly duplicates: readonly number[];
}

/** Every other column is a variable, whose name keeps its case. */
const format = { nameOf: (column: string) => (column.toLowerCase() === 'repo' ? 'repo' : column), first: ['repo'] };

/** @param name the file's name: its ending decides the format; without a known ending (`-`) the content does */
export function parseReposFile(name: string, content: string): ReposFile {
  const table = readTable(name, content, format);
  const inHeader = table.header === undefined ? [] : headerErrors(table.header);
  if (inHeader.length > 0) return { entries: [], errors: inHeader, duplicates: [] };
  const { read, errors } = partErrors(table.rows.map(entryOfRow));
  const bad = [...table.errors, ...errors];
  const entries: Entry[] = [];
  const duplicates: number[] = [];
  const seen = new Set<string>();
  for (const entry of read) {
    const named = repoOfText(entry.repo);
    if (!named.ok) bad.push({ line: entry.line, message: named.message });
    else if (seen.has(named.repo.toLowerCase())) duplicates.push(entry.line);
    else {
      seen.add(named.repo.toLowerCase());
      entries.push({ ...entry, repo: named.repo });
    }
  }
  return { entries, errors: bad.sort((one, other) => one.line - other.line), duplicates };
}

function headerErrors({ names, line }: NonNullable<RawTable['header']>): LineError[] {
  if (!names.includes('repo')) {
    return [{ line, message: 'the header has no column "repo": start the file with a line like repo,team' }];
  }
  const bad = names.filter((name) => !isMapKey(name));
  return [
    ...repeatedColumns(names).map((name) => ({ line, message: `the header has the column "${name}" twice` })),
    ...bad.map((name) => ({
      line,
      message: `"${name}" cannot be the name of a variable: use up to 64 letters, digits and _ (not __proto__)`,
    })),
  ];
}

function entryOfRow({ line, cells }: RawRow): Entry | LineError {
  const { repo, ...vars } = Object.fromEntries([...cells].map(([name, { value }]) => [name, value]));
  if (typeof repo !== 'string') return { line, message: 'this entry has no "repo": add repo: owner/name' };
  const bad = [...cells].find(([key, { value }]) => !isMapKey(key) || !isPlain(value));
  if (bad) {
    return {
      line,
      message: `"${bad[0]}" cannot be a variable: its name has letters, digits and _ (not __proto__), its value is a text, a number or true/false`,
    };
  }
  return {
    line,
    repo: repo.trim(),
    vars: Object.fromEntries(Object.entries(vars).filter((entry): entry is [string, Plain] => isPlain(entry[1]))),
  };
}

const isPlain = (value: unknown): value is Plain => ['string', 'number', 'boolean'].includes(typeof value);
