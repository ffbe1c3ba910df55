/** Decides whether a file with repositories may be imported, and tells what is wrong with it. */
import { limits } from '../../contracts/limits.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { CliError } from '../cli-error.ts';
import { shownName } from '../read-document.ts';
import type { LineError } from '../repos-file/raw-table.ts';
import { readImportFile } from './read-import-file.ts';
import type { ImportRow } from './repo-of-row.ts';

export interface RowsToImport {
  readonly rows: readonly ImportRow[];
  readonly warnings: readonly string[];
}

/** @throws CliError with every bad line, unless they may be skipped; and for a file without repositories */
export function rowsToImport(file: string, content: string, skipInvalid: boolean): RowsToImport {
  const name = shownName(file);
  const { rows, errors, isUnreadable, duplicates } = readImportFile(file, content);
  const bad = linesOf(name, errors);
  if (isUnreadable) throw new CliError(`the header of ${name} is not right, so nothing was imported: correct it.`, 1, bad);
  if (bad.length > 0 && !skipInvalid) {
    const count = bad.length === 1 ? 'one line that is' : `${bad.length} lines that are`;
    throw new CliError(
      `${name} has ${count} not right, so nothing was imported: correct them, or leave them out with --skip-invalid.`,
      1,
      firstOf(bad),
    );
  }
  if (rows.length === 0) throw new CliError(`${name} has no repositories that can be imported.`, 1, firstOf(bad));
  return { rows, warnings: [...firstOf(bad.map((line) => `${line} (skipped)`)), ...firstOf(linesOf(name, duplicates))] };
}

/** One text for each line, with all that is wrong with it. */
function linesOf(name: string, errors: readonly LineError[]): string[] {
  const messages = Map.groupBy(errors, ({ line }) => line);
  return [...messages].map(([line, all]) => `${name}:${line}: ${plainLine(all.map(({ message }) => message).join('; '))}`);
}

const firstOf = (lines: readonly string[]): string[] => [
  ...lines.slice(0, limits.problems),
  ...(lines.length > limits.problems ? [`and ${lines.length - limits.problems} more lines`] : []),
];
