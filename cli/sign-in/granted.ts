/** Turns what an issuer granted into what the credentials file keeps. Ends are reckoned by the clock of this machine. */
import type { TokenEndpointResponse } from 'openid-client';
import * as z from 'zod';
import { CliError } from '../cli-error.ts';
import type { Credential } from '../config/credentials.ts';
import type { SignInPlan } from './sign-in-plan.ts';

export type Granted = TokenEndpointResponse;

/** A token is renewed so long before it ends, or after three quarters of its life if that is short. */
const earlyMs = 60_000;

/**
 * @param refreshToken the one that was used, which stays where the issuer gives no other
 * @throws CliError when the token that the API takes is not among what was granted
 */
export async function credentialOf(plan: SignInPlan, granted: Granted, refreshToken?: string): Promise<Credential> {
  const now = Date.now();
  const { issuer, client } = plan;
  const token = client.token === 'id' ? granted.id_token : granted.access_token;
  if (token === undefined || token === '') {
    throw new CliError(
      `the issuer ${issuer} gave no ID token, which the API takes: ask who runs the API to correct the setting auth.cli (token, or openid in scope).`,
    );
  }
  const lifeMs = client.token === 'id' ? await lifeOf(token) : (secondsOf(granted.expires_in) ?? (await lifeOf(token)));
  const kept = granted.refresh_token ?? refreshToken;
  const refreshLifeMs = secondsOf(granted['refresh_expires_in'] ?? granted['refresh_token_expires_in']);
  return {
    token,
    ...(lifeMs === undefined
      ? {}
      : { expires_at: iso(now + lifeMs), renew_at: iso(now + lifeMs - Math.min(earlyMs, lifeMs / 4)) }),
    ...(kept === undefined ? {} : { refresh_token: kept }),
    ...(refreshLifeMs === undefined ? {} : { refresh_ends_at: iso(now + refreshLifeMs) }),
    issuer,
    client,
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();

/** In ms; undefined where it is no number, or 0, which stands for "never". */
function secondsOf(value: unknown): number | undefined {
  const seconds = Number(value ?? Number.NaN);
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : undefined;
}

const times = z.object({ iat: z.number(), exp: z.number() });

/** From issue to end, so that a clock that is off does not matter; undefined: the token does not say. */
async function lifeOf(token: string): Promise<number | undefined> {
  const parsed = times.safeParse(await claimsOf(token));
  return parsed.success ? (parsed.data.exp - parsed.data.iat) * 1_000 : undefined;
}

/** What a token says, unchecked; undefined where it is no JWT. */
export async function claimsOf(token: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const { decodeJwt } = await import('jose');
  return await Promise.resolve()
    .then(() => decodeJwt(token))
    .catch(() => undefined);
}
