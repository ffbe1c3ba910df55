/** Reads a repos file in YAML or JSON: a list of names, or of objects whose keys besides `repo` become variables of the target. */
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { isMapKey } from '../../contracts/fields.ts';
import { type LineError, partEntries, type RawEntries, type RawEntry } from './raw-entry.ts';

export function readYaml(content: string): RawEntries {
  const lines = new LineCounter();
  const document = parseDocument(content, { lineCounter: lines });
  const errors = document.errors.map(({ pos, message }) => ({ line: lines.linePos(pos[0]).line, message: firstLine(message) }));
  if (errors.length > 0) return { entries: [], errors };
  const list = document.contents;
  if (list === null) return { entries: [], errors: [] };
  if (!isSeq(list)) {
    return {
      entries: [],
      errors: [{ line: 1, message: 'this is no list: write a list of owner/name, or of objects with "repo"' }],
    };
  }
  return partEntries(list.items.map((item) => entryOfNode(item, (start) => lines.linePos(start).line)));
}

const firstLine = (message: string): string => message.split('\n')[0]?.replace(/ at line \d[\s\S]*/, '') ?? message;

function entryOfNode(node: unknown, lineAt: (start: number) => number): RawEntry | LineError {
  const line = isNode(node) ? lineAt(node.range?.[0] ?? 0) : 1;
  if (isMap(node)) return entryOfMap(node, line);
  const text = isScalar(node) ? node.value : undefined;
  return typeof text === 'string' ? { line, repo: text.trim(), vars: {} } : { line, message: notAnEntry };
}

const notAnEntry = 'an entry is owner/name, or an object with "repo"';

function entryOfMap(map: YAMLMap, line: number): RawEntry | LineError {
  const { repo, ...vars } = asRecord(map.toJSON());
  if (typeof repo !== 'string') return { line, message: 'this entry has no "repo": add repo: owner/name' };
  const bad = Object.entries(vars).find(([key, value]) => !isMapKey(key) || !isPlain(value));
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

type Plain = string | number | boolean;
const isPlain = (value: unknown): value is Plain => ['string', 'number', 'boolean'].includes(typeof value);
// The parser makes an object of a YAML map.
const asRecord = (value: unknown): Record<string, unknown> => ({ ...(value as object) });
