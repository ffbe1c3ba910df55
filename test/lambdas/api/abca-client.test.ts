/** What ABCA's own command line asks for, request by request, as it is: the token alone, unknown keys, limits beyond the bounds. */
import { ulid } from 'ulid';
import { errorOf, startBench, type Bench, type Reply } from './bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

type Headers = Record<string, string>;
/** As its `request` sends it: the raw token, a content type on every request, a body where there is one. */
const send = (method: string, path: string, body?: object, headers: Headers = {}): Promise<Reply> =>
  bench.call(method, `/v1${path}`, {
    token: '',
    headers: { authorization: bench.tokens.ann, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

interface Listed {
  readonly data: { readonly event_id: string; readonly task_id: string }[];
  readonly pagination: { readonly next_token: string | null; readonly has_more: boolean };
}
const listed = ({ json }: Reply): Listed => json as Listed;
const dataOf = ({ json }: Reply) => (json as { data: Record<string, unknown> }).data;
const idOf = (reply: Reply): string => String(dataOf(reply)['task_id']);

const submit = { repo: 'acme/auth', workflow_ref: 'coding/new-task-v1', task_description: 'Do it.' };
const newTask = async (): Promise<string> => idOf(await send('POST', '/tasks', submit));

/** A task that has moved so often since. */
async function withEvents(count: number): Promise<{ id: string; events: string[] }> {
  const id = await newTask();
  for (let at = 0; at < count; at += 1) {
    const timestamp = new Date(bench.time.now).toISOString();
    await bench.events.appendTaskEvent(id, {
      event_id: ulid(bench.time.now + at + 1),
      event_type: 'noted',
      timestamp,
      metadata: {},
    });
  }
  const events = (await bench.events.listTaskEvents(id, { limit: 1_000 })).items.map(({ event_id }) => event_id);
  return { id, events };
}

describe('submit', () => {
  test.each<[string, object, number, string]>([
    ['--repo --task', submit, 201, ''],
    ['--pr 7', { repo: 'acme/auth', workflow_ref: 'coding/pr-iteration-v1', pr_number: 7 }, 201, ''],
    ['--review-pr 7', { repo: 'acme/auth', workflow_ref: 'coding/pr-review-v1', pr_number: 7 }, 201, ''],
    ['--issue 3', { repo: 'acme/auth', workflow_ref: 'coding/new-task-v1', issue_number: 3 }, 201, ''],
    ['--workflow default/agent-v1', { workflow_ref: 'default/agent-v1', task_description: 'Ask.' }, 201, ''],
    ['--trace', { ...submit, trace: true }, 201, ''],
    ['of a repository that is not onboarded', { ...submit, repo: 'acme/nope' }, 422, 'REPO_NOT_ONBOARDED'],
    ['of an unknown workflow', { ...submit, workflow_ref: 'coding/nope-v1' }, 400, 'VALIDATION_ERROR'],
    ['--attachment', { ...submit, attachments: [{ type: 'file', filename: 'f' }] }, 422, 'UNSUPPORTED_FIELD'],
    ['--approval-timeout', { ...submit, approval_timeout_s: 60 }, 422, 'UNSUPPORTED_FIELD'],
    ['--pre-approve', { ...submit, initial_approvals: ['tool_type:Bash'] }, 422, 'UNSUPPORTED_FIELD'],
  ])('%s', async (_, body, status, code) => {
    const reply = await send('POST', '/tasks', body);
    expect([reply.status, reply.status === 201 ? '' : errorOf(reply).code]).toEqual([status, code]);
  });

  test('again with the same --idempotency-key is the first task', async () => {
    const key = { 'idempotency-key': 'again-1' };
    const first = await send('POST', '/tasks', submit, key);
    const second = await send('POST', '/tasks', { ...submit, task_description: 'Other.' }, key);
    expect([second.status, second.headers['Idempotent-Replay'], idOf(second)]).toEqual([200, 'true', idOf(first)]);
  });
});

describe('list', () => {
  test.each([
    '',
    '?limit=20',
    '?status=SUBMITTED',
    '?repo=acme%2Fauth',
    '?limit=50',
    '?limit=500',
    '?limit=0',
    '?limit=x',
    '?colour=red',
  ])('GET /tasks%s', async (query) => {
    await newTask();
    const reply = await send('GET', `/tasks${query}`);
    expect([reply.status, listed(reply).data.length > 0]).toEqual([200, true]);
  });

  test('has no more than a hundred, and no fewer than one', async () => {
    for (let at = 0; at < 101; at += 1) await newTask();
    expect(listed(await send('GET', '/tasks?limit=500')).data).toHaveLength(100);
    expect(listed(await send('GET', '/tasks?limit=-3')).data).toHaveLength(1);
  });
});

describe('status', () => {
  test('has every key that ABCA’s tasks have, and its clients read', async () => {
    const keys =
      'task_id status repo issue_number resolved_workflow pr_number task_description branch_name session_id pr_url error_message ' +
      'error_classification channel_source created_at updated_at started_at completed_at duration_s cost_usd build_passed lint_passed ' +
      'max_turns max_budget_usd turns_attempted turns_completed trace approval_gate_count approval_gate_cap queued_at queue_position ' +
      'estimated_wait_s resolved_assets otel_trace_id prompt_version trace_s3_uri artifact_uri attachments awaiting_approval_request_id';
    const task = dataOf(await send('GET', `/tasks/${await newTask()}?colour=red`));
    expect(Object.keys(task)).toEqual(expect.arrayContaining(keys.split(' ')));
    for (const key of keys.split(' ').slice(-7)) expect([key, task[key]]).toEqual([key, null]);
  });

  test('asks for the newest events', async () => {
    const { id, events } = await withEvents(25);
    const reply = await send('GET', `/tasks/${id}/events?limit=20&desc=1`);
    expect([reply.status, listed(reply).data.map(({ event_id }) => event_id)]).toEqual([200, events.reverse().slice(0, 20)]);
  });

  test('of a task that is not there', async () => {
    const reply = await send('GET', '/tasks/01K00000000000000000000000');
    expect([reply.status, errorOf(reply).code]).toEqual([404, 'TASK_NOT_FOUND']);
  });
});

describe('events', () => {
  test('come fifty at a time, a hundred at most', async () => {
    const { id } = await withEvents(120);
    expect(listed(await send('GET', `/tasks/${id}/events`)).data).toHaveLength(50);
    expect(listed(await send('GET', `/tasks/${id}/events?limit=500`)).data).toHaveLength(100);
  });

  test('watch begins with a page, and goes on after the last one that it saw', async () => {
    const { id, events } = await withEvents(7);
    const last = listed(await send('GET', `/tasks/${id}/events?limit=3`)).data.at(-1)?.event_id ?? '';
    const seen: string[] = [];
    let reply = await send('GET', `/tasks/${id}/events?limit=2&after=${last}`);
    for (;;) {
      expect(reply.status).toBe(200);
      seen.push(...listed(reply).data.map(({ event_id }) => event_id));
      const token = listed(reply).pagination.next_token;
      if (token === null) break;
      // Its next requests have the token alone.
      reply = await send('GET', `/tasks/${id}/events?next_token=${encodeURIComponent(token)}&limit=2`);
    }
    expect(seen).toEqual(events.slice(3));
    for (const after of [events.at(-1) ?? '', 'YY1S7F0TYTK0885ZC2PQ01PXT4']) {
      const none = await send('GET', `/tasks/${id}/events?limit=100&after=${after}`);
      expect([none.status, listed(none).data]).toEqual([200, []]);
    }
  });

  test('newest first go on to the oldest, or to the one that was named', async () => {
    const { id, events } = await withEvents(6);
    const first = await send('GET', `/tasks/${id}/events?desc=1&limit=2&after=${events[1] ?? ''}`);
    const token = listed(first).pagination.next_token ?? '';
    const second = await send('GET', `/tasks/${id}/events?next_token=${encodeURIComponent(token)}&limit=9`);
    const seen = [first, second].flatMap((reply) => listed(reply).data.map(({ event_id }) => event_id));
    expect(seen).toEqual(events.slice(2).reverse());
  });

  test('after what is no event, or with a token of another task, are refused', async () => {
    const { id } = await withEvents(3);
    const odd = await send('GET', `/tasks/${id}/events?after=yesterday`);
    expect([odd.status, errorOf(odd).details]).toEqual([400, ['INVALID_VALUE /after']]);
    const token = listed(await send('GET', `/tasks/${id}/events?limit=1`)).pagination.next_token ?? '';
    const other = await send('GET', `/tasks/${await newTask()}/events?next_token=${encodeURIComponent(token)}`);
    expect([other.status, errorOf(other).code]).toEqual([400, 'VALIDATION_ERROR']);
  });
});

test('cancel tells when, and is refused when it comes again', async () => {
  const id = await newTask();
  const reply = await send('DELETE', `/tasks/${id}`);
  expect([reply.status, dataOf(reply)]).toMatchObject([
    200,
    { task_id: id, status: 'CANCELLED', cancelled_at: new Date(bench.time.now).toISOString() },
  ]);
  const again = await send('DELETE', `/tasks/${id}`);
  expect([again.status, errorOf(again).code]).toEqual([409, 'TASK_ALREADY_TERMINAL']);
});

test.each<[string, string, string]>([
  ['POST', '/tasks/01K00000000000000000000000/nudge', 'cancel the task'],
  ['POST', '/tasks/01K00000000000000000000000/approve', 'require_approval'],
  ['POST', '/tasks/01K00000000000000000000000/deny', 'require_approval'],
  ['GET', '/pending', 'require_approval'],
  ['GET', '/repos/acme%2Fauth/policies', 'require_approval'],
  ['GET', '/tasks/01K00000000000000000000000/replay', '/output'],
  ['GET', '/tasks/01K00000000000000000000000/trace', '/output'],
  ['POST', '/tasks/01K00000000000000000000000/confirm-uploads', 'task_description'],
  ['GET', '/webhooks?include_revoked=true', 'notify.webhooks'],
  ['POST', '/webhooks', 'notify.webhooks'],
  ['DELETE', '/webhooks/w1', 'notify.webhooks'],
  ['GET', '/api-keys', 'sign in'],
  ['POST', '/api-keys', 'sign in'],
  ['DELETE', '/api-keys/k1', 'sign in'],
])('%s %s is not part of this service', async (method, path, instead) => {
  const reply = await send(method, path, method === 'POST' ? {} : undefined);
  expect([reply.status, errorOf(reply).code]).toEqual([404, 'ROUTE_NOT_FOUND']);
  expect(errorOf(reply).message).toContain('not part of this service');
  expect(errorOf(reply).message).toContain(instead);
});

describe('who asks', () => {
  test('an API key is refused with what to send instead', async () => {
    const reply = await bench.call('GET', '/v1/tasks', { token: '', headers: { 'x-api-key': 'abca_0123' } });
    expect([reply.status, errorOf(reply).code]).toEqual([401, 'UNAUTHORIZED']);
    expect(errorOf(reply).message).toContain('Authorization: Bearer');
    expect(errorOf(reply).message).toContain('X-API-Key');
  });

  test.each(['nope', 'Bearer', 'Bearer nope', 'a.b.c', '', 'Basic abc'])('Authorization: %s is nobody', async (authorization) => {
    const reply = await bench.call('GET', '/v1/tasks', { token: '', headers: { authorization } });
    expect([reply.status, errorOf(reply).code]).toEqual([401, 'UNAUTHORIZED']);
  });
});
