/** Reads YAML that a person wrote, and knows the place of each value in the text. */
import { type Document, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, visit } from 'yaml';
import { limits } from '../contracts/limits.ts';
import { messageOf } from '../core/text/message-of-error.ts';
import { CliError } from './cli-error.ts';

/** Keys of maps and indices of lists, from the outside in. */
type Path = readonly string[];

/**
 * The value of the document.
 * @throws CliError with file, line and column when the text is no YAML, or its aliases cannot be read
 */
export function readYaml(shown: string, content: string): unknown {
  const lines = new LineCounter();
  const at = (offset: number): string => placeAt(shown, lines, offset);
  const document = parse(shown, content, lines);
  refuseErrors(document.errors.map(({ pos, message }) => ({ at: at(pos[0]), message })));
  const lost = lostAlias(document);
  if (lost !== undefined) throw new CliError(`${at(lost.offset)}: there is no anchor &${lost.name} before this *${lost.name}.`);
  return valueOf(shown, document);
}

/**
 * `file:line:column` of the key or element at a path; where the text does not have it, of the innermost part around it. For JSON too,
 * which is YAML but for tabs.
 */
export function placesIn(shown: string, content: string): (path: Path) => string {
  const lines = new LineCounter();
  const document = parse(shown, content.replaceAll('\t', ' '), lines);
  return (path) => placeAt(shown, lines, offsetOf(document.contents, path));
}

function placeAt(shown: string, lines: LineCounter, offset: number): string {
  const { line, col } = lines.linePos(offset);
  return `${shown}:${line}:${col}`;
}

function offsetOf(node: unknown, path: Path): number {
  const own = startOf(node);
  const [first, ...rest] = path;
  if (first === undefined) return own;
  if (isSeq(node)) {
    const item = node.items[Number(first)];
    return item === undefined ? own : offsetOf(item, rest);
  }
  const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && String(key.value) === first) : undefined;
  if (pair === undefined) return own;
  return rest.length === 0 || pair.value === null ? startOf(pair.key) : offsetOf(pair.value, rest);
}

const startOf = (node: unknown): number => (isNode(node) ? (node.range?.[0] ?? 0) : 0);

interface Broken {
  readonly at: string;
  readonly message: string;
}

/** The parser tells its own lack of memory as an error of the text. */
const isTooDeep = (message: string): boolean => /call stack|stack overflow/i.test(message);

function refuseErrors(errors: readonly Broken[]): void {
  const deep = errors.find(({ message }) => isTooDeep(message));
  if (deep !== undefined) throw new CliError(`${deep.at}: this is nested too deep to be read.`);
  const [first, ...others] = new Set(errors.map(({ at, message }) => `${at}: this is no YAML: ${message}`));
  if (first !== undefined) throw new CliError(`${first}. Correct the file.`, 1, others.slice(0, limits.problems));
}

function parse(shown: string, content: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(content, { lineCounter, prettyErrors: false });
  } catch (error) {
    const why = isTooDeep(messageOf(error)) ? 'it is nested too deep' : messageOf(error);
    throw new CliError(`${shown} cannot be read: ${why}.`);
  }
}

/** The first alias without an anchor before it. */
function lostAlias(document: Document.Parsed): { readonly name: string; readonly offset: number } | undefined {
  let lost: { name: string; offset: number } | undefined;
  visit(document, {
    Alias: (_, node) => {
      if (node.resolve(document) !== undefined) return undefined;
      lost = { name: node.source, offset: node.range?.[0] ?? 0 };
      return visit.BREAK;
    },
  });
  return lost;
}

/** The parser refuses aliases that make a small file a huge value. */
function valueOf(shown: string, document: Document.Parsed): unknown {
  try {
    return document.toJS();
  } catch (error) {
    const aliases = messageOf(error).startsWith('Excessive alias count');
    const why = aliases ? 'its aliases (*name) stand for more than a request can hold: write fewer' : messageOf(error);
    throw new CliError(`${shown} is refused: ${why}.`);
  }
}
