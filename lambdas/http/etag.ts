/** ETags. A reader that has the answer with an ETag gets an empty 304 instead of the answer. */
import { createHash } from 'node:crypto';

/** @param known a text that changes whenever the answer does: the answer itself, or the state that it is made from */
export const etagOf = (known: string): string => `"${createHash('sha256').update(known).digest('base64url')}"`;

/** A weak ETag: the same state, though times that are computed for each answer may differ. */
export const weakEtagOf = (known: string): string => `W/${etagOf(known)}`;

/** Whether the header If-None-Match names the ETag. The header does not distinguish weak from strong ETags. */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = (ifNoneMatch ?? '').split(',').map(opaque);
  return tags.includes(opaque(etag)) || tags.includes('*');
}

const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
