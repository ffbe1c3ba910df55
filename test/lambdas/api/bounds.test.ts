/** Requests that are wrong in more ways, or longer, than anybody means. Their sizes would keep the API busy for hours. */
import { errorOf, startBench, type Bench, type Reply } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const send = (method: string, path: string, body: unknown, token = bench.tokens.ann): Promise<Reply> =>
  bench.call(method, path, { token, body: typeof body === 'string' ? body : JSON.stringify(body) });
const fleet = { targets: ['acme/auth'], task_description: 'x' };
const many = (count: number, of: (at: number) => readonly [string, unknown]): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => of(at)));
const wrongList = new Array<number>(100_000).fill(5);

describe.each(['/v1/fleets', '/v1/fleets/plan'])('POST %s', (path) => {
  test('reads a template of blanks', async () => {
    const reply = await send('POST', path, { ...fleet, task_description: `{{${' '.repeat(39_000)}` });
    expect([reply.status, errorOf(reply).details]).toEqual([400, ['TOO_LONG /task_description']]);
  });

  test.each([
    ['in the list', { targets: wrongList }],
    [
      'in groups',
      { groups: [{ name: 'a', targets: wrongList.slice(0, 6_000) }, { groups: [{ targets: wrongList.slice(0, 6_000) }] }] },
    ],
  ])('counts targets before it reads them: %s', async (_, body) => {
    const reply = await send('POST', path, body);
    expect([reply.status, errorOf(reply).code]).toEqual([422, 'TOO_MANY_TARGETS']);
  });

  test('names a hundred repositories that are not onboarded, and how many there are', async () => {
    const targets = Array.from({ length: 300 }, (_, at) => `acme/nope${at}`);
    const { code, message, details } = errorOf(await send('POST', path, { ...fleet, targets }));
    expect([code, details.length, details.at(-1)]).toEqual(['REPO_NOT_ONBOARDED', 101, 'MORE_PROBLEMS ']);
    expect(message).toContain('300 repositories');
  });

  test('repeats what is long in part', async () => {
    const long = 'x'.repeat(1_000_000);
    const reply = await send('POST', path, { ...fleet, [long]: 1, labels: { [long]: 'x' }, params: { [long]: 1 } });
    expect([reply.status, errorOf(reply).details.length]).toEqual([400, 3]);
    expect(reply.text.length).toBeLessThan(5_000);
  });
});

describe('the API', () => {
  test.each<[string, unknown, number, string]>([
    ['unknown keys', { ...fleet, ...many(100_000, (at) => [`k${at}`, 1]) }, 101, 'UNKNOWN_KEY /k0'],
    ['unknown keys of a target', { targets: [many(100_000, (at) => [`k${at}`, 1])] }, 101, 'INVALID_VALUE /targets/0/repo'],
    ['wrong targets', { targets: wrongList.slice(0, 10_000) }, 101, 'INVALID_VALUE /targets/0'],
    [
      'targets that are wrong in many ways',
      { targets: new Array(9_000).fill({ repo: 1, vars: { '!': 1 }, verifiers: [{}, {}], max_turns: 0, a: 1 }) },
      101,
      'INVALID_VALUE /targets/0/repo',
    ],
    [
      'wrong targets in groups',
      { groups: Array.from({ length: 500 }, (_, at) => ({ name: `g${at}`, targets: new Array(20).fill(5) })) },
      101,
      'INVALID_VALUE /groups/0/targets/0',
    ],
    ['labels', { ...fleet, labels: many(100_000, (at) => [`k${at}`, 1]) }, 1, 'INVALID_VALUE /labels'],
    ['params', { ...fleet, params: many(100_000, (at) => [`!${at}`, {}]) }, 1, 'INVALID_VALUE /params'],
    ['verifiers', { ...fleet, verifiers: wrongList }, 1, 'INVALID_VALUE /verifiers'],
    ['labels of pull requests', { ...fleet, pull_request: { labels: wrongList } }, 1, 'INVALID_VALUE /pull_request/labels'],
    ['webhooks', { ...fleet, notify: { webhooks: wrongList } }, 1, 'INVALID_VALUE /notify/webhooks'],
    ['groups', { groups: wrongList }, 1, 'TOO_LONG /groups'],
    [
      'placeholders that stand for nothing, for the largest fleet',
      {
        targets: Array.from({ length: 10_000 }, (_, at) => ({ repo: 'acme/auth', id: `t${at}` })),
        task_description: Array.from({ length: 2_900 }, (_, at) => `{{vars.a${at}}}`).join(''),
      },
      101,
      'UNKNOWN_PLACEHOLDER /targets/0',
    ],
  ])('tells of %s a hundred at most', async (_, body, count, first) => {
    const reply = await send('POST', '/v1/fleets', body);
    const { details, code, message } = errorOf(reply);
    expect([reply.status, code, details.length, details[0]]).toEqual([400, 'VALIDATION_ERROR', count, first]);
    if (count > 1) expect([message, details.at(-1)]).toEqual([expect.stringContaining('more than 100'), 'MORE_PROBLEMS ']);
    expect(reply.text.length).toBeLessThan(60_000);
  });
});

