/**
 * The folders and files that a command sees at another place, or may write, in the order in which they are mounted. A mount is made with the
 * worker's rights, and the way to it may lead through a folder that commands may write, such as HOME or `/tmp`. A link that an earlier
 * command left there would lead the mount to another place of the machine.
 * Invariant: each folder on such a way is a mount of its own. A mount cannot be moved or replaced in the sandbox, so the way stays.
 * Example: a cache at `$HOME/.cache/pip` → mounts at `$HOME/.cache` and at `$HOME/.cache/pip`.
 */
import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { isIn } from './real-path.ts';

export interface Mount {
  /** Without links. */
  readonly source: string;
  readonly at: string;
  readonly writable: boolean;
  readonly isFile?: boolean;
}

/**
 * Adds the mounts on the ways, and makes folders and files there where they are missing. No command that sees them runs meanwhile.
 * @throws an error that names what is in the way
 */
export function withFixedWays(mounts: readonly Mount[]): Mount[] {
  const all: Mount[] = [];
  for (const mount of mounts) {
    const around = innermostAround(all, mount.at);
    if (around?.writable) {
      const way = relative(around.at, mount.at);
      for (const each of foldersAbove(way)) {
        makeFolder(join(around.source, each));
        all.push({ source: join(around.source, each), at: join(around.at, each), writable: true });
      }
      if (mount.isFile) makeFile(join(around.source, way));
      else makeFolder(join(around.source, way));
    }
    all.push(mount);
  }
  return all;
}

/** The last one counts where several are at the same place. */
function innermostAround(mounts: readonly Mount[], path: string): Mount | undefined {
  const around = mounts.filter(({ at }) => at !== path && isIn(path, at));
  return around.toSorted((a, b) => a.at.length - b.at.length).at(-1);
}

/** `a/b/c` → `a`, `a/b`. */
function foldersAbove(way: string): string[] {
  const above = dirname(way);
  return above === '.' ? [] : [...foldersAbove(above), above];
}

function makeFolder(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) mkdirSync(path, { mode: 0o700 });
  else if (!found.isDirectory()) throw inTheWay(path, 'folder');
}

function makeFile(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) writeFileSync(path, '', { flag: 'wx', mode: 0o600 });
  else if (!found.isFile()) throw inTheWay(path, 'file');
}

const inTheWay = (path: string, wanted: string): Error =>
  new Error(`${path} must be a ${wanted}, because something is shown there in the sandbox. Remove it.`);
