/** Paths as the system resolves them, and how they lie to each other. */
import { realpathSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';

/** Without links; undefined where nothing is there. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Whether the path is the folder or lies in it. Both are absolute, without links. */
export function isIn(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way === '' || !(way === '..' || way.startsWith('../') || isAbsolute(way));
}

export const isInOneOf = (path: string, folders: readonly string[]): boolean => folders.some((folder) => isIn(path, folder));
