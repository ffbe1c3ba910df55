/** Which API and token a command uses, and how they are configured. */
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { cliForEachTest } from './cli-against-server.ts';

const cli = cliForEachTest();

test('without an API the exit code is 4 and the line says what to do', async () => {
  const { code, stdout, stderr } = await cli().runAlone(['fleet', 'list']);
  expect([code, stdout]).toEqual([4, '']);
  expect(stderr).toMatch(/^bgagent: no API is configured: .*bgagent local.*\n$/);
});

test('without a token, or with one that is refused, it is 4 too', async () => {
  const server = await cli().start({});
  const none = await cli().runAlone(['fleet', 'list'], { env: { BGAGENT_API_URL: server.url } });
  const wrong = await cli().runAlone(['fleet', 'list'], { env: { BGAGENT_API_URL: server.url, BGAGENT_TOKEN: 'wrong' } });
  expect([none.code, wrong.code]).toEqual([4, 4]);
  expect(none.stderr).toContain('not signed in');
});

test('configure keeps settings and, from standard input, a token that only the owner can read', async () => {
  const server = await cli().start({ listFleets: () => ({ data: [] }) });
  expect((await cli().runAlone(['configure', '--api-url', `${server.url}/`])).code).toBe(0);
  expect((await cli().runAlone(['configure', '--token', '-'], { input: `${server.token}\n` })).code).toBe(0);
  const kept = cli().path('fleets-credentials.json');
  expect(JSON.parse(readFileSync(kept, 'utf8'))).toEqual({ [server.url]: { token: server.token } });
  expect(statSync(kept).mode & 0o777).toBe(0o600);
  expect((await cli().runAlone(['fleet', 'list', '--json'])).stdout).toBe('[]\n');
});

test('an address that ends in /v1, with or without a slash, is the API’s', async () => {
  const server = await cli().start({ listFleets: () => ({ data: [] }) });
  const env = { BGAGENT_API_URL: `${server.url}/v1/`, BGAGENT_TOKEN: server.token };
  expect((await cli().runAlone(['fleet', 'list', '--json'], { env })).stdout).toBe('[]\n');
  expect((await cli().runAlone(['configure', '--api-url', `${server.url}/v1`])).code).toBe(0);
  expect(JSON.parse(readFileSync(cli().path('fleets.json'), 'utf8'))).toEqual({ api_url: server.url });
});

test('settings that nothing reads are not taken', async () => {
  const { code, stderr } = await cli().runAlone(['configure', '--region=r', '--user-pool-id=p', '--client-id=c']);
  expect([code, stderr]).toEqual([2, expect.stringContaining('there are no flags --region=r, --user-pool-id=p, --client-id=c')]);
});

test('a token is not taken as an argument', async () => {
  expect((await cli().runAlone(['configure', '--api-url', 'http://x', '--token', 'secret'])).code).toBe(2);
});

test('a credentials file that others could read is replaced by one that they cannot', async () => {
  cli().file('fleets-credentials.json', '{}');
  chmodSync(cli().path('fleets-credentials.json'), 0o644);
  await cli().runAlone(['configure', '--api-url', 'http://x', '--token', '-'], { input: 'abc' });
  expect(statSync(cli().path('fleets-credentials.json')).mode & 0o777).toBe(0o600);
});

test.each([
  ['fleets.json', '{\n  "api_url": "http://127.0.0.1:1",\n  "apiurl": 1\n}\n', ':3: '],
  ['fleets.json', '{\n  "api_url": "http://127.0.0.1:1",\n  oops\n', ':'],
  ['fleets-credentials.json', '{\n  "http://127.0.0.1:1": {\n    "token": 7\n  }\n}\n', ':3: '],
])('a broken %s is named with its line', async (name, content, place) => {
  if (name !== 'fleets.json') cli().file('fleets.json', '{"api_url":"http://127.0.0.1:1"}');
  cli().file(name, content);
  const { code, stderr } = await cli().runAlone(['fleet', 'list']);
  expect(code).toBe(1);
  expect(stderr.split('\n')[0]).toContain(`${cli().path(name)}${place}`);
});
