/** Reads a list in YAML or JSON: of texts, which name repositories, or of objects, whose keys are the columns. */
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import { type Cell, type LineError, partErrors, type RawRow, type RawTable, repeatedColumns } from './raw-table.ts';

/** @param nameOf the name of a column by its key */
export function yamlRows(content: string, nameOf: (key: string) => string): RawTable {
  const counter = new LineCounter();
  const document = parseDocument(content, { lineCounter: counter });
  const lineAt = (start: number): number => counter.linePos(start).line;
  const errors = document.errors.map(({ pos, message }) => ({ line: lineAt(pos[0]), message: firstLine(message) }));
  if (errors.length > 0) return { rows: [], errors };
  const list = document.contents;
  if (list === null) return { rows: [], errors: [] };
  if (!isSeq(list)) {
    return {
      rows: [],
      errors: [{ line: 1, message: 'this is no list: write a list of owner/name, or of objects with "repo"' }],
    };
  }
  const parts = partErrors(list.items.map((item) => rowOf(item, { document, lineAt, nameOf })));
  return { rows: parts.read, errors: parts.errors };
}

const firstLine = (message: string): string => message.split('\n')[0]?.replace(/ at line \d[\s\S]*/, '') ?? message;

interface Context {
  readonly document: Document;
  readonly lineAt: (start: number) => number;
  readonly nameOf: (key: string) => string;
}

function rowOf(node: unknown, context: Context): RawRow | LineError {
  const line = lineOf(node, 1, context);
  if (isMap(node)) {
    const cells = cellsOf(node, line, context);
    const [twice] = repeatedColumns(cells.map(([name]) => name));
    return twice === undefined ? { line, cells: new Map(cells) } : { line, message: `this entry has "${twice}" twice` };
  }
  const text = isScalar(node) ? node.value : undefined;
  if (typeof text !== 'string') return { line, message: 'an entry is owner/name, or an object with "repo"' };
  return { line, cells: new Map([['repo', { value: text.trim(), line }]]) };
}

function cellsOf(map: YAMLMap, start: number, context: Context): (readonly [string, Cell])[] {
  return map.items.map(({ key, value }) => {
    const name = context.nameOf(String(isScalar(key) ? key.value : key));
    return [name, { value: plain(value, context), line: lineOf(key, start, context) }] as const;
  });
}

/** Most values are scalars, which need no conversion. */
function plain(value: unknown, { document }: Context): unknown {
  if (isScalar(value)) return value.value;
  return isNode(value) ? value.toJS(document) : value;
}

const lineOf = (node: unknown, otherwise: number, { lineAt }: Context): number =>
  isNode(node) && node.range ? lineAt(node.range[0]) : otherwise;
