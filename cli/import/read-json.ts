/** Reads a JSON file, and names the line and the column where it is broken. */
import { CliError } from '../cli-error.ts';
import { shownName } from '../read-document.ts';
import { whereJsonBreaks } from './where-json-breaks.ts';

/** @throws CliError with file, line and column (both from 1) when the text is no JSON, or an object has a key twice */
export function readJson(name: string, content: string): unknown {
  const shown = shownName(name);
  if (content.trim() === '') throw new CliError(`${shown} is empty: give a JSON file.`);
  const broken = whereJsonBreaks(content);
  if (broken === undefined) return JSON.parse(content);
  throw new CliError(`${shown}:${placeOf(content, broken.offset)}: this is no JSON: ${broken.message}.`);
}

/** `line:column`; a column counts UTF-16 units, as editors do. */
function placeOf(content: string, offset: number): string {
  const before = content.slice(0, offset).split(/\r\n|\n|\r/);
  return `${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
}
