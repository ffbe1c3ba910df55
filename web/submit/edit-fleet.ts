/**
 * Changes one part of the text of a fleet.yaml, and leaves all else as it is, comments included: only the text of the key at the top
 * that the part belongs to is written anew. A text of another form, such as JSON, is written anew as a whole.
 * Example: `# slow\ntitle: x # short\nmax_concurrency: 4` with max_concurrency 5 → `# slow\ntitle: x # short\nmax_concurrency: 5`.
 */
import { Document, isCollection, isMap, isNode, isScalar, isSeq, YAMLMap, type Node, type Pair } from 'yaml';
import { readFleet } from './fleet-document.ts';

export type Path = readonly [string, ...(string | number)[]];

export type Edit =
  /** Undefined takes the value away, and the maps around it that are empty then. */
  | { readonly path: Path; readonly value: unknown }
  /** Adds to the end of a list, which is made where there is none. */
  | { readonly path: Path; readonly add: readonly unknown[] };

const format = { lineWidth: 0 } as const;

/** The edits in their order. A text with errors of syntax stays as it is: nobody knows what it means. */
export const editFleet = (text: string, edits: readonly Edit[]): string => edits.reduce(editOnce, text);

function editOnce(text: string, edit: Edit): string {
  const { document, broken } = readFleet(text);
  if (broken.length > 0) return text;
  const [key] = edit.path;
  const before = topPair(document, key);
  const extent = before && extentOf(before);
  apply(document, edit);
  const after = topPair(document, key);
  if (canSplice(text, document)) {
    const spliced = splice(text, extent, after);
    if (means(spliced, document)) return spliced;
  }
  return document.toString(format);
}

/** Whether the keys at the top stand at the begin of their lines, in one document, so that one can be written without the others. */
function canSplice(text: string, { contents }: Document): boolean {
  if (/^(?:---|\.\.\.|%)/m.test(text)) return false;
  if (contents === null) return true;
  return isMap(contents) && contents.flow !== true && contents.items.every(({ key }) => atLineStart(text, key));
}

function atLineStart(text: string, key: unknown): boolean {
  const start = isNode(key) ? key.range?.[0] : 0;
  return start === undefined || start === 0 || text[start - 1] === '\n';
}

/** Whether the text stands for what the document has become. */
function means(text: string, document: Document): boolean {
  const { body } = readFleet(text);
  return body !== undefined && JSON.stringify(body) === JSON.stringify(document.toJS() ?? {});
}

const topPair = ({ contents }: Document, key: string): Pair | undefined =>
  isMap(contents) ? contents.items.find((pair) => (isScalar(pair.key) ? pair.key.value : pair.key) === key) : undefined;

interface Extent {
  readonly from: number;
  readonly to: number;
}

function extentOf({ key, value }: Pair): Extent | undefined {
  if (!isNode(key) || key.range == null) return undefined;
  return { from: key.range[0], to: (isNode(value) ? value.range?.[1] : undefined) ?? key.range[1] };
}

function splice(text: string, extent: Extent | undefined, pair: Pair | undefined): string {
  const made = pair === undefined ? '' : textOf(pair, text);
  if (extent === undefined) return pair === undefined ? text : `${endedLine(text)}${made}\n`;
  const head = text.slice(0, extent.from);
  const tail = text.slice(extent.to);
  if (pair === undefined) return head + tail.replace(/^[ \t]*(?:\r?\n)?/, '');
  if (text[extent.to - 1] === '\n') return `${head}${made}\n${tail}`;
  // A comment on the line must not become a part of a text of several lines: it goes before them.
  const comment = made.includes('\n') ? /^[ \t]*(#[^\n]*)/.exec(tail) : null;
  return comment?.[1] === undefined ? head + made + tail : `${head}${comment[1]}\n${made}${tail.slice(comment[0].length)}`;
}

const endedLine = (text: string): string => (text === '' || text.endsWith('\n') ? text : `${text}\n`);

/** A pair alone. The comments before it, and after it, stay where they are in the text. */
function textOf(pair: Pair, text: string): string {
  const { key, value } = pair;
  const kept = [key, value].filter(isNode).map((node) => [node, node.comment, node.commentBefore, node.spaceBefore] as const);
  if (isNode(key)) Object.assign(key, { commentBefore: null, spaceBefore: false });
  if (isNode(value) && isOutside(value, text)) value.comment = null;
  const single = new Document();
  const map = new YAMLMap();
  map.items.push(pair);
  single.contents = map;
  const made = single.toString({ ...format, verifyAliasOrder: false });
  for (const [node, comment, commentBefore, spaceBefore] of kept) Object.assign(node, { comment, commentBefore, spaceBefore });
  return made.replace(/\n$/, '');
}

/** Whether the comment of a value stands after it. */
function isOutside({ range }: Node, text: string): boolean {
  return range != null && text.slice(range[1], range[2]).includes('#');
}

function apply(document: Document, edit: Edit): void {
  if ('add' in edit) {
    const list = document.getIn(edit.path);
    if (isSeq(list)) list.items.push(...edit.add.map((item) => document.createNode(item)));
    else setAt(document, edit.path, [...edit.add]);
    return;
  }
  if (edit.value === undefined) removeAt(document, edit.path);
  else setAt(document, edit.path, edit.value);
}

/** What stands in the way, such as `failure: null`, makes room. */
function setAt(document: Document, path: Path, value: unknown): void {
  for (let depth = 1; depth < path.length; depth += 1) {
    const at = document.getIn(path.slice(0, depth), true);
    if (at !== undefined && !isCollection(at)) document.deleteIn(path.slice(0, depth));
  }
  const before = document.getIn(path, true);
  if (isScalar(before) && (typeof value !== 'object' || value === null)) {
    document.setIn(path, value);
    return;
  }
  const node = document.createNode(value);
  if (isNode(before) && isNode(node)) Object.assign(node, { comment: before.comment, commentBefore: before.commentBefore });
  document.setIn(path, node);
}

function removeAt(document: Document, path: readonly (string | number)[]): void {
  if (!document.hasIn(path)) return;
  document.deleteIn(path);
  const around = path.slice(0, -1);
  const parent = document.getIn(around);
  if (around.length > 0 && isCollection(parent) && parent.items.length === 0) removeAt(document, around);
}