test('a retry names no more targets than a fleet may have', async () => {
  const { data } = (await send('POST', '/v1/fleets', fleet)).json as { data: { fleet_id: string } };
  const path = `/v1/fleets/${data.fleet_id}/retry`;
  expect(errorOf(await send('POST', path, { targets: wrongList })).details).toEqual(['INVALID_VALUE /targets']);
  const unknown = errorOf(
    await send('POST', path, {
      targets: wrongList.slice(0, 10_000).map((_, at) => `p${at}`),
    }),
  );
  expect([unknown.code, unknown.details.length]).toEqual(['TARGET_NOT_FOUND', 101]);
});

describe('keys that every object has', () => {
  const names = ['constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];
  const map = Object.fromEntries(names.map((name) => [name, name]));

  test('are labels, params and vars like any other', async () => {
    const body = {
      targets: [{ repo: 'acme/auth', vars: map }],
      task_description: '{{vars.constructor}} {{params.toString}}',
      labels: map,
      params: map,
    };
    expect((await send('POST', '/v1/fleets/plan', body)).status).toBe(200);
    const submitted = await send('POST', '/v1/fleets', body);
    expect(submitted.json).toMatchObject({ data: { labels: map, params: map } });
    const { data } = submitted.json as { data: { fleet_id: string } };
    const id = data.fleet_id;
    expect((await bench.call('GET', `/v1/fleets/${id}`)).json).toMatchObject({ data: { labels: map } });
    expect((await bench.call('GET', `/v1/fleets/${id}/targets`)).json).toMatchObject({ data: [{ vars: map }] });
    const client = bench.clientOf(bench.tokens.ann);
    expect(await client.listFleets({ query: { label: 'constructor=constructor' } })).toMatchObject({
      ok: true,
      data: [{ fleet_id: id, labels: map }],
    });
    expect(await client.listFleets({ query: { label: 'isPrototypeOf=x' } })).toMatchObject({ ok: true, data: [] });
  });

  test('are params and vars of a task', async () => {
    const task = { repo: 'acme/auth', workflow_ref: 'coding/new-task-v1', task_description: 'x', params: map, vars: map };
    const created = await send('POST', '/v1/tasks', task);
    expect(created.status).toBe(201);
    const { data } = created.json as { data: { task_id: string } };
    expect(await bench.tasks.getTask(data.task_id)).toMatchObject({ params: map, vars: map });
  });

  test('are tags', async () => {
    const put = await send('PUT', '/v1/repos/acme/tagged', { tags: map }, bench.tokens.operator);
    expect([put.status, put.json]).toMatchObject([200, { data: { tags: map } }]);
    const operator = bench.clientOf(bench.tokens.operator);
    expect(await operator.listRepos({ query: { tag: 'constructor=constructor' } })).toMatchObject({
      data: [{ repo: 'acme/tagged', tags: map }],
    });
    expect(await operator.listRepos({ query: { tag: 'isPrototypeOf' } })).toMatchObject({ data: [] });
  });

  test.each<[string, string, string, string[]]>([
    ['POST', '/v1/fleets', '{"labels":{"__proto__":"x"},"targets":["acme/auth"]}', ['/labels/__proto__']],
    ['POST', '/v1/fleets', '{"\\u005f_proto__":{"targets":["acme/auth"]}}', ['/__proto__']],
    [
      'POST',
      '/v1/fleets/plan',
      '{"params":{"__proto__":1},"targets":["acme/auth",{"repo":"acme/auth","vars":{"a":1,"__proto__":{"b":1}}}]}',
      ['/params/__proto__', '/targets/1/vars/__proto__'],
    ],
    ['PUT', '/v1/repos/acme/x', '{"tags":{"__proto__":"x"}}', ['/tags/__proto__']],
    ['POST', '/v1/tasks', '{"repo":"acme/auth","params":{"__proto__":"x"}}', ['/params/__proto__']],
    ['POST', '/v1/fleets', `{"labels":[${new Array(300).fill('{"__proto__":1}').join(',')}]}`, ['/labels/0/__proto__']],
  ])('but for __proto__: %s %s', async (method, path, body, places) => {
    const reply = await send(method, path, body, bench.tokens.operator);
    expect([reply.status, errorOf(reply).code]).toEqual([400, 'VALIDATION_ERROR']);
    expect(errorOf(reply).details.slice(0, places.length)).toEqual(places.map((place) => `INVALID_VALUE ${place}`));
    expect(errorOf(reply).details.length).toBeLessThanOrEqual(101);
    expect(reply.text).toContain('__proto__');
  });

  test('a query with __proto__ has an unknown key', async () => {
    const reply = await bench.call('GET', '/v1/fleets?__proto__=1');
    expect([reply.status, errorOf(reply).details]).toEqual([400, ['UNKNOWN_KEY /__proto__']]);
  });
});

describe('names that no table could hold as a key', () => {
  const long = `acme/${'r'.repeat(251)}`;
  const longest = `acme/${'r'.repeat(250)}`;
  const huge = 'x'.repeat(5_000);

  test('the longest repository is onboarded, found and removed', async () => {
    const path = `/v1/repos/${longest}`;
    expect((await send('PUT', path, {}, bench.tokens.operator)).status).toBe(200);
    const named = { ...fleet, targets: [{ repo: longest, id: 'longest' }] };
    expect((await send('POST', '/v1/fleets', named)).status).toBe(202);
    expect((await bench.call('DELETE', path, { token: bench.tokens.operator })).status).toBe(200);
  });

  test.each<[string, string, string, unknown]>([
    ['a target', 'POST', '/v1/fleets', { ...fleet, targets: [long] }],
    ['a huge target', 'POST', '/v1/fleets', { ...fleet, targets: [`acme/${huge}`] }],
    ['a huge target’s repository', 'POST', '/v1/fleets/plan', { ...fleet, targets: [{ repo: `acme/${huge}` }] }],
    [
      'a task’s repository',
      'POST',
      '/v1/tasks',
      { repo: `acme/${huge}`, workflow_ref: 'coding/new-task-v1', task_description: 'x' },
    ],
    ['a repository', 'PUT', `/v1/repos/${long}`, {}],
    ['a huge name', 'PUT', `/v1/repos/acme/${'r'.repeat(3_000)}`, {}],
    ['a huge owner', 'PUT', `/v1/repos/${'o'.repeat(3_000)}/x`, {}],
    ['too many tags', 'PUT', '/v1/repos/acme/x', { tags: many(51, (at) => [`k${at}`, '']) }],
    ['a huge tag', 'PUT', '/v1/repos/acme/x', { tags: { [huge]: '' } }],
  ])('%s is refused', async (_, method, path, body) => {
    const reply = await send(method, path, body, bench.tokens.operator);
    expect([reply.status, errorOf(reply).code]).toEqual([400, 'VALIDATION_ERROR']);
  });

  test.each([
    ['removing a huge name', 'DELETE', `/v1/repos/acme/${'r'.repeat(3_000)}`, 400],
    ['fleets of a huge owner', 'GET', `/v1/fleets?owner=${huge}`, 400],
    ['fleets of the longest owner', 'GET', `/v1/fleets?owner=${encodeURIComponent('🦊'.repeat(256))}`, 200],
    ['a huge fleet id', 'GET', `/v1/fleets/${huge}`, 404],
    ['a huge task id', 'GET', `/v1/tasks/${huge.slice(0, 3_000)}`, 404],
    ['tasks of a huge repository', 'GET', `/v1/tasks?repo=acme/${huge}`, 200],
    ['repositories with a huge tag', 'GET', `/v1/repos?tag=${huge}`, 200],
  ])('%s', async (_, method, path, status) => {
    expect((await bench.call(method, path, { token: bench.tokens.operator })).status).toBe(status);
  });

  test('the longest subject of a token may do everything', async () => {
    const token = await bench.tokenOf({ sub: '🦊'.repeat(256) });
    const headers = { 'idempotency-key': 'k'.repeat(128) };
    const asked = await bench.call('POST', '/v1/fleets', { token, headers, body: JSON.stringify(fleet) });
    expect(asked.status).toBe(202);
    const task = JSON.stringify({ repo: 'acme/auth', workflow_ref: 'coding/new-task-v1', task_description: 'x' });
    expect((await bench.call('POST', '/v1/tasks', { token, headers, body: task })).status).toBe(201);
    expect((await bench.call('GET', '/v1/fleets', { token })).status).toBe(200);
    expect((await bench.call('GET', '/v1/tasks', { token })).status).toBe(200);
  });
});
