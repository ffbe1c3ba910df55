/** Reads a fleet.yaml, or the same as JSON. Its keys and values are checked by the API. */
import { type Document, LineCounter, parseDocument, visit } from 'yaml';
import { messageOf } from '../../core/text/message-of-error.ts';
import { limits } from '../../contracts/limits.ts';
import { CliError } from '../cli-error.ts';
import { readJson } from '../import/read-json.ts';
import { whereJsonBreaks } from '../import/where-json-breaks.ts';
import { shownName } from '../read-document.ts';
import { repoOfText } from '../repos-file/repo-of-text.ts';

type Content = Readonly<Record<string, unknown>>;

/**
 * The request in the file.
 * @throws CliError with file, line and column when the text is no YAML map; for a file that ends with .json, when it is no JSON
 */
export function readFleetFile(name: string, content: string): Content {
  const shown = shownName(name);
  if (content.trim() === '') throw new CliError(`${shown} is empty: write keys such as title, task_description and targets.`);
  const body = /\.json$/i.test(name) || isJsonObject(content) ? readJson(name, content) : readYaml(shown, content);
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body };
  throw new CliError(notAFleet(shown, body));
}

/** JSON is YAML too, but for tabs and for the time that it takes to read it. */
const isJsonObject = (content: string): boolean => /^\s*\{/.test(content) && whereJsonBreaks(content) === undefined;

function readYaml(shown: string, content: string): unknown {
  const lines = new LineCounter();
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${shown}:${line}:${col}`;
  };
  const document = parse(shown, content, lines);
  refuseErrors(document.errors.map(({ pos, message }) => ({ at: at(pos[0]), message })));
  const lost = lostAlias(document);
  if (lost !== undefined) throw new CliError(`${at(lost.offset)}: there is no anchor &${lost.name} before this *${lost.name}.`);
  return valueOf(shown, document);
}

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

/** Says what the file seems to be. */
function notAFleet(shown: string, body: unknown): string {
  const entries: unknown[] = Array.isArray(body) ? body : typeof body === 'string' ? body.split(/\s+/) : [];
  const [first] = entries;
  const repo = typeof first === 'object' && first !== null && 'repo' in first ? first.repo : first;
  if (typeof repo === 'string' && repoOfText(repo).ok) {
    return `${shown} is a list of repositories: give it with --repos-file, and what is to be done with other flags or in a fleet.yaml.`;
  }
  return `${shown}:1:1: this is no fleet: write keys such as title, task_description and targets.`;
}
