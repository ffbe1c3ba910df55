/** Tokens of a GitHub App, from a server that verifies its key as GitHub does. */
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { jwtVerify } from 'jose';
import { isOutage } from '../../../adapters/dynamo/outage.ts';
import { forgeCredentials, githubAppSecret } from '../../../lambdas/worker-api/github-app.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const installed = ['api', 'web'];

let server: Server;
let api: string;
let isDown = false;
const asked: unknown[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const answer = (status: number, body: object = {}) => response.writeHead(status).end(JSON.stringify(body));
      if (isDown) return answer(503);
      const token = (request.headers.authorization ?? '').replace(/^Bearer /i, '');
      const { payload } = await jwtVerify(token, publicKey).catch(() => ({ payload: undefined }));
      if (String(payload?.iss) !== '77') return answer(401);
      const [, name = ''] = /^\/repos\/acme\/([^/]+)\/installation$/.exec(request.url ?? '') ?? [];
      if (installed.includes(name)) return answer(200, { id: 5 });
      if (request.method !== 'POST' || request.url !== '/app/installations/5/access_tokens') return answer(404);
      // The test itself made the body.
      const body = (await json(request)) as { repositories: readonly string[] };
      asked.push(body);
      if (!body.repositories.every((each) => installed.includes(each))) return answer(422);
      return answer(201, { token: `for ${body.repositories.join()}`, expires_at: '2026-11-27T20:00:00Z' });
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A server that listens on a port has an address of this kind.
  api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** GitHub gives keys in the older of the two forms. */
const credentials = (key = privateKey) => {
  const private_key = key.export({ type: 'pkcs1', format: 'pem' }).toString();
  const app = githubAppSecret.parse({ app_id: '77', private_key, host: 'GHE.acme.example', api });
  return forgeCredentials({
    app: { read: () => Promise.resolve(app) },
    token: () => ({ read: () => Promise.resolve({ token: 'of a secret' }) }),
  });
};
const places = (...names: string[]) => names.map((name) => ({ host: 'ghe.acme.example', owner: 'acme', name }));

test('a token is asked for the repositories of the task alone, with what the work needs', async () => {
  const minted = await credentials().ofApp(places('api', 'web', 'api'));
  expect(minted).toEqual({ ok: true, token: 'for api,web', expiresAt: '2026-11-27T20:00:00.000Z', api });
  expect(asked).toEqual([
    {
      repositories: ['api', 'web'],
      permissions: {
        ...{ contents: 'write', pull_requests: 'write', issues: 'write' },
        ...{ checks: 'read', statuses: 'read', metadata: 'read' },
      },
    },
  ]);
  expect(await credentials().appHost()).toBe('ghe.acme.example');
});

test('says why there is none', async () => {
  const why = async (minted: ReturnType<ReturnType<typeof credentials>['ofApp']>) => (await minted) as unknown;
  expect(await why(credentials().ofApp(places('elsewhere')))).toEqual({
    ok: false,
    why: 'The GitHub App is not installed for acme/elsewhere.',
  });
  expect(await why(credentials().ofApp(places('api', 'elsewhere')))).toMatchObject({ ok: false });
  expect(await why(credentials(other).ofApp(places('api')))).toEqual({
    ok: false,
    why: 'ghe.acme.example refuses the GitHub App (401).',
  });
});

test('a forge that does not answer is an outage', async () => {
  isDown = true;
  const error: unknown = await credentials()
    .ofApp(places('api'))
    .catch((thrown: unknown) => thrown);
  isDown = false;
  expect(isOutage(error)).toBe(true);
});
