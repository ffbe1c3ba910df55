/** Opens a file that the work wrote. Refuses everything but a regular file: follows no link, and waits for no pipe. */
import { closeSync, constants, fstatSync, openSync } from 'node:fs';

export type PlainFile =
  /** The caller closes the descriptor. `size` in bytes. */
  | { readonly kind: 'open'; readonly descriptor: number; readonly size: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly why: string };

/** O_NONBLOCK: opening a pipe that has no writer would wait for ever. */
const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

export function openPlainFile(path: string): PlainFile {
  let descriptor: number;
  try {
    descriptor = openSync(path, flags);
  } catch (error) {
    return notOpened(error);
  }
  const stat = fstatSync(descriptor);
  if (stat.isFile()) return { kind: 'open', descriptor, size: stat.size };
  closeSync(descriptor);
  return { kind: 'refused', why: 'it is not a regular file' };
}

function notOpened(error: unknown): PlainFile {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
  return { kind: 'refused', why: code === 'ELOOP' ? 'it is a link' : `it cannot be opened (${code})` };
}
