/** A diff for people: its text in colours, or its files with their lines. */
import type { FileChange } from '../../contracts/change.ts';
import type { DiffView } from '../../contracts/http/diff.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { plural } from '../../core/text/plural.ts';
import { changeText } from './change-text.ts';
import type { View } from './view.ts';

/** Lines of a hunk begin with a sign, so a line that begins with `diff` or `@@` is none. */
export function renderDiffText(text: string, view: View): string {
  let isHead = false;
  const painted = text.split('\n').map((line) => {
    if (line.startsWith('diff --git ')) isHead = true;
    else if (line.startsWith('@@ ')) isHead = false;
    return paintLine(line, isHead, view);
  });
  return painted.join('\n');
}

function paintLine(line: string, isHead: boolean, { paint }: View): string {
  if (line === '') return line;
  if (isHead) return paint('strong', line);
  if (line.startsWith('@@ ')) return paint('busy', line);
  if (line.startsWith('+')) return paint('good', line);
  return line.startsWith('-') ? paint('bad', line) : line;
}

const letters: Readonly<Record<FileChange['status'], string>> = {
  added: 'A',
  deleted: 'D',
  modified: 'M',
  renamed: 'R',
  copied: 'C',
  type_changed: 'T',
};

/** Example: ` M src/index.ts  +3 −1`, and a line for all of them. */
export function renderDiffStat({ files, more_files: more, change }: DiffView, view: View): string {
  const names = files.map(nameOf);
  const width = Math.max(0, ...names.map(({ length }) => length));
  const lines = files.map((file, at) => ` ${letters[file.status]} ${(names[at] ?? '').padEnd(width)}  ${linesOf(file, view)}`);
  return [...lines, ...(more > 0 ? [` and ${plural(more, 'more file')}`] : []), changeText(change)].join('\n');
}

const nameOf = ({ path, old_path: before }: FileChange): string => plainLine(before === null ? path : `${before} → ${path}`);

const linesOf = ({ added, removed }: FileChange, { paint }: View): string =>
  added === null || removed === null ? 'binary' : `${paint('good', `+${added}`)} ${paint('bad', `−${removed}`)}`;
