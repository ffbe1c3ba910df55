/** Each route of the API of workers without a role, on real tables: what a token may do, and what it may not. */
import { SignJWT } from 'jose';
import { ulid } from 'ulid';
import { createWorkerTokens } from '../../../lambdas/worker-tokens.ts';
import { takeHold } from '../../../tasks/take-hold.ts';
import { shellTask, taskRow } from '../../worker/task-bench.ts';
import { putRepo } from '../../tasks/task-platform.ts';
import { keysOf, startWorkerApi, type WorkerApi } from './worker-api-server.ts';

let api: WorkerApi;
beforeAll(async () => {
  api = await startWorkerApi();
});
afterAll(async () => {
  await api.stop();
});

const login = 'https://me:s3cr3t@git.acme.example/acme/api.git';

async function claimed(given = {}) {
  const row = await api.put(shellTask('true', given));
  const launch = await api.launch(row.task_id);
  const worker_id = ulid();
  const answer = await api.call(launch, 'POST', `${row.task_id}/claim`, { worker_id });
  const token = String(answer.data?.['session_token']);
  const call = (method: string, path: string, body?: unknown) => api.call(token, method, `${row.task_id}${path}`, body);
  return { id: row.task_id, launch, worker_id, answer, token, call };
}

/** Another worker takes the task, with the next number. */
async function taken(taskId: string): Promise<void> {
  const now = Date.now() + 60_000;
  expect(await takeHold(api.tasks, taskId, { workerId: 'other', now, leaseUntil: now + 60_000 })).toBeDefined();
}

describe('a claim', () => {
  test('takes the task once, answers its repositories, and can be repeated by the same worker', async () => {
    const nothing = {
      default_branch: null,
      tags: {},
      max_turns: null,
      max_budget_usd: null,
      build_command: null,
      lint_command: null,
    };
    const now = new Date().toISOString();
    await putRepo(api.repos, { repo: 'acme/api', status: 'active', clone_url: login, onboarded_at: now, ...nothing });
    await putRepo(api.repos, { repo: 'acme/other', status: 'active', clone_url: login, onboarded_at: now, ...nothing });
    const { id, launch, worker_id, answer } = await claimed();
    expect(answer).toMatchObject({ status: 200, data: { previous: 'SUBMITTED', task: { status: 'HYDRATING', claim: 1 } } });
    expect(answer.data?.['repositories']).toEqual([expect.objectContaining({ repo: 'acme/api', clone_url: login })]);
    const again = await api.call(launch, 'POST', `${id}/claim`, { worker_id });
    expect(again).toMatchObject({ status: 200, data: { previous: 'SUBMITTED', task: { claim: 1 } } });
    expect(await api.call(launch, 'POST', `${id}/claim`, { worker_id: ulid() })).toMatchObject({ status: 409 });
    expect(await api.eventsOf(id)).toEqual(['hydration_started']);
    expect((await api.tasks.getHeartbeats([id])).get(id)).toMatchObject({ holdNumber: 1, workerId: worker_id });
  });

  test('is refused with another number than the next, and after the end', async () => {
    const row = await api.put(taskRow());
    const claim = async (number: number) =>
      api.call(await api.launch(row.task_id, number), 'POST', `${row.task_id}/claim`, { worker_id: ulid() });
    expect(await claim(2)).toMatchObject({ status: 409, error: { code: 'INVALID_STATE' } });
    expect((await api.tasks.getTask(row.task_id))?.claim).toBe(0);
    await api.tasks.moveTaskIfStatus(row.task_id, { from: ['SUBMITTED'], to: 'CANCELLED', now: Date.now() });
    expect(await claim(1)).toMatchObject({
      status: 410,
      error: { code: 'HOLD_LOST', message: expect.stringContaining('CANCELLED') },
    });
  });
});

