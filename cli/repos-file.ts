/**
 * Reads a list of repositories as people keep them: text, CSV, JSON or YAML. Nothing is thrown: what cannot be read is an
 * error with its line, so that all of them can be told at once; the caller decides whether the rest is used.
 */
import { type LineError, type RawEntries, type RawEntry } from './repos-file/raw-entry.ts';
import { readCsv } from './repos-file/read-csv.ts';
import { readLines } from './repos-file/read-lines.ts';
import { readYaml } from './repos-file/read-yaml.ts';
import { repoOfText } from './repos-file/repo-of-text.ts';

export interface ReposFile {
  /** `owner/name` in the order of the file, each once; `line` is where the entry starts. */
  readonly entries: readonly RawEntry[];
  readonly errors: readonly LineError[];
  /** Lines of entries that were dropped because the repository had come before (case ignored). */
  readonly duplicates: readonly number[];
}

const readers = { txt: readLines, csv: readCsv, yaml: readYaml } satisfies Record<string, (content: string) => RawEntries>;

/** @param name the file's name, whose ending tells the format; any other name (`-`) lets the content tell it */
export function parseReposFile(name: string, content: string): ReposFile {
  const text = content.replace(/^\uFEFF/, '');
  const read = readers[formatOf(name) ?? sniff(text)](text);
  const errors = [...read.errors];
  const entries: RawEntry[] = [];
  const duplicates: number[] = [];
  const seen = new Set<string>();
  for (const entry of read.entries) {
    const named = repoOfText(entry.repo);
    if (!named.ok) errors.push({ line: entry.line, message: named.message });
    else if (seen.has(named.repo.toLowerCase())) duplicates.push(entry.line);
    else {
      seen.add(named.repo.toLowerCase());
      entries.push({ ...entry, repo: named.repo });
    }
  }
  return { entries, errors: errors.sort((one, other) => one.line - other.line), duplicates };
}

function formatOf(name: string): keyof typeof readers | undefined {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase();
  if (ending === 'csv') return 'csv';
  if (ending === 'json' || ending === 'yaml' || ending === 'yml') return 'yaml';
  return ending === 'txt' ? 'txt' : undefined;
}

function sniff(text: string): keyof typeof readers {
  const first = text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '' && !line.startsWith('#'));
  if (first === undefined) return 'txt';
  if (/^(\[|\{|- |---)/.test(first)) return 'yaml';
  return /^"?repo"?\s*(,|$)|,\s*"?repo"?\s*(,|$)/i.test(first) ? 'csv' : 'txt';
}
