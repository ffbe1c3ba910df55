/** What a diff says of its files, in words. */
import { plural } from '../../core/text/plural.ts';
import type { DiffFile, FileStatus } from './diff-lines.ts';

/** A file that is only modified needs no word. */
export const statusWords: Readonly<Record<FileStatus, string>> = {
  added: 'new',
  deleted: 'deleted',
  modified: '',
  renamed: 'renamed',
  copied: 'copied',
};

/** Example: `src/old.ts → src/new.ts`. */
export const nameOfFile = ({ path, oldPath }: Pick<DiffFile, 'path' | 'oldPath'>): string => {
  if (path === '') return 'Before the first file';
  return oldPath === null ? path : `${oldPath} → ${path}`;
};

/** Example: `2 files, +4 −2`. */
export function totalsInWords({
  files,
  added,
  removed,
}: {
  readonly files: number;
  readonly added: number;
  readonly removed: number;
}): string {
  return `${plural(files, 'file')}, +${added} −${removed}`;
}

export const totalsOf = (files: readonly DiffFile[]) => ({
  files: files.length,
  added: files.reduce((sum, { added }) => sum + added, 0),
  removed: files.reduce((sum, { removed }) => sum + removed, 0),
});
