/** Says why a token is not taken, so that its owner can mend it. What this service expects is told only where anyone may know it. */
import { errors } from 'jose';
import { limits } from '../../../contracts/limits.ts';
import { aboutDuration } from '../../../core/text/duration.ts';
import { plainLine } from '../../../core/text/plain-text.ts';
import { shorten } from '../../../core/text/shorten.ts';

/** A token of the issuer that is not taken; the message tells its owner why. */
export class TokenRefused extends Error {}

export const refusals = {
  notSigned: 'The token is not a signed JWT. An issuer that gives out other tokens must be asked for one of this service.',
  otherIssuer: (found: unknown, issuer: string) =>
    `The token is of the issuer ${shown(found)}, and this service takes those of ${issuer}.`,
  otherAudience: (found: unknown) =>
    `The token was issued for ${shown(found)}, and not for this service. Sign in with a client that this service knows.`,
  expired: (sinceMs: number) => `The token expired ${aboutDuration(sinceMs)} ago.`,
  early: (aheadMs: number) =>
    `The token counts from ${aboutDuration(aheadMs)} after now: the clock of its issuer is ahead of the clock of this service, or that one is behind.`,
  noSubject: `The token names nobody: it needs a subject (sub) of at most ${limits.userId} characters.`,
  noEnd: 'The token never ends: it needs a time of its end (exp).',
  notOurs: 'The token is not signed with a key of the issuer.',
} as const;

const shown = (value: unknown): string => {
  const text = [value].flat().filter((one) => typeof one === 'string');
  return text.length === 0 ? 'nobody' : shorten(plainLine(text.join(', ')));
};

/** The sentence for an error of the check. Whatever a token may do to it, there is one: a token may hold anything. */
export function whyRefused(error: unknown): string {
  if (error instanceof TokenRefused) return error.message;
  const lacks = error instanceof errors.JWTClaimValidationFailed && error.reason === 'missing' ? error.claim : undefined;
  if (lacks === 'exp') return refusals.noEnd;
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return refusals.notSigned;
  return refusals.notOurs;
}
