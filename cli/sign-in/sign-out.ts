/** Signs a person out of an API: the refresh token is ended at the issuer, and nothing stays stored here. */
import { forgetCredential } from '../config/credentials.ts';
import { troubleOf } from './issuer-trouble.ts';
import { openIssuer } from './open-issuer.ts';

export interface SignedOut {
  /** False: there was no token. */
  readonly was_signed_in: boolean;
  /** Whether the issuer ended the refresh token; null: there was none. */
  readonly ended_at_issuer: boolean | null;
}

/** @param warn receives a line when the issuer could not be told */
export async function signOut(apiUrl: string, warn: (line: string) => void): Promise<SignedOut> {
  const forgotten = await forgetCredential(apiUrl);
  if (forgotten === undefined) return { was_signed_in: false, ended_at_issuer: null };
  const { issuer, client, refresh_token } = forgotten;
  if (issuer === undefined || client === undefined || refresh_token === undefined) {
    return { was_signed_in: true, ended_at_issuer: null };
  }
  const left = 'The refresh token is removed here, and stays valid at the issuer until it ends.';
  try {
    const { config } = await openIssuer({ issuer, client }, () => undefined);
    if (config.serverMetadata().revocation_endpoint === undefined) {
      warn(`the issuer ${issuer} has no way to end a refresh token. ${left}`);
      return { was_signed_in: true, ended_at_issuer: false };
    }
    const { tokenRevocation } = await import('openid-client');
    await tokenRevocation(config, refresh_token, { token_type_hint: 'refresh_token' });
    return { was_signed_in: true, ended_at_issuer: true };
  } catch (error) {
    warn(`${troubleOf(issuer, error).sentence}. ${left}`);
    return { was_signed_in: true, ended_at_issuer: false };
  }
}
