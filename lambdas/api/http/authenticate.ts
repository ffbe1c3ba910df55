/** Verifies bearer tokens: signature, issuer, times, and audience (Cognito's access tokens have a client id in its place). */
import { decodeJwt, jwtVerify, type JWTPayload } from 'jose';
import type { ApiPorts, Caller } from '../api-ports.ts';
import { callerOf } from './caller-of.ts';
import { createIssuerKeys, IssuerAway, type KeySource } from './issuer-keys.ts';
import { refusals, TokenRefused, whyRefused } from './why-refused.ts';

export interface AuthSettings extends KeySource {
  /** A token is for this service if it is for one of these. */
  readonly audiences: readonly string[];
  readonly groupClaim: string;
}

/** A token that was found valid, so that its signature is not verified anew with every request of a page that polls. */
interface Known {
  readonly caller: Caller;
  /** Epoch milliseconds: not longer than the token says, and soon after a key of the issuer was withdrawn. */
  readonly until: number;
}
const rememberMs = 60_000;
const mostKnown = 1_000;

/** Of keys that an issuer publishes. A secret that both sides know (HS256) is none of them, and neither is no signature at all. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** Of the times, only that they are numbers: `checkTimes` compares them, and tells by how much they are wrong. */
const rules = { algorithms, requiredClaims: ['exp'], clockTolerance: Number.MAX_SAFE_INTEGER };
/** A clock of the issuer that is ahead by less does no harm. */
const aheadMs = 60_000;

/**
 * @throws Error if `jwks` is given and is not a key set
 * @returns a function that throws IssuerAway if the issuer's keys cannot be fetched or read
 */
export function createAuthenticator(settings: AuthSettings): ApiPorts['authenticate'] {
  const verify = createVerify(settings);
  const known = new Map<string, Known>();
  return async (token) => {
    const now = Date.now();
    const earlier = known.get(token);
    if (earlier && now < earlier.until) return { ok: true, value: earlier.caller };
    try {
      const { caller, endsAt } = await verify(token, now);
      if (known.size >= mostKnown) known.clear();
      known.set(token, { caller, until: Math.min(now + rememberMs, endsAt) });
      return { ok: true, value: caller };
    } catch (error) {
      // That one is the fault of the issuer or the network. Every other error comes from the token, which may hold anything.
      if (error instanceof IssuerAway) throw error;
      return { ok: false, error: whyRefused(error) };
    }
  };
}

function createVerify(settings: AuthSettings) {
  const { issuer, audiences, groupClaim } = settings;
  const keys = createIssuerKeys(settings);
  return async (token: string, now: number): Promise<{ caller: Caller; endsAt: number }> => {
    const { iss } = decodeJwt(token);
    // Before the signature: the keys of this issuer say nothing of the tokens of others.
    if (iss !== issuer) throw new TokenRefused(refusals.otherIssuer(iss, issuer));
    const { payload } = await jwtVerify(token, keys, rules);
    const endsAt = checkTimes(payload, now);
    checkAudience(payload, audiences);
    const caller = callerOf(payload, groupClaim);
    if (!caller) throw new TokenRefused(refusals.noSubject);
    return { caller, endsAt };
  };
}

/** @returns when the token ends; no later moment counts, whatever the clocks */
function checkTimes({ exp = 0, nbf = 0, iat = 0 }: JWTPayload, now: number): number {
  const endsAt = 1_000 * exp;
  if (endsAt <= now) throw new TokenRefused(refusals.expired(now - endsAt));
  const startsAt = 1_000 * Math.max(nbf, iat);
  if (startsAt > now + aheadMs) throw new TokenRefused(refusals.early(startsAt - now));
  return endsAt;
}

function checkAudience(payload: JWTPayload, audiences: readonly string[]): void {
  const named = payload.aud ?? payload['client_id'];
  if (![named].flat().some((one) => typeof one === 'string' && audiences.includes(one))) {
    throw new TokenRefused(refusals.otherAudience(named));
  }
}
