/**
 * A real OpenID Connect issuer on 127.0.0.1 for tests: people with groups, the public client of the command line, and machine clients.
 * Access tokens are JWTs with `aud: bgagent` and the groups in the claim `groups`; refresh tokens rotate.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type ClientMetadata } from 'oidc-provider';
import * as z from 'zod';
import { answerInteraction, interactionPath, sendPage } from './issuer-pages.ts';
import { cliClient, issuerSettings, machineClient, machineSecret, signingKey } from './issuer-settings.ts';
import { forgetAccount, type Kept } from './kept-models.ts';
import { passwordOf, signInAs } from './sign-in-as.ts';

export interface IssuerOptions {
  /** Groups by `sub`, which is also the name at the login form. */
  readonly users: Readonly<Record<string, readonly string[]>>;
  /** Ids of machine clients. */
  readonly machines?: readonly string[];
  /** Further clients, besides `bgagent-cli` and the machines. */
  readonly clients?: readonly ClientMetadata[];
  /** Life of access and ID tokens. Default: an hour. */
  readonly accessTokenS?: number;
}

export interface SignInAt {
  /** A public client with the grants of `bgagent-cli`, which is the default. */
  readonly client?: string;
  readonly scope?: string;
  /** `urn:NAME` for access tokens with `aud: NAME`. */
  readonly resource?: string;
}

export interface Issuer {
  readonly issuer: string;
  readonly jwksUri: string;
  /** Every request that arrived, in order, such as `POST /token`. */
  readonly asked: readonly string[];
  /** The tokens of a person who signs in with a browser (authorization code and PKCE). */
  signIn(user: string, at?: SignInAt): Promise<Tokens>;
  /** The access token of a machine client. */
  machineToken(client: string, scope?: string, resource?: string): Promise<string>;
  /** From now on, tokens live so long. */
  setAccessTokenS(seconds: number): void;
  /** Changes the groups that the next tokens of a person have. */
  setGroups(user: string, groups: readonly string[]): void;
  /** Ends all sessions and refresh tokens of a person. */
  revoke(user: string): void;
  /** A new key signs from now on. The old ones are published still, or were withdrawn. */
  rotateKeys(old: 'kept' | 'withdrawn'): void;
  /** An outage: nothing listens at the port any more. What the issuer knows is kept. */
  stop(): Promise<void>;
  /** Ends the outage, on the same port. */
  start(): Promise<void>;
  close(): Promise<void>;
}

const tokens = z.object({
  access_token: z.string(),
  id_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
});
export type Tokens = z.infer<typeof tokens>;

export async function startIssuer(options: IssuerOptions): Promise<Issuer> {
  const users = new Map(Object.entries(options.users));
  const kept: Kept = new Map();
  const asked: string[] = [];
  let accessTokenS = options.accessTokenS ?? 3_600;

  const server = createServer();
  const port = await listen(server, 0);
  const issuer = `http://127.0.0.1:${port}`;
  const clients = [cliClient, ...(options.machines ?? []).map(machineClient), ...(options.clients ?? [])];
  let keys = [signingKey('issuer-1')];
  const provide = () =>
    new Provider(
      issuer,
      issuerSettings({ groupsOf: (id) => users.get(id), clients, accessTokenS: () => accessTokenS, kept, keys }),
    );
  let provider = provide();
  let made = 1;
  serve(
    server,
    () => provider,
    (login, password) => users.has(login) && password === passwordOf(login),
    asked,
  );

  return {
    issuer,
    jwksUri: `${issuer}/jwks`,
    asked,
    signIn: (user, at) => signInAt(issuer, user, at),
    machineToken: (client, scope, resource) => machineTokenAt(issuer, client, scope, resource),
    setAccessTokenS: (seconds) => {
      accessTokenS = seconds;
    },
    setGroups: (user, groups) => {
      users.set(user, groups);
    },
    revoke: (user) => {
      forgetAccount(kept, user);
    },
    rotateKeys: (old) => {
      made += 1;
      keys = [signingKey(`issuer-${made}`), ...(old === 'kept' ? keys : [])];
      provider = provide();
    },
    stop: () => stopListening(server),
    start: async () => {
      await listen(server, port);
    },
    close: () => stopListening(server),
  };
}

function serve(
  server: Server,
  providerNow: () => Provider,
  check: Parameters<typeof answerInteraction>[1],
  asked: string[],
): void {
  server.on('request', (request, response) => {
    const provider = providerNow();
    const { pathname } = new URL(request.url ?? '/', 'http://issuer');
    asked.push(`${request.method ?? ''} ${pathname}`);
    if (!pathname.startsWith(interactionPath)) {
      void provider.callback()(request, response);
      return;
    }
    answerInteraction(provider, check, request, response).catch((error: unknown) => {
      sendPage(response, 500, `<p>${String(error)}</p>`);
    });
  });
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  // A server on a port has an address with a port.
  return (server.address() as AddressInfo).port;
}

async function stopListening(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** Signs a person in with a browser, at an issuer that may run in another process. */
export async function signInAt(issuer: string, user: string, at: SignInAt = {}): Promise<Tokens> {
  const { client = cliClient.client_id, scope = 'openid profile offline_access', resource } = at;
  const verifier = randomBytes(32).toString('base64url');
  // Nothing listens there: the browser ends at an address with the code.
  const back = {
    client_id: client,
    redirect_uri: 'http://127.0.0.1:9/callback',
    ...(resource === undefined ? {} : { resource }),
  };
  const address = new URL(`${issuer}/auth`);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const asked = { ...back, scope, response_type: 'code', code_challenge: challenge, code_challenge_method: 'S256' };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  const end = await signInAs(address, user);
  const code = end.address.searchParams.get('code');
  if (code === null) throw new Error(`${user} could not sign in: ${end.page?.text ?? end.address.href}`);
  const answer = await askToken(issuer, { ...back, grant_type: 'authorization_code', code, code_verifier: verifier });
  return tokens.parse(answer);
}

/** Of an issuer that may run in another process. */
export async function machineTokenAt(issuer: string, client: string, scope = '', resource?: string): Promise<string> {
  const answer = await askToken(
    issuer,
    { grant_type: 'client_credentials', scope, ...(resource === undefined ? {} : { resource }) },
    { authorization: `Basic ${Buffer.from(`${client}:${machineSecret(client)}`).toString('base64')}` },
  );
  return z.object({ access_token: z.string() }).parse(answer).access_token;
}

async function askToken(issuer: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<unknown> {
  const response = await fetch(`${issuer}/token`, { method: 'POST', headers, body: new URLSearchParams(fields) });
  if (!response.ok) throw new Error(`The issuer answered ${response.status}: ${await response.text()}`);
  return await response.json();
}
