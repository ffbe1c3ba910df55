/**
 * Finds the sockets of other programs in the file system: a folder that is read-only does not keep a command from connecting to a
 * socket in it, and behind one may be a daemon that does anything, such as Docker's.
 */
import { readFileSync } from 'node:fs';
import { realPath } from './real-path.ts';

const most = 500;

/** Paths without links. Linux only; elsewhere none. */
export function openSockets(): string[] {
  let text: string;
  try {
    text = readFileSync('/proc/net/unix', 'utf8');
  } catch {
    return [];
  }
  const paths = text.split('\n').flatMap((line) => /^(?:\S+\s+){7}(\/.*)$/.exec(line)?.[1] ?? []);
  return [...new Set(paths)].filter((path) => realPath(path) === path).slice(0, most);
}
