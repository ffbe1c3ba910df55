import { startFixture, type FixtureRuntime } from '../fixture-runtime.ts';

let app: FixtureRuntime;
beforeAll(async () => {
  app = await startFixture();
});
afterAll(async () => {
  await app.close();
});

const call = (path: string, init?: RequestInit) => fetch(`${app.runtime.apiUrl}${path}`, init);

test('hands a request to the function as payload format 2.0', async () => {
  const headers = { 'content-type': 'application/json', cookie: 'a=1; b=2', 'x-own': 'yes' };
  const response = await call('/v1/things/a%20b?x=1&x=2&y=%C3%A9', { method: 'POST', headers, body: '{"é":1}' });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    version: '2.0',
    routeKey: 'ANY /v1/{proxy+}',
    rawPath: '/v1/things/a b',
    rawQueryString: 'x=1&x=2&y=%C3%A9',
    cookies: ['a=1', 'b=2'],
    headers: { 'content-type': 'application/json', 'x-own': 'yes' },
    queryStringParameters: { x: '1,2', y: 'é' },
    pathParameters: { proxy: 'things/a b' },
    requestContext: { http: { method: 'POST', path: '/v1/things/a b', sourceIp: '127.0.0.1' }, stage: '$default' },
    body: '{"é":1}',
    isBase64Encoded: false,
  });
});

test('a body that is no text travels in base64, both ways', async () => {
  const sent = await call('/v1/echo', { method: 'PUT', body: new Uint8Array([255, 0]) });
  expect(await sent.json()).toMatchObject({ body: '/wA=', isBase64Encoded: true });
  const got = await call('/v1/bytes');
  expect(got.status).toBe(201);
  expect([...new Uint8Array(await got.arrayBuffer())]).toEqual([0, 255]);
  expect(got.headers.get('x-own')).toBe('yes');
  expect(got.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
});

test('a result without a status is the body', async () => {
  const response = await call('/v1/context');
  expect(response.status).toBe(200);
  // The fixture's function answers these.
  const context = (await response.json()) as { function: string; request: string; left: number; home: string | null };
  expect(context).toMatchObject({ function: 'fixture-handler', home: null });
  expect([context.request.length, context.left > 0]).toEqual([36, true]);
});

test('a body that is too long is refused, an unknown path is not found, and the front page names the runtime', async () => {
  expect((await call('/v1/echo', { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) })).status).toBe(413);
  expect((await call('/elsewhere')).status).toBe(404);
  const front = await call('/');
  expect([front.status, front.headers.get('content-type')]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(await front.text()).toContain('bgagent local');
});

test('a function that throws or dies answers 500 without saying why, and the next request is served', async () => {
  for (const path of ['/v1/fail', '/v1/crash']) {
    const response = await call(path);
    expect([response.status, await response.json()]).toEqual([500, { message: 'Internal Server Error' }]);
    expect((await call('/v1/well')).status).toBe(200);
  }
});

test('an invocation that takes too long is given up while others go on', async () => {
  const late = call('/v1/late');
  expect((await call('/v1/well')).status).toBe(200);
  expect((await late).status).toBe(504);
  expect((await call('/v1/well')).status).toBe(200);
});
