/**
 * Makes of a patch of git what is kept of a change: its files, its lines, its hash. All repositories of a task go into one digest.
 * The hash is that of the files in their order, each with its name, what became of it, and the lines that were added and removed. The
 * numbers and the context of hunks are left out, so that an equal change has an equal hash wherever in a file it is.
 */
import { createHash, type Hash } from 'node:crypto';
import type { ChangeSummary, FileChange } from '../../../contracts/change.ts';
import { limits } from '../../../contracts/limits.ts';
import { readPatch } from '../../git/patch-lines.ts';
import { readRawEntries, type RawEntry } from '../../git/raw-entries.ts';
import type { KeptText } from './kept-text.ts';

export interface PatchReader {
  /** Takes what `git diff-tree --raw --patch -z` prints, in parts. */
  add(bytes: Buffer): void;
  /** Whether it was read to an end. */
  isWhole(): boolean;
}

export interface ChangeDigest {
  /** @param folder of the repository among those of the task, such as `web/`; empty: it is the only one */
  reader(folder: string): PatchReader;
  summary(): Omit<ChangeSummary, 'cut'>;
  /** The first of them. */
  files(): readonly FileChange[];
}

/** UTF-16 units of the names that are listed: a name may have thousands. */
const mostListed = 256 * 1024;

/** @param kept gets the text of the patches, in parts */
export function createChangeDigest(kept: Pick<KeptText, 'add' | 'addHunkHead'>): ChangeDigest {
  const sums = { hash: createHash('sha256'), files: 0, added: 0, removed: 0, bytes: 0 };
  const files: FileChange[] = [];
  let listed = 0;
  const told: Sink = {
    hash: sums.hash,
    text(bytes) {
      sums.bytes += bytes.length;
      kept.add(bytes);
    },
    hunkHead(line) {
      sums.bytes += line.length + 1;
      kept.addHunkHead(line);
    },
    file(file) {
      sums.files += 1;
      sums.added += file.added ?? 0;
      sums.removed += file.removed ?? 0;
      listed += file.path.length + (file.old_path?.length ?? 0);
      if (files.length < limits.diffFiles && listed <= mostListed) files.push(file);
    },
  };
  return {
    reader: (folder) => patchReader(folder, told),
    summary: () => ({ ...sums, hash: sums.hash.copy().digest('hex') }),
    files: () => files,
  };
}

interface Sink {
  readonly hash: Hash;
  readonly text: (bytes: Buffer) => void;
  readonly hunkHead: (line: Buffer) => void;
  readonly file: (file: FileChange) => void;
}

/** The file whose part of the patch is read. */
interface OpenFile {
  readonly entry: RawEntry;
  /** Parts of the patch that are about it: one that became a link is deleted and added. */
  partsLeft: number;
  isBinary: boolean;
  added: number;
  removed: number;
}

function patchReader(folder: string, { hash, text, hunkHead, file }: Sink): PatchReader {
  const entries: RawEntry[] = [];
  let next = 0;
  let open: OpenFile | undefined;
  let isWhole = true;
  const close = (): void => {
    if (!open) return;
    if (open.partsLeft > 0) isWhole = false;
    file(fileOf(folder, open));
    open = undefined;
  };
  const begin = (): void => {
    if (open && open.partsLeft > 0) {
      open.partsLeft -= 1;
      return;
    }
    close();
    const entry = entries[next];
    next += 1;
    if (!entry) {
      isWhole = false;
      return;
    }
    open = { entry, partsLeft: entry.status === 'T' ? 1 : 0, isBinary: false, added: 0, removed: 0 };
    hash.update(headOf(folder, entry), 'latin1');
  };
  const patch = readPatch({
    onHead(line) {
      const words = line.toString('latin1', 0, longestWords);
      if (words.startsWith('diff --git ')) begin();
      if (open && words.startsWith('Binary files ')) {
        open.isBinary = true;
        hash.update(`binary ${open.entry.content}\n`);
      }
      if (words.startsWith('@@ ')) hunkHead(line);
      else text(Buffer.concat([inFolder(line, words, folder), lineFeed]));
    },
    onLines: text,
    onChanged: (bytes) => hash.update(bytes),
    onSign(sign) {
      if (open) open[sign === '+' ? 'added' : 'removed'] += 1;
    },
  });
  const list = readRawEntries((entry) => entries.push(entry));
  return {
    add(bytes) {
      const rest = list.add(bytes);
      if (rest) patch.add(rest);
    },
    isWhole() {
      close();
      return isWhole && next === entries.length && patch.isWhole();
    },
  };
}

const lineFeed = Buffer.from('\n');
/** Characters of a line in which its first words are. */
const longestWords = 20;

/** Begins with a character that no line of a hunk begins with, and has no line feed in it: so no two changes are one text. */
function headOf(folder: string, { status, modeBefore, mode, path, pathBefore }: RawEntry): string {
  const modes = status === 'A' ? mode : status === 'D' || modeBefore === mode ? '' : `${modeBefore} ${mode}`;
  const before = Buffer.from(folder).toString('latin1');
  return `=${JSON.stringify([status, modes, before + path, pathBefore === undefined ? null : before + pathBefore])}\n`;
}

/** Git puts the folder in front of the other names itself: `--src-prefix`. */
function inFolder(line: Buffer, words: string, folder: string): Buffer {
  const [start] = /^(?:rename|copy) (?:from|to) "?/.exec(words) ?? [];
  if (start === undefined || folder === '') return line;
  return Buffer.concat([line.subarray(0, start.length), Buffer.from(folder), line.subarray(start.length)]);
}

const statuses: Readonly<Record<string, FileChange['status']>> = {
  A: 'added',
  D: 'deleted',
  R: 'renamed',
  C: 'copied',
  T: 'type_changed',
};

function fileOf(folder: string, { entry, isBinary, added, removed }: OpenFile): FileChange {
  const named = (path: string): string => folder + Buffer.from(path, 'latin1').toString();
  return {
    path: named(entry.path),
    old_path: entry.pathBefore === undefined ? null : named(entry.pathBefore),
    status: statuses[entry.status] ?? 'modified',
    ...(isBinary ? { added: null, removed: null } : { added, removed }),
  };
}
