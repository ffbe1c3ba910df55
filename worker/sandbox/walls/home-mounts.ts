/**
 * Shows the caches and read-only folders of the worker's home folder at the same place in the HOME of a command. Programs look for
 * `$HOME/.npm`, wherever HOME is.
 * Invariant: each folder from HOME down to such a place is a mount of its own in the sandbox. A mount cannot be moved or replaced there,
 * so a command cannot put a link into the way, which would lead the next command's mount to another place of the machine.
 */
import { lstatSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Shown } from './places.ts';

export interface HomeMount {
  readonly source: string;
  readonly at: string;
  readonly writable: boolean;
}

/**
 * Makes the places in HOME where they are missing. Answers the mounts in the order in which they are made.
 * @param home exists, is no link, and is used by commands in the sandbox only
 * @throws an error that names what is in the way
 */
export function homeMounts(home: string, shown: readonly Shown[]): HomeMount[] {
  const mounts = new Map<string, HomeMount>([['', { source: home, at: home, writable: true }]]);
  const places = shown.flatMap((each) =>
    each.inHome === undefined || each.inHome === '' ? [] : [{ ...each, way: each.inHome }],
  );
  const ways = places.map(({ way }) => way);
  for (const { way, source, writable, isFile } of places.sort((a, b) => depth(a.way) - depth(b.way))) {
    const above = ancestors(way);
    // Within a place that is shown, too, nothing has to be made.
    if (!above.some((each) => ways.includes(each))) {
      for (const each of above) {
        makeFolder(join(home, each));
        if (!mounts.has(each)) mounts.set(each, { source: join(home, each), at: join(home, each), writable: true });
      }
      if (isFile) makeFile(join(home, way));
      else makeFolder(join(home, way));
    }
    mounts.set(way, { source, at: join(home, way), writable });
  }
  return [...mounts.values()];
}

const depth = (way: string): number => way.split('/').length;

/** `a/b/c` → `a`, `a/b`. */
function ancestors(way: string): string[] {
  const above = dirname(way);
  return above === '.' ? [] : [...ancestors(above), above];
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
  new Error(`${path} must be a ${wanted}, because a setting of worker.yaml shows something there. Remove it.`);
