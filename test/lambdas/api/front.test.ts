import { errorOf, startBench, type Bench, type RawRequest, type TokenWish } from './bench.ts';
import type { ApiPorts } from '../../../lambdas/api/api-ports.ts';
import { createAuthenticator } from '../../../lambdas/api/http/authenticate.ts';
import { operationList } from '../../../contracts/http/operations.ts';
import { addressOf } from '../../../contracts/http/client.ts';
import { takeHold } from '../../../tasks/take-hold.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

describe('tokens', () => {
  test('health and the description need none', async () => {
    expect((await bench.call('GET', '/v1/health', { token: '' })).json).toMatchObject({ data: { status: 'ok' } });
    expect((await bench.call('GET', '/v1/openapi.json', { token: '' })).json).toMatchObject({ openapi: '3.1.0' });
  });

  test('where to sign in is told without one, and with one that is not valid', async () => {
    for (const token of ['', 'nope']) {
      const reply = await bench.call('GET', '/v1/sign-in', { token });
      expect([reply.status, reply.json]).toEqual([200, { data: { issuer: 'https://issuer.test', client: null } }]);
    }
  });

  test.each(operationList.filter(([, { access }]) => access !== 'anyone'))('%s needs one', async (_, operation) => {
    const id = '01K00000000000000000000000';
    const path = addressOf('', operation, {
      params: { fleet_id: id, task_id: id, command_id: id, path: 'x', owner: 'a', name: 'b' },
    });
    const reply = await bench.call(operation.method, path, { token: '' });
    expect([reply.status, errorOf(reply).code]).toEqual([401, 'UNAUTHORIZED']);
  });

  test.each<[string, TokenWish]>([
    ['another issuer', { issuer: 'https://other.test' }],
    ['another audience', { audience: 'other' }],
    ['an old one', { expires: 1 }],
    ['an unknown key', { kid: 'two' }],
    ['no subject', { sub: '' }],
  ])('%s', async (_, wish) => {
    const reply = await bench.call('GET', '/v1/fleets', { token: await bench.tokenOf(wish) });
    expect([reply.status, errorOf(reply).code]).toEqual([401, 'UNAUTHORIZED']);
  });

  test('a changed one, a cut one, something else', async () => {
    const [head, , tail] = bench.tokens.ann.split('.');
    const forged = `${head ?? ''}.${Buffer.from('{"sub":"root","iss":"https://issuer.test","aud":"bgagent","exp":9999999999}').toString('base64url')}.${tail ?? ''}`;
    for (const token of [forged, bench.tokens.ann.slice(0, -4), 'nope', 'a.b.c']) {
      expect((await bench.call('GET', '/v1/fleets', { token })).status).toBe(401);
    }
    expect(
      (await bench.call('GET', '/v1/fleets', { token: '', headers: { authorization: `Basic ${bench.tokens.ann}` } })).status,
    ).toBe(401);
  });

  test('client_id stands for the audience, a text for the groups', async () => {
    const claims = { 'cognito:groups': 'users operators' };
    const value = { sub: 'ann', isOperator: true, groups: ['users', 'operators'], scopes: 'all', isMachine: false };
    expect(await bench.ports.authenticate(await bench.tokenOf({ claims }))).toEqual({ ok: true, value });
  });

  test('keys that cannot be fetched are nobody’s fault but the service’s', async () => {
    const authenticate = createAuthenticator({
      issuer: 'https://issuer.test',
      audiences: ['bgagent'],
      jwks: '',
      jwksUri: 'https://127.0.0.1:1/keys',
      groupClaim: 'g',
    });
    const reply = await bench.call('GET', '/v1/fleets', {}, { ...bench.ports, authenticate });
    expect([reply.status, errorOf(reply).code, reply.headers['retry-after']]).toEqual([503, 'SERVICE_UNAVAILABLE', '5']);
  });
});

