/**
 * Reads a list of repositories: plain text, CSV, JSON or YAML. Nothing is thrown. Each entry that cannot be read becomes an
 * error with its line number, so that all of them can be shown at once; the caller decides whether to use the others.
 */
import type { LineError, RawEntries, RawEntry } from './repos-file/raw-entry.ts';
import { readCsv } from './repos-file/read-csv.ts';
import { readLines } from './repos-file/read-lines.ts';
import { readYaml } from './repos-file/read-yaml.ts';
import { repoOfText } from './repos-file/repo-of-text.ts';

export interface ReposFile {
  /** The repositories in the order of the file, each once. */
  readonly entries: readonly RawEntry[];
  readonly errors: readonly LineError[];
  /** Lines of entries that were dropped because an earlier entry names the same repository (case ignored). */
  readonly duplicates: readonly number[];
}

const readers = { txt: readLines, csv: readCsv, yaml: readYaml } satisfies Record<string, (content: string) => RawEntries>;

/** @param name the file's name: its ending decides the format; without a known ending (`-`) the content does */
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
