/** The tokens that continue a list, as a caller sends them. */
import { createPageTokens } from '../../../../lambdas/api/lists/page-token.ts';
import { fixedKeys } from '../../../twins/fixed-keys.ts';
import { errorOf, startBench, type Bench } from '../bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const [newest, before] = ['n'.repeat(64), 'b'.repeat(64)];

/** The list of repositories from a function that has these keys. */
const list = (keys: readonly [string, ...string[]], token?: string) =>
  bench.call(
    'GET',
    `/v1/repos?limit=1${token === undefined ? '' : `&next_token=${token}`}`,
    {},
    {
      ...bench.ports,
      pageTokenKeys: fixedKeys(...keys),
    },
  );

async function tokenBy(...keys: readonly [string, ...string[]]): Promise<string> {
  const { json } = await list(keys);
  return (json as { pagination: { next_token: string } }).pagination.next_token;
}

test('a token names its key, which is the newest', async () => {
  expect(await tokenBy(newest, before)).toMatch(/^key-0\.[\w-]+\.[\w-]{43}$/);
});

test('a token of the newest key and of the key before it continue the list', async () => {
  const [kid = '', ...rest] = (await tokenBy(before)).split('.');
  expect(kid).toBe('key-0');
  for (const token of [await tokenBy(newest, before), ['key-1', ...rest].join('.')]) {
    expect(await list([newest, before], token)).toMatchObject({ status: 200, json: { data: [{ repo: 'acme/pay' }] } });
  }
});

const swapped = (token: string, at: number, part: string) => token.split('.').with(at, part).join('.');

test('what is not a token of this list by a key that is valid is refused', async () => {
  const token = await tokenBy(newest);
  const [kid = '', position = '', mac = ''] = token.split('.');
  const forged = [
    swapped(token, 0, 'gone'),
    swapped(token, 0, ''),
    swapped(token, 1, Buffer.from('acme/z').toString('base64url')),
    swapped(token, 2, mac.startsWith('A') ? `B${mac.slice(1)}` : `A${mac.slice(1)}`),
    swapped(token, 2, ''),
    `${token}.more`,
    // As the version before made them.
    `${position}.${mac}`,
    kid,
    await createPageTokens(fixedKeys(newest), ['of another list']).sign('acme/auth'),
    await tokenBy(before),
  ];
  for (const each of forged) {
    const reply = await list([newest], each);
    expect([reply.status, errorOf(reply).code]).toEqual([400, 'VALIDATION_ERROR']);
  }
});

test('where the keys cannot be read, a list that goes on is unavailable, and one that fits a page is not', async () => {
  const outage = Object.assign(new Error('For a test.'), { $fault: 'server', $metadata: { httpStatusCode: 503 } });
  const fail = () => Promise.reject(outage);
  const ports = { ...bench.ports, pageTokenKeys: { current: fail, all: fail, find: fail } };
  const status = async (query: string) => (await bench.call('GET', `/v1/repos?${query}`, {}, ports)).status;
  expect(await status('limit=1')).toBe(503);
  expect(await status(`limit=1&next_token=${await tokenBy(newest)}`)).toBe(503);
  expect(await status('limit=10')).toBe(200);
});
