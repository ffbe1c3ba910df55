/**
 * The codes of links that open the dashboard. Each works once and for ten minutes, and for the running process only: a restart
 * forgets all of them.
 */
import { createHash, randomBytes } from 'node:crypto';

/** How long a code works, in milliseconds. */
export const codeLifeMs = 10 * 60_000;
/** Codes that are kept at the same time; a further one takes the place of the oldest. */
const mostCodes = 100;

export interface OneTimeCodes {
  /** A new code, 32 random bytes in base64url, and when it ends (milliseconds since 1970). */
  make(): { readonly code: string; readonly expiresAtMs: number };
  /** Whether the code works. It does not work again. */
  take(code: string): boolean;
}

/** @param now milliseconds since 1970 */
export function oneTimeCodes(now: () => number): OneTimeCodes {
  /** When each code ends, by the digest of the code, the oldest first. */
  const ends = new Map<string, number>();
  return {
    make: () => {
      const code = randomBytes(32).toString('base64url');
      const expiresAtMs = now() + codeLifeMs;
      ends.set(digest(code), expiresAtMs);
      for (const oldest of [...ends.keys()].slice(0, -mostCodes)) ends.delete(oldest);
      return { code, expiresAtMs };
    },
    take: (code) => {
      const key = digest(code);
      const end = ends.get(key);
      ends.delete(key);
      return end !== undefined && now() < end;
    },
  };
}

// The time of a search by a digest tells nothing about the codes.
const digest = (code: string): string => createHash('sha256').update(code).digest('hex');
