/** Credentials of forges that a worker gets from the API: they are renewed before they end, over a server that answers as the API does. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createLogger } from '../../../worker/logger.ts';
import { createWorkerClient } from '../../../worker/remote/client.ts';
import { lendCredentials, type LentCredentials } from '../../../worker/remote/forge-credentials.ts';
import { createSecrets } from '../../../worker/sandbox/secrets.ts';

const taskId = '01KAE5X0000000000000000T01';
let server: Server;
let asked: string[];
let lent: LentCredentials | undefined;

beforeEach(async () => {
  asked = [];
  server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''} ${request.headers.authorization ?? ''}`);
    // The second request fails: a credential that could not be renewed is asked for again.
    if (asked.length === 2) {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { code: 'FORBIDDEN', message: 'Not now.', request_id: 'r' } }));
      return;
    }
    const expires_at = new Date(Date.now() + 60_000).toISOString();
    const tokens = [{ host: 'github.com', token: `ghs_number_${asked.length}_of_the_app`, expires_at, api: null }];
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ data: { tokens, missing: [] } }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  lent?.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

test('a token is renewed before it ends, also after a try that failed, stands where the worker looks, and is masked', async () => {
  // A server on a port has an address with a port.
  const { port } = server.address() as AddressInfo;
  const client = createWorkerClient({ baseUrl: `http://127.0.0.1:${port}`, token: 'session' });
  const environment: NodeJS.ProcessEnv = {};
  const forges = [{ host: 'github.com', token_env: 'GITHUB_TOKEN' }];
  lent = await lendCredentials({ client, taskId, forges, environment, log: createLogger() });
  const secrets = createSecrets();
  lent.maskIn(secrets);
  expect(lent.forges).toEqual(forges);
  expect(environment['GITHUB_TOKEN']).toBe('ghs_number_1_of_the_app');
  expect(secrets.mask('it is ghs_number_1_of_the_app')).not.toContain('number_1');
  while (environment['GITHUB_TOKEN'] === 'ghs_number_1_of_the_app') await sleep(200);
  expect(environment['GITHUB_TOKEN']).toBe('ghs_number_3_of_the_app');
  const shown = secrets.mask('first ghs_number_1_of_the_app, then ghs_number_3_of_the_app');
  expect(shown).not.toMatch(/number_[13]/);
  expect(new Set(asked)).toEqual(new Set([`POST /v1/worker/tasks/${taskId}/forge-token Bearer session`]));
  lent.close();
  const before = asked.length;
  await sleep(6_000);
  expect(asked).toHaveLength(before);
}, 120_000);