describe('a token', () => {
  test('is for one task, one kind of request and one key', async () => {
    const one = await claimed();
    const other = await claimed();
    expect(await api.call(one.token, 'GET', other.id)).toMatchObject({ status: 403 });
    expect(await api.call(one.launch, 'GET', one.id)).toMatchObject({ status: 403 });
    expect(await api.call(one.token, 'POST', `${one.id}/claim`, { worker_id: one.worker_id })).toMatchObject({ status: 403 });
    const forged = createWorkerTokens(keysOf('another key that is long enough, too'));
    const subject = { taskId: one.id, claim: 1 };
    expect(await api.call(await forged.mint('session', subject), 'GET', one.id)).toMatchObject({ status: 401 });
    expect(await api.call(undefined, 'GET', one.id)).toMatchObject({ status: 401 });
  });

  test('ends', async () => {
    const { id } = await claimed();
    const key = await keysOf('a key of the tests that is long enough').current();
    const old = await new SignJWT({ kind: 'session', claim: 1 })
      .setProtectedHeader({ alg: 'HS256', kid: key.id, typ: 'JWT' })
      .setIssuer('bgagent-worker')
      .setSubject(id)
      .setExpirationTime(Math.floor(Date.now() / 1_000) - 60)
      .sign(new TextEncoder().encode(key.secret));
    expect(await api.call(old, 'GET', id)).toMatchObject({ status: 401 });
  });

  test('of an earlier hold writes nothing', async () => {
    const { id, call } = await claimed();
    await taken(id);
    const note = { id: ulid(), event_type: 'diff_not_kept', metadata: {} };
    const requests = [
      ['GET', '', undefined],
      ['POST', '/heartbeat', { last_line: 'mine' }],
      ['PUT', '/output', { kind: 'output', place: 0, number: 0, text: 'mine' }],
      ['PUT', '/diff', { files: [], text: '' }],
      ['POST', '/moves', { to: 'RUNNING', from: 'HYDRATING' }],
      ['POST', '/events', note],
      ['POST', '/cost', { cost_usd: 1 }],
      ['POST', '/give-back', {}],
      ['POST', '/forge-token', {}],
      ['GET', '/forge-closed?host=git.acme.example', undefined],
      ['POST', '/forge-closed', { host: 'git.acme.example', until: new Date().toISOString() }],
    ] as const;
    for (const [method, path, body] of requests) {
      expect([path, await call(method, path, body)]).toMatchObject([path, { status: 410, error: { code: 'HOLD_LOST' } }]);
    }
    expect(await api.tasks.getTask(id)).toMatchObject({ claim: 2, status: 'HYDRATING', cost_usd: null });
    expect((await api.tasks.getHeartbeats([id])).get(id)).toMatchObject({ workerId: 'other', lastLine: null });
    expect(await api.events.getTaskOutput(id)).toBeUndefined();
    expect(await api.eventsOf(id)).toEqual(['hydration_started']);
  });
});

