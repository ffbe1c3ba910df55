/** Lists the files that commits change, from the output of `git diff-tree --raw -z`. */

export interface ChangedFile {
  /** Each byte as one character, since names need not be UTF-8. */
  readonly path: string;
  /** Its name before, where it was moved. */
  readonly pathBefore: string;
  /** The id of its content. */
  readonly content: string;
  /** The ids of its content before: in each parent of the commit that has it. */
  readonly before: readonly string[];
}

/** Mode of a submodule, whose id is that of a commit elsewhere. */
const submodule = '160000';

/**
 * Reads `:mode mode id id status`, then its name; where the file was moved or copied its former name stands first. For a merge there are as
 * many colons, former modes and former ids as the commit has parents. A file that is gone is left out.
 */
export function readChangedFiles(printed: string): ChangedFile[] {
  const parts = printed.split('\0');
  const files: ChangedFile[] = [];
  for (let at = 0; at < parts.length; at += 1) {
    const [, colons = '', rest = ''] = /^(:+)([^:].*)$/s.exec(parts[at] ?? '') ?? [];
    const parents = colons.length;
    if (parents === 0) continue;
    const words = rest.split(' ');
    const mode = words[parents];
    const ids = words.slice(parents + 1, -1);
    const isMoved = /^[RC]\d*$/.test(words.at(-1) ?? '');
    const pathBefore = parts[at + 1] ?? '';
    const path = isMoved ? (parts[at + 2] ?? '') : pathBefore;
    at += isMoved ? 2 : 1;
    const content = ids.at(-1) ?? '';
    if (mode === submodule || isNothing(content)) continue;
    files.push({ path, pathBefore, content, before: ids.slice(0, -1).filter((id) => !isNothing(id)) });
  }
  return files;
}

const isNothing = (id: string): boolean => /^0*$/.test(id);
