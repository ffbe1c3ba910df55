/** Verifies bearer tokens: signature, issuer, time, and audience (Cognito's access tokens have a client id in its place). */
import { JwtVerifier } from 'aws-jwt-verify';
import { assertStringArrayContainsString } from 'aws-jwt-verify/assert';
import { FetchError, JwksValidationError, JwtInvalidAudienceError } from 'aws-jwt-verify/error';
import type { Jwks } from 'aws-jwt-verify/jwk';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import * as z from 'zod';
import type { ApiPorts, Caller } from '../api-ports.ts';
import { callerOf } from './caller-of.ts';

export interface AuthSettings {
  readonly issuer: string;
  readonly audience: string;
  /** The issuer's key set as JSON. If empty, it is fetched from `jwksUri`, or from the issuer's standard address. */
  readonly jwks: string;
  readonly jwksUri: string;
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

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1) });

/**
 * @throws Error if `jwks` is given and is not a key set
 * @returns a function that throws FetchError or JwksValidationError if the issuer's keys cannot be fetched or read
 */
export function createAuthenticator(settings: AuthSettings): ApiPorts['authenticate'] {
  const verify = createVerify(settings);
  const known = new Map<string, Known>();
  return async (token) => {
    const now = Date.now();
    const earlier = known.get(token);
    if (earlier && now < earlier.until) return earlier.caller;
    try {
      const payload = await verify(token);
      const caller = callerOf(payload, settings.groupClaim);
      if (known.size >= mostKnown) known.clear();
      if (caller) known.set(token, { caller, until: Math.min(now + rememberMs, 1_000 * (payload.exp ?? 0)) });
      return caller;
    } catch (error) {
      // These two are the fault of the issuer or the network. Every other error comes from the token, which may hold anything.
      if (error instanceof FetchError || error instanceof JwksValidationError) throw error;
      return undefined;
    }
  };
}

function createVerify({ issuer, audience, jwks, jwksUri }: AuthSettings): (token: string) => Promise<JwtPayload> {
  const verifier = JwtVerifier.create({
    issuer,
    audience: null,
    customJwtCheck: ({ payload }) => {
      checkAudience(payload, audience);
    },
    ...(jwksUri === '' ? {} : { jwksUri }),
  });
  if (jwks === '') return (token) => verifier.verify(token);
  verifier.cacheJwks(parseKeySet(jwks));
  // Synchronous, since that uses the given keys only: for an unknown key id the asynchronous check would ask the network.
  return (token) => Promise.resolve().then(() => verifier.verifySync(token));
}

function parseKeySet(text: string): Jwks {
  // The schema says what a key set needs; aws-jwt-verify checks the keys themselves when it uses them.
  return keySet.parse(JSON.parse(text)) as Jwks;
}

function checkAudience(payload: JwtPayload, audience: string): void {
  const named = payload.aud ?? payload['client_id'];
  assertStringArrayContainsString(
    'Audience',
    z
      .union([z.string(), z.array(z.string())])
      .optional()
      .catch(undefined)
      .parse(named),
    audience,
    JwtInvalidAudienceError,
  );
}
