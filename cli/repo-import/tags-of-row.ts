/** Reads the tags of one row: of the column `tags`, and of the columns of single tags. */
import { type Cell, type LineError, partErrors, type RawRow } from '../repos-file/raw-table.ts';
import { isTagColumn, tagPrefix } from './columns.ts';

interface Tag {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

export interface TagsOfRow {
  /** Undefined: the row names none. */
  readonly tags: Readonly<Record<string, string>> | undefined;
  readonly errors: readonly LineError[];
}

/** An empty cell names no tag. */
export function tagsOfRow({ cells }: RawRow): TagsOfRow {
  const alone = [...cells].filter(([name]) => isTagColumn(name));
  const { read, errors } = partErrors<Tag>([
    ...tagsTogether(cells.get('tags')),
    ...alone.flatMap(([name, cell]) => tagAlone(name.slice(tagPrefix.length), cell)),
  ]);
  const first = new Map<string, string>();
  for (const { key, value } of read) if (!first.has(key)) first.set(key, value);
  const clashes = read
    .filter(({ key, value }) => first.get(key) !== value)
    .map(({ key, value, line }) => ({
      line,
      message: `the tag ${key} has two values, ${first.get(key) ?? ''} and ${value}: keep one`,
    }));
  return { tags: first.size === 0 ? undefined : Object.fromEntries(first), errors: [...errors, ...clashes] };
}

/** `team=payments;lang=go`, or in YAML an object. */
function tagsTogether(cell: Cell | undefined): (Tag | LineError)[] {
  if (cell === undefined) return [];
  const { value, line } = cell;
  if (typeof value === 'string') {
    const pairs = value.split(';').map((pair) => pair.trim());
    return pairs.filter((pair) => pair !== '').map((pair) => tagOfPair(pair, line));
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return Object.entries(value).flatMap(([key, one]) => tagAlone(key, { value: one, line }));
  }
  return [{ line, message: 'tags must be pairs such as team=payments;lang=go, or in YAML and JSON an object' }];
}

function tagOfPair(pair: string, line: number): Tag | LineError {
  const at = pair.indexOf('=');
  if (at > 0) return { key: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim(), line };
  return { line, message: `tags: "${pair}" is no KEY=VALUE, such as team=payments; a semicolon stands between two tags` };
}

function tagAlone(key: string, { value, line }: Cell): (Tag | LineError)[] {
  if (value === '') return [];
  if (['string', 'number', 'boolean'].includes(typeof value)) return [{ key, value: String(value), line }];
  return [{ line, message: `the tag ${key} must be a text, a number or true/false` }];
}
