/**
 * Finds the sockets of other programs in the file system: a folder that is read-only does not keep a command from connecting to a
 * socket in it, and behind one may be a daemon that does anything, such as Docker's.
 */
import { readFileSync, statSync } from 'node:fs';
import { realPath } from './real-path.ts';

const most = 500;
/** A daemon's socket stays. One that is gone when the command starts would keep it from starting, so those that are new are left out. */
const youngMs = 10_000;

/** Paths without links. Linux only; elsewhere none. */
export function openSockets(): string[] {
  let text: string;
  try {
    text = readFileSync('/proc/net/unix', 'utf8');
  } catch {
    return [];
  }
  const paths = text.split('\n').flatMap((line) => /^(?:\S+\s+){7}(\/.*)$/.exec(line)?.[1] ?? []);
  return [...new Set(paths)].filter((path) => realPath(path) === path && isOld(path)).slice(0, most);
}

function isOld(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.isSocket() && Date.now() - found.mtimeMs > youngMs;
}
