/** How long the sign-in of a connection lasts, as far as it is known here. */
import type { Credential } from '../config/credentials.ts';
import type { SignInLife } from '../render/sign-in.ts';
import { claimsOf } from './granted.ts';

/** Of a token without a known end, what the token says itself. */
export async function signInLife({ token, issuer, expires_at, refresh_token, refresh_ends_at }: Credential): Promise<SignInLife> {
  const { exp, iss } = (await claimsOf(token)) ?? {};
  const end = typeof exp === 'number' ? new Date(exp * 1_000).toISOString() : null;
  return {
    issuer: issuer ?? (typeof iss === 'string' ? iss : null),
    expires_at: expires_at ?? end,
    renewed: refresh_token !== undefined,
    refresh_ends_at: refresh_ends_at ?? null,
  };
}
