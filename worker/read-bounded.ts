/** Reads a file that somebody else wrote: never waits for it, follows no link, reads no more than it should. */
import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';

export type BoundedRead =
  | { readonly kind: 'read'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly why: string };

/** A pipe without a writer would block an open that waits. */
const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW;

/** @param largest bytes; a larger file is not read */
export function readBounded(file: string, largest: number): BoundedRead {
  let descriptor: number;
  try {
    descriptor = openSync(file, flags);
  } catch (error) {
    return notOpened(error);
  }
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) return { kind: 'unreadable', why: 'it is not a regular file' };
    if (stat.size > largest) return { kind: 'unreadable', why: `it is larger than ${largest} bytes` };
    return { kind: 'read', text: readFileSync(descriptor, 'utf8') };
  } finally {
    closeSync(descriptor);
  }
}

function notOpened(error: unknown): BoundedRead {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { kind: 'missing' };
  return { kind: 'unreadable', why: code === 'ELOOP' ? 'it is a link' : `it cannot be opened (${code})` };
}
