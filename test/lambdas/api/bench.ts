/** The API on a local engine, called through its handler's function with events as API Gateway makes them. */
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createFleetStores } from '../../../adapters/fleet/fleet-stores.ts';
import type { FleetStores } from '../../../adapters/ports.ts';
import { durationsSchema } from '../../../contracts/durations.ts';
import { createClient, type Client } from '../../../contracts/http/client.ts';
import type { Look } from '../../../contracts/messages.ts';
import { answerRequest } from '../../../lambdas/api/answer-request.ts';
import type { ApiPorts } from '../../../lambdas/api/api-ports.ts';
import { createAuthenticator } from '../../../lambdas/api/http/authenticate.ts';
import { startLocalDynamo } from '../../adapters/local-dynamo.ts';
import { fixedKeys } from '../../twins/fixed-keys.ts';
import { makeTaskPlatform, onboarded, putRepo } from '../../tasks/task-platform.ts';

const auth = { issuer: 'https://issuer.test', audiences: ['bgagent', 'portal'], groupClaim: 'cognito:groups' };

export interface TokenWish {
  readonly sub?: string;
  readonly groups?: string[];
  readonly issuer?: string;
  readonly audience?: string;
  readonly claims?: Record<string, unknown>;
  readonly expires?: string | number;
  readonly kid?: string;
}

export interface Reply {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string;
  /** Of JSON answers. */
  readonly json: unknown;
}

export interface RawRequest {
  readonly token?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly base64?: boolean;
}

export type Bench = Awaited<ReturnType<typeof startBench>>;

export async function startBench() {
  const dynamo = await startLocalDynamo();
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwks = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'ES256', use: 'sig' }] });
  const platform = makeTaskPlatform(dynamo);
  const stores: FleetStores = createFleetStores(dynamo.documents, { fleetTable: 'FleetTable', keepS: 86_400 });
  const mailed: Look[] = [];
  const reports: unknown[] = [];
  const authenticate = createAuthenticator({ ...auth, jwks, jwksUri: '' });

  const ports: ApiPorts = {
    stores,
    tasks: platform.tasks,
    taskEvents: platform.events,
    repos: platform.repos,
    core: platform.core,
    mailbox: { mail: (look) => Promise.resolve(void mailed.push(look)) },
    clockAndIds: platform.ports.clockAndIds,
    pageTokenKeys: fixedKeys('a'.repeat(64)),
    authenticate,
    // Time stands still but for this; real work of others goes on meanwhile.
    sleep: (ms) => {
      platform.time.now += ms;
      return new Promise((resolve) => setImmediate(resolve));
    },
    onRequestBroken: (...what) => void reports.push(what),
    onMailFailed: (...what) => void reports.push(what),
    settings: {
      allowShell: false,
      callerVerifiers: false,
      agents: null,
      allowPrivateWebhooks: false,
      userTaskCap: 0,
      durations: { ...durationsSchema.parse({}), command_wait_s: 1 },
      signIn: { issuer: 'https://issuer.test', client: null },
    },
  };

  const tokenOf = (wish: TokenWish = {}): Promise<string> =>
    new SignJWT({ [auth.groupClaim]: wish.groups ?? [], ...wish.claims })
      .setProtectedHeader({ alg: 'ES256', kid: wish.kid ?? 'one' })
      .setIssuer(wish.issuer ?? auth.issuer)
      .setAudience(wish.audience ?? 'bgagent')
      .setSubject(wish.sub ?? 'ann')
      .setIssuedAt()
      .setExpirationTime(wish.expires ?? '1h')
      .sign(privateKey);
  const tokens = {
    ann: await tokenOf(),
    bob: await tokenOf({ sub: 'bob' }),
    operator: await tokenOf({ sub: 'olga', groups: ['operators'] }),
  };

  const call = async (method: string, path: string, request: RawRequest = {}, using: ApiPorts = ports): Promise<Reply> => {
    const [rawPath = '', rawQueryString = ''] = path.split('?');
    const authorization = request.token === '' ? {} : { authorization: `Bearer ${request.token ?? tokens.ann}` };
    const type = request.body === undefined ? {} : { 'content-type': 'application/json' };
    const response = await answerRequest(using, {
      version: '2.0',
      routeKey: '$default',
      rawPath,
      rawQueryString,
      headers: { ...type, ...authorization, ...request.headers },
      requestContext: { requestId: 'req-1', http: { method, path: rawPath } },
      body: request.body,
      isBase64Encoded: request.base64 ?? false,
      // Only what the handler reads of an event.
    } as unknown as Parameters<typeof answerRequest>[1]);
    const text = response.body ?? '';
    const headers = Object.fromEntries(Object.entries(response.headers ?? {}).map(([name, value]) => [name, String(value)]));
    const isJson = (headers['content-type'] ?? '').includes('json') && !(headers['content-type'] ?? '').includes('ndjson');
    return { status: response.statusCode ?? 0, headers, text, json: isJson ? (JSON.parse(text) as unknown) : undefined };
  };

  /** A client whose network is the handler. */
  const clientOf = (token: string, using: ApiPorts = ports): Client =>
    createClient({
      baseUrl: 'http://api.test/',
      token,
      fetch: async (input, init) => {
        const request = new Request(input, init);
        const url = new URL(request.url);
        const headers = Object.fromEntries(request.headers);
        const body = await request.text();
        const reply = await call(
          request.method,
          `${url.pathname}${url.search}`,
          { token, headers, ...(body === '' ? {} : { body }) },
          using,
        );
        return new Response(reply.text === '' ? null : reply.text, { status: reply.status, headers: reply.headers });
      },
    });

  for (const name of ['auth', 'users', 'pay']) await putRepo(platform.repos, onboarded(`acme/${name}`));
  return { ...platform, dynamo, stores, ports, mailed, reports, tokens, tokenOf, call, clientOf, stop: () => dynamo.stop() };
}

/** The error of a reply: code, and the code and path of each detail. */
export function errorOf(reply: Reply): { code: string; message: string; details: string[] } {
  const { error } = reply.json as { error: { code: string; message: string; details?: { path: string; code: string }[] } };
  return { code: error.code, message: error.message, details: (error.details ?? []).map(({ path, code }) => `${code} ${path}`) };
}
