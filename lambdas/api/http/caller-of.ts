/** The caller that the claims of a valid token stand for: subject, groups, scopes, and whether it is a machine. */
import * as z from 'zod';
import { limits } from '../../../contracts/limits.ts';
import { scopesAmong } from '../../../contracts/scopes.ts';
import type { Caller } from '../api-ports.ts';

const operators = 'operators';
const subject = z.string().min(1).max(limits.userId);
/** Issuers write lists as such, or as text. */
const words = z.union([z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/))]).catch([]);

export type Claims = Readonly<Record<string, unknown>>;

/** @returns undefined for a token without a subject */
export function callerOf(claims: Claims, groupClaim: string): Caller | undefined {
  const sub = subject.safeParse(claims['sub']);
  if (!sub.success) return undefined;
  const groups = words.parse(claims[groupClaim]);
  // `scope` is the standard's, `scp` that of Okta and Entra, and Entra names what a machine may do in `roles`.
  const named = scopesAmong(['scope', 'scp', 'roles'].flatMap((claim) => words.parse(claims[claim])));
  const isMachine = isMachines(claims, sub.data);
  const scopes = named.length > 0 || isMachine ? named : 'all';
  return { sub: sub.data, isOperator: groups.includes(operators), groups, scopes, isMachine };
}

/**
 * Whether a client got the token for itself (grant of client credentials). Each sign is one that the issuer alone can set: a
 * machine's scopes are permissions that the issuer's administrator gave, which a person may not claim.
 */
function isMachines(claims: Claims, sub: string): boolean {
  const clients = [claims['client_id'], claims['azp'], claims['cid'], claims['appid']];
  return (
    clients.includes(sub) ||
    // Auth0
    claims['gty'] === 'client-credentials' ||
    // Entra: with the optional claim, and without it
    claims['idtyp'] === 'app' ||
    claims['oid'] === sub ||
    // Keycloak: it gives `client_id` to service accounts alone
    (typeof claims['client_id'] === 'string' && claims['preferred_username'] === `service-account-${claims['client_id']}`)
  );
}
