/** How the issuer for tests is set up: clients, claims, audiences and lives of tokens. */
import { generateKeyPairSync } from 'node:crypto';
import type { ClientMetadata, Configuration } from 'oidc-provider';
import { page } from './issuer-pages.ts';
import { type Kept, keptModel } from './kept-models.ts';

/** The public client of the command line. */
export const cliClient: ClientMetadata = {
  client_id: 'bgagent-cli',
  application_type: 'native',
  token_endpoint_auth_method: 'none',
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  response_types: ['code'],
  // Of a native client any port of 127.0.0.1 may follow (RFC 8252, section 7.3).
  redirect_uris: ['http://127.0.0.1/callback'],
};

/** A client that signs in as itself. */
export const machineClient = (client_id: string): ClientMetadata => ({
  client_id,
  client_secret: machineSecret(client_id),
  grant_types: ['client_credentials'],
  response_types: [],
  redirect_uris: [],
});
export const machineSecret = (client_id: string): string => `secret-of-${client_id}`;

const ourScopes = ['fleets:read', 'fleets:write', 'tasks:read', 'tasks:write', 'repos:write'];
/** As they are, and with the name of a resource server before them, as Cognito issues them. */
const resourceScopes = [...ourScopes, ...ourScopes.map((scope) => `bgagent/${scope}`)].join(' ');

/** The `resource` that tokens are for unless a client asks for another one; `urn:NAME` gives `aud: NAME`. */
export const defaultResource = 'urn:bgagent';

interface Wanted {
  readonly groupsOf: (accountId: string) => readonly string[] | undefined;
  readonly clients: readonly ClientMetadata[];
  readonly accessTokenS: () => number;
  readonly kept: Kept;
  /** Published; the first one signs. */
  readonly keys: readonly SigningKey[];
}

export function issuerSettings({ groupsOf, clients, accessTokenS, kept, keys }: Wanted): Configuration {
  return {
    adapter: (name: string) => keptModel(kept, name),
    clients: [...clients],
    jwks: { keys: [...keys] },
    cookies: { keys: ['a key of tests'] },
    scopes: ['openid', 'profile', 'offline_access'],
    claims: { openid: ['sub', 'groups'] },
    conformIdTokenClaims: false,
    findAccount: (_, accountId) => {
      const groups = groupsOf(accountId);
      return groups === undefined ? undefined : { accountId, claims: () => ({ sub: accountId, groups }) };
    },
    extraTokenClaims: (_, token) => ('accountId' in token ? { groups: groupsOf(token.accountId) ?? [] } : undefined),
    interactions: { url: (_, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: (_, client) => client.grantTypeAllowed('refresh_token'),
    rotateRefreshToken: true,
    pkce: { required: () => true },
    ttl: lives(accessTokenS),
    renderError: (ctx, out) => {
      ctx.type = 'html';
      ctx.body = page(`<p>${out.error}: ${out.error_description ?? ''}</p>`);
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
      deviceFlow: {
        enabled: true,
        userCodeInputSource: (ctx, form) => {
          ctx.body = page(form);
        },
        userCodeConfirmSource: (...[ctx, form, , , userCode]) => {
          ctx.body = page(`<p>Is it ${userCode}?</p>${form}`);
        },
        successSource: (ctx) => {
          ctx.body = page('<p>Signed in.</p>');
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => defaultResource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_, resource) => ({
          scope: resourceScopes,
          audience: resource.replace(/^urn:/, ''),
          accessTokenTTL: accessTokenS(),
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
  };
}

const hour = 3_600;
const day = 24 * hour;
const lives = (accessTokenS: () => number): Configuration['ttl'] => ({
  AccessToken: accessTokenS,
  ClientCredentials: accessTokenS,
  IdToken: accessTokenS,
  AuthorizationCode: 60,
  DeviceCode: 600,
  RefreshToken: 30 * day,
  Interaction: hour,
  Session: day,
  Grant: 30 * day,
});

export type SigningKey = ReturnType<typeof signingKey>;

export function signingKey(kid: string) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  return { ...privateKey.export({ format: 'jwk' }), kty: 'RSA' as const, kid, alg: 'RS256', use: 'sig' };
}
