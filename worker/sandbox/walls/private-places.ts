/**
 * Finds what only root may read, for a worker that runs as root. Its commands have no rights besides, but they own such files: the variables
 * of services, keys of the machine, data of other programs.
 */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Places } from './places.ts';

export interface PrivatePlaces {
  readonly folders: readonly string[];
  readonly files: readonly string[];
}

/** Of `/etc` everything, of the others what lies directly in them. */
const searched: readonly (readonly [folder: string, depth: number])[] = [
  ['/etc', 5],
  ...['/var', '/var/lib', '/opt', '/srv', '/mnt', '/media'].map((folder) => [folder, 1] as const),
];

const othersRead = 0o004;
const othersEnter = 0o001;

/** At the time of the call. @param from folders, and how deep each is searched */
export function privatePlaces(from: readonly (readonly [folder: string, depth: number])[] = searched): PrivatePlaces {
  const found = from.flatMap(([folder, depth]) => privateIn(folder, depth));
  return {
    folders: found.flatMap(({ path, isFolder }) => (isFolder ? [path] : [])),
    files: found.flatMap(({ path, isFolder }) => (isFolder ? [] : [path])),
  };
}

/** Without what was removed since: nothing can be laid over a place that is not there. */
export function stillThere({ hidden, masked, ...places }: Places): Places {
  const isThere = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  return { ...places, hidden: hidden.filter(isThere), masked: masked.filter(isThere) };
}

interface Found {
  readonly path: string;
  readonly isFolder: boolean;
}

/** No link is followed. */
function privateIn(folder: string, depth: number): Found[] {
  return namesIn(folder).flatMap((name) => {
    const path = join(folder, name);
    const found = lstatSync(path, { throwIfNoEntry: false });
    if (found?.isDirectory()) {
      if ((found.mode & othersEnter) === 0) return [{ path, isFolder: true }];
      return depth > 1 ? privateIn(path, depth - 1) : [];
    }
    return found?.isFile() && (found.mode & othersRead) === 0 ? [{ path, isFolder: false }] : [];
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
