/** Verifies bearer tokens: signature, issuer, audience (or client id, as Cognito's access tokens have it), time. */
import { JwtVerifier } from 'aws-jwt-verify';
import { assertStringArrayContainsString } from 'aws-jwt-verify/assert';
import { FetchError, JwksValidationError, JwtInvalidAudienceError } from 'aws-jwt-verify/error';
import type { Jwks } from 'aws-jwt-verify/jwk';
import type { JwtPayload } from 'aws-jwt-verify/jwt-model';
import * as z from 'zod';
import { limits } from '../../../contracts/limits.ts';
import type { ApiPorts, Caller } from '../api-ports.ts';

export interface AuthSettings {
  readonly issuer: string;
  readonly audience: string;
  /** The issuer's key set as JSON; empty: fetched from `jwksUri`, or from where issuers usually have it. */
  readonly jwks: string;
  readonly jwksUri: string;
  readonly groupClaim: string;
}

const operators = 'operators';
const claims = z.looseObject({ sub: z.string().min(1).max(limits.userId) });
const groups = z.union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/))]).catch([]);
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string() })).min(1) });

/** @throws Error when the inline key set is none, and FetchError when the issuer's keys cannot be fetched */
export function createAuthenticator(settings: AuthSettings): ApiPorts['authenticate'] {
  const verify = createVerify(settings);
  return async (token) => {
    try {
      return callerOf(await verify(token), settings.groupClaim);
    } catch (error) {
      // Not the token's fault: nobody can say yet whether it is valid. Everything else is: what is in a token is anybody's.
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
  // From the given keys only: an unknown key id must not make it ask the network.
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

function callerOf(payload: JwtPayload, groupClaim: string): Caller | undefined {
  const read = claims.safeParse(payload);
  if (!read.success) return undefined;
  return { sub: read.data.sub, isOperator: groups.parse(read.data[groupClaim]).includes(operators) };
}
