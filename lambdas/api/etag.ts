/** ETags: what an answer is known by, so that a reader who has it is told in a few bytes that nothing has changed. */
import { createHash } from 'node:crypto';

/** @param known text that changes when the answer does: the answer itself, or what it is made of */
export const etagOf = (known: string): string => `"${createHash('sha256').update(known).digest('base64url')}"`;

/** Weak: the same state, though times in it may have gone on. */
export const weakEtagOf = (known: string): string => `W/${etagOf(known)}`;

/** Whether a header If-None-Match names the ETag, in which a weak one is as good as a strong one. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map(opaque);
  return tags.includes(opaque(etag)) || tags.includes('*');
}

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
