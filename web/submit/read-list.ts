/**
 * Reads a list of repositories that somebody pastes or drops: one per line with comments after `#`, a CSV whose header has the column
 * `repo`, or a list in YAML or JSON. Other columns are variables of the target. Bad lines are refused by their numbers.
 * Example: `acme/auth\nnonsense` → entries [acme/auth], bad [{line: 2, …}].
 */
import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import { isMapKey, repoPattern } from '../../contracts/fields.ts';
import { limits } from '../../contracts/limits.ts';
import { csvLines } from './csv-lines.ts';

type Plain = string | number | boolean;
export type ListedTarget = string | { readonly repo: string; readonly vars: Readonly<Record<string, Plain>> };

export interface BadLine {
  readonly line: number;
  readonly message: string;
}

export interface ReadList {
  /** Each repository once, in the order of the list. */
  readonly entries: readonly ListedTarget[];
  readonly bad: readonly BadLine[];
  /** Lines that name a repository again. */
  readonly twice: readonly number[];
}

interface Row {
  readonly line: number;
  readonly cells: Readonly<Record<string, unknown>>;
}
interface Rows {
  readonly rows: readonly Row[];
  readonly bad: readonly BadLine[];
}

/** @param name of a file, whose ending tells its format; undefined: the text tells it */
export function readList(text: string, name?: string): ReadList {
  const content = text.replace(/^\uFEFF/, '');
  const { rows, bad: unread } = readers[formatOf(name) ?? formatOfText(content)](content);
  const bad = [...unread];
  const entries: ListedTarget[] = [];
  const twice: number[] = [];
  const seen = new Set<string>();
  for (const row of rows) {
    const read = targetOf(row);
    if ('message' in read) bad.push(read);
    else if (seen.has(read.repo.toLowerCase())) twice.push(row.line);
    else {
      seen.add(read.repo.toLowerCase());
      entries.push(Object.keys(read.vars).length === 0 ? read.repo : read);
    }
  }
  return { entries, bad: bad.sort((one, other) => one.line - other.line), twice };
}

type Format = 'lines' | 'csv' | 'yaml';
const readers: Readonly<Record<Format, (content: string) => Rows>> = { lines: lineRows, csv: csvRows, yaml: yamlRows };

function formatOf(name = ''): Format | undefined {
  const ending = /\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (ending === 'txt') return 'lines';
  if (ending === 'csv') return 'csv';
  return ['json', 'yaml', 'yml'].includes(ending) ? 'yaml' : undefined;
}

function formatOfText(content: string): Format {
  const first =
    content
      .split('\n')
      .map((line) => line.trim())
      .find((line) => line !== '' && !line.startsWith('#')) ?? '';
  if (/^(?:\[|\{|- |---|targets:|repos:)/.test(first)) return 'yaml';
  return first.split(',').some((cell) => isRepoColumn(cell.trim().replace(/^"(.*)"$/, '$1'))) ? 'csv' : 'lines';
}

const isRepoColumn = (name: string): boolean => name.toLowerCase() === 'repo';

function lineRows(content: string): Rows {
  const texts = content.split(/\r\n|\n|\r/).map((line) => line.replace(/(?:^|\s)#.*$/, '').trim());
  return { rows: texts.flatMap((repo, at) => (repo === '' ? [] : [{ line: at + 1, cells: { repo } }])), bad: [] };
}

function csvRows(content: string): Rows {
  const [header, ...lines] = csvLines(content).filter(({ cells }) => cells.some((cell) => cell !== '') && !isComment(cells));
  if (header === undefined) return { rows: [], bad: [] };
  const names = header.cells.map((cell) => (isRepoColumn(cell) ? 'repo' : cell));
  const wrong = problemOfHeader(names);
  if (wrong !== undefined) return { rows: [], bad: [{ line: header.line, message: wrong }] };
  const long = lines.filter(({ cells }) => cells.length > names.length);
  return {
    rows: lines
      .filter(({ cells }) => cells.length <= names.length)
      .map(({ line, cells }) => ({ line, cells: Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])) })),
    bad: long.map(({ line, cells }) => ({
      line,
      message: `this line has ${cells.length} cells, but the header has ${names.length}: put a cell with a comma in quotes`,
    })),
  };
}

const isComment = ([first = '']: readonly string[]): boolean => first.startsWith('#');

function problemOfHeader(names: readonly string[]): string | undefined {
  if (!names.includes('repo')) return 'the header has no column "repo": begin with a line such as repo,team';
  const again = names.find((name, at) => names.indexOf(name) < at);
  if (again !== undefined) return `the header has the column "${again}" twice`;
  const bad = names.find((name) => !isMapKey(name));
  return bad === undefined ? undefined : `"${bad}" cannot name a variable: use letters, digits and _`;
}

function yamlRows(content: string): Rows {
  const lineCounter = new LineCounter();
  const document = parseDocument(content, { lineCounter, prettyErrors: false });
  const lineAt = (offset = 0): number => lineCounter.linePos(offset).line;
  if (document.errors.length > 0) {
    return {
      rows: [],
      bad: document.errors.map(({ pos, message }) => ({ line: lineAt(pos[0]), message: `no YAML: ${message}` })),
    };
  }
  const list = document.contents;
  if (list === null) return { rows: [], bad: [] };
  if (!isSeq(list)) {
    const isFleet = isMap(list) && ['targets', 'groups', 'title', 'task_description'].some((key) => list.has(key));
    const message = isFleet ? 'this is a whole fleet.yaml: paste it into the view fleet.yaml' : 'this is no list of repositories';
    return { rows: [], bad: [{ line: 1, message }] };
  }
  const rows: Row[] = [];
  const bad: BadLine[] = [];
  for (const item of list.items) {
    const line = lineAt((isNode(item) ? item.range[0] : undefined) ?? 0);
    const value: unknown = isMap(item) ? item.toJS(document) : isScalar(item) ? item.value : undefined;
    if (typeof value === 'string') rows.push({ line, cells: { repo: value } });
    else if (typeof value === 'object' && value !== null) rows.push({ line, cells: { ...value } });
    else bad.push({ line, message: 'an entry is owner/name, or an object with "repo"' });
  }
  return { rows, bad };
}

type Target = Exclude<ListedTarget, string>;

function targetOf({ line, cells }: Row): Target | BadLine {
  const { repo, ...vars } = cells;
  if (typeof repo !== 'string' || repo.trim() === '') return { line, message: 'this entry has no repository' };
  const name = nameOf(repo.trim());
  if (name === undefined) return { line, message: `"${repo.trim()}" is no repository: write owner/name` };
  const bad = Object.entries(vars).find(([key, value]) => !isMapKey(key) || !isPlain(value));
  if (bad !== undefined) {
    return { line, message: `"${bad[0]}" cannot be a variable: its value is a text, a number, true or false` };
  }
  return {
    repo: name,
    vars: Object.fromEntries(Object.entries(vars).filter((entry): entry is [string, Plain] => isPlain(entry[1]))),
  };
}

const isPlain = (value: unknown): value is Plain => ['string', 'number', 'boolean'].includes(typeof value);

const onGithub = /^(?:https?:\/\/|ssh:\/\/git@)github\.com\/|^git@github\.com:/i;

/** `https://github.com/acme/auth.git` → `acme/auth`. */
function nameOf(text: string): string | undefined {
  const address = onGithub.exec(text)?.[0];
  const name =
    address === undefined
      ? text
      : text
          .slice(address.length)
          .replace(/\/$/, '')
          .replace(/\.git$/i, '');
  return name.length <= limits.repoName && repoPattern.test(name) ? name : undefined;
}