describe('routes', () => {
  test.each<[string, string, number, string]>([
    ['GET', '/v1/nope', 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/', 404, 'ROUTE_NOT_FOUND'],
    ['GET', '/v1/fleets/x/grph', 404, 'ROUTE_NOT_FOUND'],
    ['POST', '/v1/fleets/a#b/retry', 404, 'FLEET_NOT_FOUND'],
    ['DELETE', '/v1/fleets', 405, 'METHOD_NOT_ALLOWED'],
    ['PATCH', '/v1/fleets', 405, 'METHOD_NOT_ALLOWED'],
    ['GET', '/v1/fleets/%ZZ', 404, 'ROUTE_NOT_FOUND'],
  ])('%s %s', async (method, path, status, code) => {
    const reply = await bench.call(method, path);
    expect([reply.status, errorOf(reply).code]).toEqual([status, code]);
    if (status === 405) expect(reply.headers['allow']).toBe('GET, POST');
  });
});

describe('bodies', () => {
  test.each<[string, RawRequest, number, string]>([
    ['not JSON', { body: '{"a":' }, 400, 'MALFORMED_JSON'],
    ['nothing', {}, 400, 'MALFORMED_JSON'],
    ['not UTF-8', { body: Buffer.from([0x22, 0xff, 0x22]).toString('base64'), base64: true }, 400, 'MALFORMED_JSON'],
    ['another type', { body: '{}', headers: { 'content-type': 'text/plain' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['no type', { body: '{}', headers: { 'content-type': '' } }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['too much', { body: `"${'x'.repeat(4 * 1024 * 1024)}"` }, 413, 'PAYLOAD_TOO_LARGE'],
  ])('%s', async (_, request, status, code) => {
    for (const path of ['/v1/fleets', '/v1/tasks']) {
      const reply = await bench.call('POST', path, request);
      expect([reply.status, errorOf(reply).code]).toEqual([status, code]);
    }
  });

  test('JSON of any name, in base64', async () => {
    const body = Buffer.from('{"targets":["acme/auth"],"task_description":"x"}').toString('base64');
    const reply = await bench.call('POST', '/v1/fleets', {
      body,
      base64: true,
      headers: { 'content-type': 'application/vnd.x+json; charset=utf-8' },
    });
    expect(reply.status).toBe(202);
  });
});

describe('the envelope', () => {
  test('an error', async () => {
    const reply = await bench.call('GET', '/v1/fleets?limit=0');
    expect(reply.json).toEqual({
      error: {
        code: 'VALIDATION_ERROR',
        message: expect.any(String) as string,
        request_id: 'req-1',
        details: [expect.any(Object)] as unknown[],
      },
    });
    expect(reply.headers['x-request-id']).toBe('req-1');
  });

  test('the same as RFC 9457', async () => {
    const reply = await bench.call('GET', '/v1/tasks/nope', { headers: { accept: 'application/problem+json' } });
    expect(reply.headers['content-type']).toBe('application/problem+json');
    expect(reply.json).toMatchObject({
      type: 'about:blank',
      title: 'Task not found',
      status: 404,
      instance: '/v1/tasks/nope',
      code: 'TASK_NOT_FOUND',
      request_id: 'req-1',
    });
  });

  test('a fault tells nothing of itself, and is reported', async () => {
    const broken = {
      ...bench.ports,
      tasks: { ...bench.ports.tasks, listTasksOfUser: () => Promise.reject(new Error('secret detail')) },
    };
    const reply = await bench.call('GET', '/v1/tasks', {}, broken);
    expect([reply.status, errorOf(reply).code]).toEqual([500, 'INTERNAL_ERROR']);
    expect(reply.text).not.toContain('secret');
    expect(JSON.stringify(bench.reports)).toContain('req-1');
  });
});

const absent = { taskId: '01K00000000000000000000000', userId: 'ann', since: 0 };

describe('tasks', () => {
  const create = { repo: 'acme/auth', workflow_ref: 'coding/new-task-v1', task_description: 'Do it.' };
  test('are created, shown, listed, cancelled', async () => {
    const client = bench.clientOf(bench.tokens.ann);
    const headers = { 'Idempotency-Key': 't1' };
    const created = await client.createTask({ body: create, headers });
    if (!created.ok) throw new Error(created.error.message);
    const { task_id } = created.data;
    expect([created.status, created.data.status]).toEqual([201, 'SUBMITTED']);
    const replayed = await client.createTask({ body: create, headers });
    expect([
      replayed.status,
      replayed.ok && replayed.headers.get('idempotent-replay'),
      replayed.ok && replayed.data.task_id,
    ]).toEqual([200, 'true', task_id]);
    const shown = await bench.call('GET', `/v1/tasks/${task_id}`);
    expect(
      (await bench.call('GET', `/v1/tasks/${task_id}`, { headers: { 'if-none-match': `W/${shown.headers['etag'] ?? ''}, "x"` } }))
        .status,
    ).toBe(304);
    expect(await client.listTasks({ query: { repo: 'acme/auth', status: 'SUBMITTED' } })).toMatchObject({
      ok: true,
      data: [{ task_id }],
    });
    expect(await client.listTasks({ query: { repo: 'acme/users' } })).toMatchObject({ ok: true, data: [] });
    expect(await bench.clientOf(bench.tokens.operator).listTasks()).toMatchObject({ ok: true, data: [{ task_id }] });
    expect(await client.listTaskEvents({ params: { task_id } })).toMatchObject({
      ok: true,
      data: [{ event_type: 'task_created' }],
    });
    expect(await client.getTaskOutput({ params: { task_id } })).toMatchObject({ ok: true, data: '' });
    await bench.events.putOutputPart(task_id, { hold: 1, place: 0, number: 0, text: 'all done\n' });
    expect(await client.getTaskOutput({ params: { task_id } })).toMatchObject({ ok: true, data: 'all done\n' });
    const raw = { params: { task_id }, query: { raw: 'true' as const } };
    expect(await client.getTaskOutput(raw)).toMatchObject({ ok: true, data: '' });
    await bench.events.putRawOutputPart(task_id, { hold: 1, place: 0, number: 0, text: '{"type":"result"}\n' });
    expect(await client.getTaskOutput(raw)).toMatchObject({ ok: true, data: '{"type":"result"}\n' });
    expect(await client.getTaskOutput({ ...raw, query: { raw: 'false' } })).toMatchObject({ ok: true, data: 'all done\n' });
    expect((await bench.call('GET', `/v1/tasks/${task_id}/output?raw=yes`)).status).toBe(400);
    const end = await bench.call('GET', `/v1/tasks/${task_id}/output?last_bytes=5`);
    expect([end.status, end.text]).toEqual([200, 'done\n']);
    const known = { headers: { 'if-none-match': end.headers['etag'] ?? '' } };
    expect((await bench.call('GET', `/v1/tasks/${task_id}/output?last_bytes=5`, known)).status).toBe(304);
    expect((await bench.call('GET', `/v1/tasks/${task_id}/output`, known)).status).toBe(200);
    for (const most of ['0', '-1', '1.5', 'x', '262145']) {
      const refused = await bench.call('GET', `/v1/tasks/${task_id}/output?last_bytes=${most}`);
      expect([refused.status, errorOf(refused).details]).toEqual([400, ['INVALID_VALUE /last_bytes']]);
    }
    expect(await client.cancelTask({ params: { task_id } })).toMatchObject({
      ok: true,
      status: 200,
      data: { status: 'CANCELLED' },
    });
    expect(await client.cancelTask({ params: { task_id } })).toMatchObject({
      ok: false,
      status: 409,
      error: { code: 'TASK_ALREADY_TERMINAL' },
    });
    for (const rest of ['', '/events', '/output']) {
      const bob = await bench.call('GET', `/v1/tasks/${task_id}${rest}`, { token: bench.tokens.bob });
      expect([bob.status, errorOf(bob).code]).toEqual([403, 'FORBIDDEN']);
    }
    expect((await bench.call('DELETE', `/v1/tasks/${task_id}`, { token: bench.tokens.bob })).status).toBe(403);
    expect((await bench.call('GET', '/v1/tasks/01K00000000000000000000000')).status).toBe(404);
  });

  test('of everybody that have not ended are read from those alone, and from all of them where they are many', async () => {
    const client = bench.clientOf(bench.tokens.ann);
    const made: string[] = [];
    while (made.length < 3) {
      bench.time.now += 1_000;
      const created = await client.createTask({ body: create });
      if (!created.ok) throw new Error(created.error.message);
      made.unshift(created.data.task_id);
    }
    const months: string[] = [];
    const found: number[] = [];
    const { tasks } = bench.ports;
    const counting: ApiPorts = {
      ...bench.ports,
      tasks: {
        ...tasks,
        listTasksOfMonth: (month, page) => {
          months.push(month);
          return tasks.listTasksOfMonth(month, page);
        },
        listOpenTasksBefore: async (state, before, limit) => {
          const some = await tasks.listOpenTasksBefore(state, before, limit);
          found.push(some.length);
          // As where there are as many as are asked for.
          return state === 'QUEUED' ? Array.from({ length: limit }, () => ({ ...absent })) : some;
        },
      },
    };
    const operator = bench.clientOf(bench.tokens.operator, counting);
    const list = async (status: string, limit: number, next_token?: string) => {
      const page = await operator.listTasks({ query: { status, limit, ...(next_token === undefined ? {} : { next_token }) } });
      if (!page.ok) throw new Error(page.error.message);
      return { ids: page.data.map(({ task_id }) => task_id), next: page.pagination?.next_token ?? undefined };
    };
    const first = await list('SUBMITTED,RUNNING', 2);
    const second = await list('SUBMITTED,RUNNING', 2, first.next);
    expect([...first.ids, ...second.ids].slice(0, 3)).toEqual(made);
    expect([months, found.length]).toEqual([[], 4]);
    const many = await list('SUBMITTED,QUEUED', 2);
    const rest = await list('SUBMITTED,QUEUED', 2, many.next);
    expect([...many.ids, ...rest.ids].slice(0, 3)).toEqual(made);
    expect(months).toContain('2026-11');
    expect(found).toHaveLength(6);
  });

  test('that is finalizing cannot be cancelled', async () => {
    const created = await bench.clientOf(bench.tokens.ann).createTask({ body: create });
    if (!created.ok) throw new Error(created.error.message);
    const { task_id } = created.data;
    const { now } = bench.time;
    await takeHold(bench.tasks, task_id, { workerId: 'w', now, leaseUntil: now + 60_000 });
    for (const [from, to] of [
      ['HYDRATING', 'RUNNING'],
      ['RUNNING', 'FINALIZING'],
    ] as const) {
      await bench.tasks.moveTaskIfStatus(task_id, { from: [from], to, now: bench.time.now });
    }
    const reply = await bench.call('DELETE', `/v1/tasks/${task_id}`);
    expect([reply.status, errorOf(reply).code]).toEqual([409, 'INVALID_STATE']);
  });

  test('are refused as their core says', async () => {
    for (const [body, status, code] of [
      [{ ...create, workflow_ref: 'x' }, 400, 'VALIDATION_ERROR'],
      [{ ...create, repo: 'acme/nope' }, 422, 'REPO_NOT_ONBOARDED'],
      [{ ...create, workflow_ref: 'shell/run-v1' }, 403, 'FORBIDDEN'],
      [7, 400, 'VALIDATION_ERROR'],
    ] as const) {
      const reply = await bench.call('POST', '/v1/tasks', { body: JSON.stringify(body) });
      expect([reply.status, errorOf(reply).code]).toEqual([status, code]);
    }
  });
});

describe('repositories', () => {
  test('are changed by operators only', async () => {
    for (const [method, path] of [
      ['PUT', '/v1/repos/acme/new'],
      ['DELETE', '/v1/repos/acme/auth'],
    ] as const) {
      const reply = await bench.call(method, path, method === 'PUT' ? { body: '{}' } : {});
      expect([reply.status, errorOf(reply).code]).toEqual([403, 'FORBIDDEN']);
    }
  });

  test('are seen by every caller, one and all, without a login', async () => {
    const operator = bench.clientOf(bench.tokens.operator);
    const params = { owner: 'Globex', name: 'Seen' };
    const clone_url = 'https://me:s3cret@git.acme.example/a/b.git';
    await operator.putRepo({ params, body: { clone_url, tags: { is: 'seen' }, build_command: 'make' } });
    const shown = { repo: 'Globex/Seen', status: 'active', clone_url: 'https://***@git.acme.example/a/b.git' };
    const client = bench.clientOf(bench.tokens.bob);
    expect(await client.listRepos({ query: { q: 'BEX/se' } })).toMatchObject({ data: [shown] });
    expect(await client.listRepos({ query: { q: 'seen', status: 'removed' } })).toMatchObject({ data: [] });
    const one = await client.getRepo({ params: { owner: 'globex', name: 'SEEN' } });
    expect(one).toMatchObject({ status: 200, data: { ...shown, exclusive_fleet: null } });
    expect(JSON.stringify([one, await client.listRepos({})])).not.toContain('s3cret');
    await operator.removeRepo({ params });
    expect(await client.getRepo({ params })).toMatchObject({ data: { ...shown, status: 'removed' } });
    await operator.putRepo({ params, body: {} });
    const missing = await bench.call('GET', '/v1/repos/globex/nope', { token: bench.tokens.bob });
    expect([missing.status, errorOf(missing).code]).toEqual([404, 'REPO_NOT_FOUND']);
    expect(errorOf(await bench.call('GET', '/v1/repos?q=')).details).toEqual(['INVALID_VALUE /q']);
    for (const path of ['/v1/repos', '/v1/repos/globex/seen']) {
      expect((await bench.call('GET', path, { token: '' })).status).toBe(401);
    }
  });

  test('are onboarded, changed, listed, removed', async () => {
    const client = bench.clientOf(bench.tokens.operator);
    const params = { owner: 'globex', name: 'site' };
    const put = await client.putRepo({ params, body: { tags: { team: 'web' }, build_command: 'make' } });
    expect(put).toMatchObject({
      ok: true,
      data: { repo: 'globex/site', status: 'active', tags: { team: 'web' }, default_branch: null },
    });
    bench.time.now += 1_000;
    const changed = await client.putRepo({ params, body: { default_branch: 'main' } });
    expect(changed).toMatchObject({
      data: { tags: {}, default_branch: 'main', build_command: null, onboarded_at: put.ok && put.data.onboarded_at },
    });
    await client.putRepo({ params, body: { tags: { team: 'web' } } });
    expect(await client.listRepos({ query: { tag: 'team=web' } })).toMatchObject({ data: [{ repo: 'globex/site' }] });
    expect(await client.listRepos({ query: { tag: 'team' } })).toMatchObject({ data: [{ repo: 'globex/site' }] });
    expect(await client.removeRepo({ params })).toMatchObject({ data: { status: 'removed' } });
    expect(await client.listRepos({ query: { status: 'removed' } })).toMatchObject({ data: [{ repo: 'globex/site' }] });
    expect(await client.removeRepo({ params: { owner: 'globex', name: 'nope' } })).toMatchObject({
      status: 404,
      error: { code: 'REPO_NOT_FOUND' },
    });
    expect(await client.putRepo({ params: { owner: 'globex', name: '...' }, body: {} })).toMatchObject({ status: 400 });
    const odd = await bench.call('PUT', '/v1/repos/acme/x', {
      token: bench.tokens.operator,
      body: '{"clone_ulr":"x","max_turns":0}',
    });
    expect(errorOf(odd).details.sort()).toEqual(['INVALID_VALUE /max_turns', 'UNKNOWN_KEY /clone_ulr']);
  });

  test('keep what an edit does not name, their login too', async () => {
    const client = bench.clientOf(bench.tokens.operator);
    const params = { owner: 'Globex', name: 'Edit' };
    const other = { owner: 'globex', name: 'EDIT' };
    const clone_url = 'https://ghp_0123@git.acme.example/a/b.git';
    await client.putRepo({ params, body: { clone_url, tags: { team: 'web', tier: '1' }, build_command: 'make', max_turns: 7 } });
    const edited = await client.editRepo({ params: other, body: { tags: { tier: null, lang: 'go' }, max_turns: null } });
    expect(edited).toMatchObject({
      status: 200,
      data: { repo: 'Globex/Edit', tags: { team: 'web', lang: 'go' }, build_command: 'make', max_turns: null },
    });
    expect(await bench.repos.getRepo('globex/edit')).toMatchObject({ clone_url });
    expect(await client.editRepo({ params, body: {} })).toEqual(edited);
    expect(await client.editRepo({ params, body: { tags: null } })).toMatchObject({ data: { tags: {}, build_command: 'make' } });
    const many = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, 'x']));
    await client.editRepo({ params, body: { tags: many } });
    expect(await client.editRepo({ params, body: { tags: { more: 'x' } } })).toMatchObject({
      status: 400,
      error: { details: [{ path: '/tags' }] },
    });
    await client.removeRepo({ params: other });
    for (const gone of [params, { owner: 'globex', name: 'nope' }]) {
      expect(await client.editRepo({ params: gone, body: {} })).toMatchObject({ status: 404, error: { code: 'REPO_NOT_FOUND' } });
    }
    expect((await bench.call('PATCH', '/v1/repos/globex/edit', { body: '{}' })).status).toBe(403);
  });

  test('keep all edits that come at the same time', async () => {
    const client = bench.clientOf(bench.tokens.operator);
    const params = { owner: 'globex', name: 'busy' };
    await client.putRepo({ params, body: {} });
    const edits = Array.from({ length: 8 }, (_, at) => client.editRepo({ params, body: { tags: { [`k${at}`]: 'x' } } }));
    for (const { status } of await Promise.all([...edits, client.editRepo({ params, body: { build_command: 'make' } })])) {
      expect(status).toBe(200);
    }
    const kept = await bench.repos.getRepo('globex/busy');
    expect([Object.keys(kept?.tags ?? {}).length, kept?.build_command]).toEqual([8, 'make']);
  });

  test('are listed by owner and name, page by page, whatever case they are in', async () => {
    const client = bench.clientOf(bench.tokens.operator);
    for (const name of ['Zed/a', 'zed/B', 'zed-labs/a', 'ZED/c']) {
      const [owner = '', repo = ''] = name.split('/');
      await client.putRepo({ params: { owner, name: repo }, body: { tags: { of: 'zed' } } });
    }
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const page = await client.listRepos({ query: { tag: 'of=zed', limit: 1, next_token: next } });
      if (!page.ok) throw new Error(page.error.message);
      seen.push(...page.data.map(({ repo }) => repo));
      next = page.pagination?.next_token ?? undefined;
    } while (next !== undefined);
    expect(seen).toEqual(['Zed/a', 'zed/B', 'ZED/c', 'zed-labs/a']);
  });

  test('are not onboarded with a command that no command line can hold', async () => {
    const client = bench.clientOf(bench.tokens.operator);
    const params = { owner: 'acme', name: 'auth' };
    const body = { build_command: 'make\0', lint_command: '\udc00', default_branch: 'a\0', clone_url: '/srv/\0' };
    for (const answer of [await client.putRepo({ params, body }), await client.editRepo({ params, body })]) {
      const paths = answer.ok ? [] : answer.error.details.map(({ path }) => path);
      expect(paths.sort()).toEqual(['/build_command', '/clone_url', '/default_branch', '/lint_command']);
    }
  });

  test.each([
    ['https://ghp_0123@git.acme.example/a/b.git', 'https://***@git.acme.example/a/b.git'],
    ['https://me:pass%20word@git.acme.example/a/b.git', 'https://***@git.acme.example/a/b.git'],
    ['ssh://git:password@git.acme.example:22/a/b.git', 'ssh://git:***@git.acme.example:22/a/b.git'],
    ['ssh://git@git.acme.example/a/b.git', 'ssh://git@git.acme.example/a/b.git'],
    ['git@git.acme.example:a/b.git', 'git@git.acme.example:a/b.git'],
    ['/srv/100%/a@b.git', '/srv/100%/a@b.git'],
  ])('with the clone_url %s are shown with %s, and kept as given', async (clone_url, shown) => {
    const client = bench.clientOf(bench.tokens.operator);
    const params = { owner: 'globex', name: 'login' };
    expect(await client.putRepo({ params, body: { clone_url, tags: { is: 'shown' } } })).toMatchObject({
      data: { clone_url: shown },
    });
    expect(await client.listRepos({ query: { tag: 'is=shown' } })).toMatchObject({ data: [{ clone_url: shown }] });
    expect(await bench.repos.getRepo('globex/login')).toMatchObject({ clone_url });
    expect(await client.removeRepo({ params })).toMatchObject({ data: { clone_url: shown } });
  });

  test.each([
    ['https://***@git.acme.example/a/b.git', 'given with its login again'],
    ['ssh://git:***@git.acme.example/a/b.git', 'given with its login again'],
    ['https://%zz@git.acme.example/a/b.git', 'two hexadecimal digits'],
    ['https://git.acme.example/100%/b.git', 'two hexadecimal digits'],
    ['https://me:%ff@git.acme.example/a/b.git', 'a login that is text'],
    ['https://me:%0a@git.acme.example/a/b.git', 'a login that is text'],
  ])('are not onboarded with the clone_url %s', async (clone_url, sentence) => {
    const params = { owner: 'acme', name: 'auth' };
    const put = await bench.clientOf(bench.tokens.operator).putRepo({ params, body: { clone_url } });
    expect(put).toMatchObject({ status: 400, error: { details: [{ path: '/clone_url', code: 'INVALID_VALUE' }] } });
    expect(put.ok ? '' : put.error.message).toContain(sentence);
    expect(await bench.repos.getRepo('acme/auth')).toMatchObject({ clone_url: null });
  });
});