describe('the work of a task', () => {
  test('is reported to its end, each thing once, though each request comes twice', async () => {
    const { id, call } = await claimed();
    const twice = async (method: string, path: string, body: unknown): Promise<void> => {
      for (const _ of [1, 2]) expect([path, await call(method, path, body)]).toMatchObject([path, { status: 200 }]);
    };
    await twice('POST', '/heartbeat', { last_line: 'almost' });
    await twice('PUT', '/output', { kind: 'output', place: 0, number: 0, text: 'printed' });
    await twice('PUT', '/output', { kind: 'raw', place: 0, number: 0, text: '{}' });
    await twice('POST', '/moves', { to: 'RUNNING', from: 'HYDRATING' });
    await twice('POST', '/events', { id: ulid(), event_type: 'labels_not_set', metadata: { reason: 'none' } });
    await twice('PUT', '/diff', { files: [], text: 'diff' });
    await twice('POST', '/moves', { to: 'FINALIZING', from: 'RUNNING' });
    await twice('POST', '/moves', { to: 'COMPLETED', from: 'FINALIZING', changes: { outcome: 'changed', cost_usd: 0.5 } });
    const row = await api.tasks.getTask(id);
    expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', cost_usd: 0.5, claim: 1 });
    expect(row?.completed_at).toEqual(expect.any(String));
    expect((await api.eventsOf(id)).toSorted()).toEqual([
      'finalizing_started',
      'hydration_started',
      'labels_not_set',
      'session_started',
      'task_completed',
    ]);
    expect(await api.events.getTaskOutput(id)).toBe('printed');
    expect(await api.events.getRawOutput(id)).toBe('{}');
    expect(await api.events.getDiff(id)).toEqual({ files: [], text: 'diff' });
    const statuses = new Set(api.published.filter(({ task_id }) => task_id === id).map(({ status }) => status));
    expect([...statuses]).toEqual(['HYDRATING', 'RUNNING', 'FINALIZING', 'COMPLETED']);
    expect(await call('GET', '?held=true')).toMatchObject({ data: { task: { status: 'COMPLETED' }, held: false } });
  });

  test('of a task that was cancelled meanwhile keeps its output and cost, and moves no more', async () => {
    const { id, call } = await claimed();
    await api.tasks.moveTaskIfStatus(id, { from: ['HYDRATING'], to: 'CANCELLED', now: Date.now() });
    expect(await call('GET', '')).toMatchObject({ status: 200, data: { task: { status: 'CANCELLED' } } });
    expect(await call('POST', '/moves', { to: 'RUNNING', from: 'HYDRATING' })).toMatchObject({ status: 410 });
    expect(await call('PUT', '/output', { kind: 'output', place: 0, number: 0, text: 'so far' })).toMatchObject({ status: 200 });
    expect(await call('POST', '/cost', { cost_usd: 0.25 })).toMatchObject({ status: 200 });
    expect(await api.tasks.getTask(id)).toMatchObject({ status: 'CANCELLED', cost_usd: 0.25 });
    expect(await call('POST', '/give-back', {})).toMatchObject({ status: 410 });
  });

  test('can be given back, and the next hold takes it at once', async () => {
    const { id, call } = await claimed();
    expect(await call('POST', '/give-back', {})).toMatchObject({ status: 200 });
    const next = await api.call(await api.launch(id, 2), 'POST', `${id}/claim`, { worker_id: ulid() });
    expect(next).toMatchObject({ status: 200, data: { previous: 'HYDRATING', task: { claim: 2 } } });
  });

  test('tells nothing that is not named, and nothing that is too large', async () => {
    const { id, call } = await claimed();
    const end = (changes: object) => call('POST', '/moves', { to: 'FAILED', from: 'HYDRATING', changes });
    expect(await end({ user_id: 'mallory', error_message: 'x' })).toMatchObject({ status: 400 });
    expect(await end({ error_message: 'x'.repeat(20_000) })).toMatchObject({ status: 400 });
    expect(await call('POST', '/moves', { to: 'SUBMITTED', from: 'HYDRATING' })).toMatchObject({ status: 400 });
    expect(await call('POST', '/events', { id: ulid(), event_type: 'task_completed', metadata: {} })).toMatchObject({
      status: 400,
    });
    expect(await call('POST', '/heartbeat', { last_line: 'x', lease_until: '2099-01-01T00:00:00Z' })).toMatchObject({
      status: 400,
    });
    expect(await call('PUT', '/output', { kind: 'output', place: 9_999, number: 0, text: '' })).toMatchObject({ status: 400 });
    expect(await call('PUT', '/diff', { files: [], text: 'x'.repeat(1024 * 1024 + 1) })).toMatchObject({ status: 400 });
    expect(await call('PUT', '/diff', { files: [], text: 'x'.repeat(5 * 1024 * 1024) })).toMatchObject({ status: 413 });
    expect(await api.tasks.getTask(id)).toMatchObject({ status: 'HYDRATING', user_id: 'alice', error_message: null });
  });
});

test('a forge is asked and told of only where the task has a repository', async () => {
  const { call } = await claimed();
  expect(await call('GET', '/forge-closed?host=elsewhere.example')).toMatchObject({ status: 403 });
  expect(await call('GET', '/forge-closed?host=git.acme.example')).toMatchObject({ status: 200, data: { until: null } });
  expect(await call('POST', '/forge-token', {})).toMatchObject({
    status: 200,
    data: {
      tokens: [],
      missing: [{ host: 'git.acme.example', why: expect.stringContaining('neither a GitHub App nor a token') }],
    },
  });
  expect(await call('POST', '/no-such-thing', {})).toMatchObject({ status: 404 });
  expect(await call('DELETE', '/moves')).toMatchObject({ status: 405 });
  expect(api.broken).toEqual([]);
});
