/**
 * Values of a form as somebody types them, and the edits of the request that they stand for. What cannot be read stays a text, so that
 * the API refuses it by name and nothing is dropped.
 * Example: `4` → 4; `many` → 'many'; `` → undefined, which takes the key away.
 */
import type { Edit, Path } from './edit-fleet.ts';
import { isObject } from './fleet-document.ts';

export const numberOf = (text: string): number | string | undefined => {
  const given = text.trim();
  if (given === '') return undefined;
  return /^-?\d+(?:\.\d+)?$/.test(given) ? Number(given) : given;
};

/** A plain value as it is shown in a field; another one is edited in fleet.yaml. */
export const shownText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

/** `team=payments` in each line. */
export const linesOfMap = (value: unknown): string =>
  isObject(value)
    ? Object.entries(value)
        .filter(([, each]) => isPlain(each))
        .map(([key, each]) => `${key}=${String(each)}`)
        .join('\n')
    : '';

const isPlain = (value: unknown): boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) && !String(value).includes('\n');

export interface MapEdits {
  readonly edits: readonly Edit[];
  /** Lines, from 1, without a `=`. */
  readonly bad: readonly number[];
}

/** The entries that are others than before. A value that is shown in no line, such as one of several lines, stays. */
export function mapEdits(path: Path, before: unknown, text: string): MapEdits {
  const known: Readonly<Record<string, unknown>> = isObject(before) ? before : {};
  const rows = text
    .split('\n')
    .map((line, at) => ({ line: line.trim(), at: at + 1 }))
    .filter(({ line }) => line !== '');
  const bad = rows.filter(({ line }) => line.indexOf('=') < 1).map(({ at }) => at);
  const given = new Map(rows.filter(({ line }) => line.indexOf('=') > 0).map(({ line }) => splitAt(line, line.indexOf('='))));
  const gone = Object.keys(known).filter((key) => isPlain(known[key]) && !given.has(key));
  const changed = [...given].filter(([key, value]) => !Object.hasOwn(known, key) || String(known[key]) !== value);
  return {
    bad,
    edits: [
      ...gone.map((key): Edit => ({ path: [...path, key], value: undefined })),
      ...changed.map(([key, value]): Edit => ({ path: [...path, key], value })),
    ],
  };
}

const splitAt = (line: string, at: number): readonly [string, string] => [line.slice(0, at).trim(), line.slice(at + 1).trim()];

/** One entry a line. */
export const linesOfList = (value: unknown): string =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string').join('\n') : '';

export const listOfLines = (text: string): string[] | undefined => {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length === 0 ? undefined : lines;
};

interface Verifier {
  readonly name: string;
  readonly command: readonly string[];
}

/** `build=npm test` in each line; undefined: a form has no place for these, and they are edited in fleet.yaml. */
export function linesOfVerifiers(value: unknown): string | undefined {
  if (value == null) return '';
  if (!Array.isArray(value) || !value.every(isShell)) return undefined;
  return value.map(({ name, command }) => `${name}=${command[2] ?? ''}`).join('\n');
}

function isShell(value: unknown): value is Verifier {
  if (!isObject(value) || typeof value['name'] !== 'string' || Object.keys(value).length !== 2) return false;
  const { command } = value;
  if (!Array.isArray(command) || command.length !== 3 || command[0] !== 'sh' || command[1] !== '-c') return false;
  return typeof command[2] === 'string' && !command[2].includes('\n') && !value['name'].includes('=');
}

export function verifiersOfLines(text: string): { readonly value: Verifier[] | undefined; readonly bad: readonly number[] } {
  const rows = text
    .split('\n')
    .map((line, at) => ({ line: line.trim(), at: at + 1 }))
    .filter(({ line }) => line !== '');
  const value = rows
    .map(({ line }) => splitAt(line, Math.max(0, line.indexOf('='))))
    .map(([name, command]) => ({ name, command: ['sh', '-c', command] }));
  return {
    value: value.length === 0 ? undefined : value,
    bad: rows.filter(({ line }) => !/^[^=]+=\s*\S/.test(line)).map(({ at }) => at),
  };
}

/** `team=payments,identity` in each line, or a tag alone for any value. */
export function tagsOfLines(text: string): Record<string, string[]> | undefined {
  const tags = new Map<string, string[]>();
  for (const line of listOfLines(text) ?? []) {
    const at = line.indexOf('=');
    const [key, values] = at < 0 ? [line, '*'] : splitAt(line, at);
    tags.set(key, [...(tags.get(key) ?? []), ...values.split(',').map((value) => value.trim())]);
  }
  return tags.size === 0 ? undefined : Object.fromEntries(tags);
}

export const linesOfTags = (value: unknown): string =>
  isObject(value)
    ? Object.entries(value)
        .map(([key, values]) => (Array.isArray(values) && values.join(',') !== '*' ? `${key}=${values.join(',')}` : key))
        .join('\n')
    : '';
