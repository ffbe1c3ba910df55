/**
 * Reads a unified diff of git into files with their lines. The lines of a hunk are read by the numbers in its head, so that a removed line
 * such as `-- a/file`, which stands in the diff as `--- a/file`, is not taken for the head of a file. A diff that was cut may end anywhere.
 * Example: `@@ -1 +1 @@`, `-old`, `+new` → lines `-` at 1 before, `+` at 1 after.
 */
import { pathsOfHead, nameAfter } from './diff-names.ts';

export interface DiffLine {
  /** `@`: the head of a hunk. `\`: git's mark that no line feed follows. */
  readonly sign: '+' | '-' | ' ' | '@' | '\\';
  /** Without its sign. */
  readonly text: string;
  /** Its number in the file before and after; null: it is not in that one. */
  readonly before: number | null;
  readonly after: number | null;
}

export type FileStatus = 'added' | 'deleted' | 'modified' | 'renamed' | 'copied';

export interface DiffFile {
  /** Empty: the text has lines before the head of any file. */
  readonly path: string;
  /** Of a file that was renamed or copied. */
  readonly oldPath: string | null;
  readonly status: FileStatus;
  readonly isBinary: boolean;
  readonly added: number;
  readonly removed: number;
  /** What the head says besides, such as `mode 100644 → 100755`; a line that is not known stands here as it is. */
  readonly notes: readonly string[];
  readonly lines: readonly DiffLine[];
}

type OpenFile = { -readonly [K in keyof DiffFile]: DiffFile[K] } & { readonly lines: DiffLine[] };

const newFile = (): OpenFile => ({
  ...{ path: '', oldPath: null, status: 'modified', isBinary: false },
  ...{ added: 0, removed: 0, notes: [], lines: [] },
});

export function readDiff(text: string): DiffFile[] {
  const files: OpenFile[] = [];
  let hunk: Hunk | undefined;
  for (const line of linesOf(text)) {
    let file = files.at(-1);
    if (file && hunk && takesLine(hunk, line)) {
      addLine(file, hunk, line);
      continue;
    }
    hunk = undefined;
    if (file === undefined || line.startsWith('diff --git ')) files.push((file = newFile()));
    hunk = hunkOf(line);
    if (hunk) file.lines.push({ sign: '@', text: line, before: null, after: null });
    else readHead(file, line);
  }
  return files;
}

/** Without the empty one behind the last line feed. */
function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

interface Hunk {
  /** Numbers of the next lines. */
  before: number;
  after: number;
  /** Lines that are still to come. */
  beforeLeft: number;
  afterLeft: number;
}

/** `@@ -1,3 +1 @@`: a number of lines that is left out is 1. */
const hunkHead = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/;

function hunkOf(line: string): Hunk | undefined {
  const found = hunkHead.exec(line);
  if (!found) return undefined;
  const [, before, beforeLeft = '1', after, afterLeft = '1'] = found;
  return { before: Number(before), after: Number(after), beforeLeft: Number(beforeLeft), afterLeft: Number(afterLeft) };
}

/** Whatever the numbers say, a line without a sign is none of a hunk. */
const signs = /^(?:[-+ \\]|$)/;

const takesLine = ({ beforeLeft, afterLeft }: Hunk, line: string): boolean =>
  signs.test(line) && (beforeLeft > 0 || afterLeft > 0 || line.startsWith('\\'));

function addLine(file: OpenFile, hunk: Hunk, line: string): void {
  const text = line.slice(1);
  if (line.startsWith('\\')) {
    file.lines.push({ sign: '\\', text, before: null, after: null });
    return;
  }
  const sign = line.startsWith('+') ? '+' : line.startsWith('-') ? '-' : ' ';
  file.lines.push({ sign, text, before: sign === '+' ? null : hunk.before, after: sign === '-' ? null : hunk.after });
  if (sign !== '+') {
    hunk.before += 1;
    hunk.beforeLeft -= 1;
  }
  if (sign !== '-') {
    hunk.after += 1;
    hunk.afterLeft -= 1;
  }
  if (sign === '+') file.added += 1;
  if (sign === '-') file.removed += 1;
}

/** What a line before the hunks of a file says, by how it begins. */
const heads: readonly (readonly [string, (rest: string, file: OpenFile) => Partial<DiffFile>])[] = [
  ['diff --git ', (rest) => ({ path: pathsOfHead(rest) })],
  ['index ', () => ({})],
  ['--- ', (rest) => pathOf(nameAfter(rest, 'a/'))],
  ['+++ ', (rest) => pathOf(nameAfter(rest, 'b/'))],
  ['new file mode ', () => ({ status: 'added' })],
  ['deleted file mode ', () => ({ status: 'deleted' })],
  ['old mode ', (rest, { notes }) => ({ notes: [...notes, `mode ${rest}`] })],
  ['new mode ', (rest, { notes }) => ({ notes: [...notes.slice(0, -1), `${notes.at(-1) ?? 'mode'} → ${rest}`] })],
  ['similarity index ', (rest, { notes }) => ({ notes: [...notes, `${rest.replace('%', ' %')} the same`] })],
  ['rename from ', (rest) => ({ oldPath: nameAfter(rest) ?? null })],
  ['copy from ', (rest) => ({ oldPath: nameAfter(rest) ?? null })],
  ['rename to ', (rest) => ({ ...pathOf(nameAfter(rest)), status: 'renamed' })],
  ['copy to ', (rest) => ({ ...pathOf(nameAfter(rest)), status: 'copied' })],
  ['Binary files ', () => ({ isBinary: true })],
];

/** `/dev/null` is the name of the side on which a file is not. */
const pathOf = (path: string | undefined): Partial<DiffFile> => (path === undefined ? {} : { path });

function readHead(file: OpenFile, line: string): void {
  const [start, read] = heads.find(([words]) => line.startsWith(words)) ?? [];
  if (start === undefined || read === undefined) file.notes = [...file.notes, line];
  else Object.assign(file, read(line.slice(start.length), file));
}
