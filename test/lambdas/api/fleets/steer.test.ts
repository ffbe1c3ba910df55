import type { SubmitRequest } from '../../../../contracts/http/submit.ts';
import { errorOf, startBench, type Bench } from '../bench.ts';
import { withActor } from '../with-actor.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const client = () => bench.clientOf(bench.tokens.ann, withActor(bench));
async function submit(body: SubmitRequest): Promise<string> {
  const answer = await client().submitFleet({ body: { task_description: 'Do it.', ...body } });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  bench.time.now += 1_000;
  return answer.data.fleet_id;
}
const of = (fleet_id: string) => ({ params: { fleet_id } });

/** A fleet whose targets are SKIPPED: it was aborted before it was approved. */
async function aborted(body: SubmitRequest): Promise<string> {
  const id = await submit({ ...body, require_approval: true });
  await client().abortFleet({ ...of(id), body: {} });
  return id;
}

describe('groups', () => {
  const groups = [
    { name: 'back', targets: ['acme/auth'], max_concurrency: 2, groups: [{ name: 'core', targets: ['acme/users'] }] },
    { name: 'front', targets: ['acme/auth'], approval: 'required' as const },
  ];

  test('are rows of the fleet, nested, and filter its targets', async () => {
    const id = await submit({ targets: ['acme/pay'], groups, max_concurrent_groups: 2 });
    const fleet = await client().getFleet(of(id));
    if (!fleet.ok) throw new Error(fleet.error.message);
    expect(fleet.data.groups).toMatchObject([
      { path: 'default', from: 0, to: 1, groups: [] },
      { path: 'back', from: 1, to: 3, max_concurrency: 2, groups: [{ path: 'back/core', from: 2, to: 3, groups: [] }] },
      { path: 'front', from: 3, to: 4, approval: 'required', status: 'PENDING' },
    ]);
    expect(fleet.data).toMatchObject({ max_concurrent_groups: 2, status: 'RUNNING' });
    const inBack = await client().listTargets({ ...of(id), query: { group: 'back' } });
    expect(inBack.ok && inBack.data.map(({ path, group }) => [path, group])).toEqual([
      ['back/auth', 'back'],
      ['back/core/users', 'back/core'],
    ]);
    expect(await client().getTarget({ params: { fleet_id: id, path: 'back/core/users' } })).toMatchObject({ ok: true });
  });

  test.each<[string, unknown, string[]]>([
    ['a name twice', [groups[0], groups[0]], ['DUPLICATE_ID /groups/1/name']],
    ['a reserved name', [{ name: 'default', targets: ['acme/auth'] }], ['BAD_NAME /groups/0/name']],
    ['an empty one', [{ name: 'a', groups: [{ name: 'b' }] }], ['EMPTY_GROUP /groups/0/groups/0']],
    [
      'a cap on one target',
      [
        {
          name: 'a',
          targets: ['acme/auth'],
          groups: [{ name: 'b', targets: ['acme/pay'], sandbox: 'shared', max_concurrency: 2 }],
        },
      ],
      ['INVALID_VALUE /groups/0/groups/0/max_concurrency'],
    ],
    [
      'form and names at once',
      [{ name: 'a b', targets: ['acme/auth', 7] }],
      ['BAD_NAME /groups/0/name', 'INVALID_VALUE /groups/0/targets/1'],
    ],
    [
      'nine deep',
      [
        Array.from('abcdefghi').reduceRight<object>((inner, name) => ({ name, groups: [inner] }), {
          name: 'z',
          targets: ['acme/auth'],
        }),
      ],
      ['TOO_LONG /groups'],
    ],
  ])('with %s are refused', async (_, given, details) => {
    const reply = await bench.call('POST', '/v1/fleets', { body: JSON.stringify({ task_description: 'x', groups: given }) });
    expect([reply.status, errorOf(reply).details.sort()]).toEqual([400, details.sort()]);
  });
});

test.each([2_000, 150_000])('a body nested %i deep is refused, and breaks nothing', async (deep) => {
  const body = `{"task_description":"x","groups":[${'{"name":"a","groups":['.repeat(deep)}${']}'.repeat(deep)}]}`;
  const reply = await bench.call('POST', '/v1/fleets', { body });
  expect([reply.status, errorOf(reply).code]).toEqual([400, 'VALIDATION_ERROR']);
  expect(errorOf(reply).message).toContain('nested');
});

describe('commands', () => {
  test('pause, edit, continue, abort: each is answered with the fleet as it is then', async () => {
    const id = await submit({ targets: ['acme/auth', 'acme/users'], max_concurrency: 1 });
    const paused = await client().pauseFleet({ ...of(id), body: { reason: 'lunch' } });
    expect(paused).toMatchObject({
      ok: true,
      status: 202,
      data: { status: 'PAUSING', reason: { code: 'user', message: 'lunch' } },
    });
    const edited = await client().editFleet({
      ...of(id),
      body: { max_concurrency: 2, failure: { threshold_count: 1 }, title: 'New', labels: { a: 'b' }, expect_revision: 2 },
    });
    expect(edited).toMatchObject({
      ok: true,
      status: 200,
      data: { max_concurrency: 2, title: 'New', failure: { threshold_count: 1, threshold_percent: null }, revision: 3 },
    });
    expect(await client().editFleet({ ...of(id), body: { title: 'x', expect_revision: 2 } })).toMatchObject({ status: 412 });
    expect(
      await client().editFleet({ ...of(id), body: { launches_per_minute: 3, failure: null, notify: { targets: true } } }),
    ).toMatchObject({
      data: { launches_per_minute: 3, failure: null, notify: { targets: true } },
    });
    const webhooks = ['https://hooks.example.com/'];
    expect(await client().editFleet({ ...of(id), body: { notify: { webhooks } } })).toMatchObject({
      data: { notify: { targets: true, webhooks } },
    });
    expect(await client().editFleet({ ...of(id), body: { budget: { fleet_usd: 50, target_usd: 2 } } })).toMatchObject({
      data: { budget: { fleet_usd: 50, target_usd: 2, heal_usd: 2 } },
    });
    expect(await client().editFleet({ ...of(id), body: { budget: { fleet_usd: 80 } } })).toMatchObject({
      data: { budget: { fleet_usd: 80, target_usd: 2 } },
    });
    expect(await client().editFleet({ ...of(id), body: { budget: null } })).toMatchObject({ data: { budget: null } });
    expect(await client().continueFleet({ ...of(id), body: {} })).toMatchObject({ data: { status: 'RUNNING', reason: null } });
    expect(await client().continueFleet({ ...of(id), body: {} })).toMatchObject({
      status: 409,
      error: { code: 'INVALID_STATE', message: expect.stringContaining('RUNNING') as string },
    });
    expect(await client().abortFleet({ ...of(id), body: {} })).toMatchObject({
      data: { status: 'ABORTING', actions: ['cancel', 'cancel_targets', 'fail_targets'] },
    });
  });

  test('an edit of what is not there is refused', async () => {
    const id = await submit({ targets: ['acme/auth'] });
    const reply = await bench.call('PATCH', `/v1/fleets/${id}`, { body: '{"budget":{"fleet_used":1},"titel":"x"}' });
    expect([reply.status, errorOf(reply).details]).toEqual([400, ['UNKNOWN_KEY /budget/fleet_used', 'UNKNOWN_KEY /titel']]);
  });

  test('skipping the rest, without a body that says so, is not what continue does', async () => {
    const id = await submit({ targets: ['acme/auth', 'acme/users'], max_concurrency: 1 });
    const skipped = await client().continueFleet({ ...of(id), body: { skip_remaining: true } });
    expect(skipped).toMatchObject({ data: { progress: { counts: { SKIPPED: 1, QUEUED: 1 } } } });
  });

  test('retry: two at once, one takes effect; the verdict tells what was left', async () => {
    const id = await aborted({ targets: ['acme/auth', 'acme/users'] });
    const body = { only: 'skipped' as const };
    const both = await Promise.all([client().retryFleet({ ...of(id), body }), client().retryFleet({ ...of(id), body })]);
    expect(both.map(({ status }) => status).sort()).toEqual([202, 409]);
    const unknown = await client().retryFleet({ ...of(id), body: { targets: ['auth', 'nope'] } });
    expect(unknown).toMatchObject({ status: 404, error: { code: 'TARGET_NOT_FOUND', details: [{ path: '/targets/1' }] } });
    const other = await aborted({ targets: ['acme/auth', 'acme/users'] });
    await client().retryFleet({ ...of(other), body: { targets: ['auth'] } });
    const again = await client().retryFleet({ ...of(other), body: { targets: ['auth', 'users'] } });
    const location = again.ok ? (again.headers.get('location') ?? '') : '';
    const command = await client().getCommand({ params: { fleet_id: other, command_id: location.split('/').at(-1) ?? '' } });
    expect(command).toMatchObject({ data: { kind: 'retry', verdict: { result: 'applied', refused_targets: ['auth'] } } });
    expect(await client().getFleet(of(other))).toMatchObject({ data: { generation: 2, status: 'RUNNING' } });
  });
});

describe('an answer', () => {
  /** Its first target asked in its first attempt, and nothing else is there to do. */
  async function asked(): Promise<string> {
    const id = await submit({ targets: ['acme/auth', 'acme/users'], max_concurrency: 1 });
    await client().skipTargets({ ...of(id), body: { targets: ['users'] } });
    const ledger = await bench.stores.ledgers.getLedger(id);
    if (!ledger) throw new Error('no ledger');
    const reason = { code: 'question', message: 'One asks.', since: bench.time.now, actor: { kind: 'policy' } } as const;
    await bench.stores.ledgers.putLedgerAtVersion({
      ...ledger,
      ...{ status: 'PAUSED', reason, statuses: ['PENDING', 'SKIPPED'], attempts: [2, 1], triggers: ['answer', 'initial'] },
      ...{ slots: new Map(), waiting: new Map([[0, bench.time.now]]) },
    });
    const nothing = { pr_url: null, branch: null, started_at: null, finished_at: null, duration_s: null, failure: null };
    const attempt = { task_id: null, status: 'PENDING', trigger: 'initial', outcome: null, cost_usd: 0.5, ...nothing } as const;
    const agent = { agent: 'claude', model: 'opus', session_id: 's-1', turns: 4 };
    await bench.stores.targets.recordOutcome(id, 0, 1, { ...attempt, ...agent, question: 'Which Go?\n1.24 or 1.25' });
    return id;
  }

  test('lets a fleet that waits for it go on, with the command as the ledger remembers it', async () => {
    const id = await asked();
    const since = new Date(bench.time.now).toISOString();
    expect(await client().getFleet(of(id))).toMatchObject({
      data: { questions: 1, actions: expect.arrayContaining(['answer']) as string[] },
    });
    const [target] = await targets(id, { waiting: 'true' });
    const question = 'Which Go?\n1.24 or 1.25';
    expect(target).toMatchObject({ path: 'auth', question, waiting: { for: 'question', since, question } });
    expect(target?.attempts[0]).toMatchObject({ agent: 'claude', model: 'opus', session_id: 's-1', turns: 4, question });
    bench.time.now += 1_000;
    const answer = { target: 'auth', text: '1.25, please.', reason: 'policy' };
    const after = await client().answerTarget({ ...of(id), body: answer });
    expect(after).toMatchObject({ status: 202, data: { status: 'RUNNING', questions: 0 } });
    const commandId = after.ok ? (after.headers.get('location') ?? '').split('/').at(-1) : undefined;
    expect((await bench.stores.ledgers.getLedger(id))?.answers).toEqual(new Map([[0, commandId]]));
    expect(await bench.stores.commands.getCommand(id, commandId ?? '')).toMatchObject({ kind: 'answer', text: '1.25, please.' });
    expect(await targets(id, { waiting: 'true' })).toEqual([]);
    // What Drive keeps, when it makes the next attempt.
    await bench.stores.targets.recordAnswer(id, 0, 1, { command_id: commandId ?? '', text: answer.text });
    expect((await targets(id, {}))[0]?.attempts[0]).toMatchObject({ question, answer: answer.text });
    const again = await client().answerTarget({ ...of(id), body: answer });
    expect(again).toMatchObject({ status: 409, error: { code: 'INVALID_STATE', details: [{ path: '/target' }] } });
  });

  test.each<[string, object, number, string, string]>([
    ['of a target that does not wait', { target: 'users', text: 'x' }, 409, 'INVALID_STATE', 'it is SKIPPED'],
    ['of a target that is not there', { target: 'nope', text: 'x' }, 404, 'TARGET_NOT_FOUND', 'The fleet has no target nope.'],
    ['without a text', { target: 'auth', text: '' }, 400, 'VALIDATION_ERROR', 'text must'],
    ['of spaces', { target: 'auth', text: ' \n' }, 400, 'VALIDATION_ERROR', 'text must hold more than spaces'],
    ['that is too long', { target: 'auth', text: 'x'.repeat(2_001) }, 400, 'VALIDATION_ERROR', 'text must'],
    ['with half a character', { target: 'auth', text: '\ud800' }, 400, 'VALIDATION_ERROR', 'text must be text'],
    ['of no target', { text: 'x' }, 400, 'VALIDATION_ERROR', 'target is required'],
  ])('%s is refused', async (...[, body, status, code, words]) => {
    const id = await asked();
    const reply = await bench.call('POST', `/v1/fleets/${id}/targets/answer`, { body: JSON.stringify(body) }, withActor(bench));
    expect([reply.status, errorOf(reply).code]).toEqual([status, code]);
    expect(JSON.stringify(reply.json)).toContain(words);
    expect((await bench.stores.ledgers.getLedger(id))?.waiting.size).toBe(1);
  });

  test('of somebody else is refused, and one for a revision that was', async () => {
    const id = await asked();
    const body = { target: 'auth', text: '1.25' };
    const others = await bench.clientOf(bench.tokens.bob, withActor(bench)).answerTarget({ ...of(id), body });
    expect(others).toMatchObject({ status: 403, error: { code: 'FORBIDDEN' } });
    const stale = await client().answerTarget({ ...of(id), body: { ...body, expect_revision: 99 } });
    expect(stale).toMatchObject({ status: 412, error: { code: 'VERSION_MISMATCH' } });
    expect((await bench.stores.ledgers.getLedger(id))?.waiting.size).toBe(1);
  });

  const targets = async (id: string, query: { waiting?: 'true' }) => {
    const listed = await client().listTargets({ ...of(id), query });
    if (!listed.ok) throw new Error(listed.error.message);
    return listed.data;
  };
});

describe('a fleet made from another', () => {
  /** One target succeeded, all others failed. */
  async function half(body: SubmitRequest): Promise<string> {
    const id = await aborted(body);
    const ledger = await bench.stores.ledgers.getLedger(id);
    if (!ledger) throw new Error('no ledger');
    const statuses = ledger.statuses.map((_, ordinal) => (ordinal === 0 ? ('SUCCEEDED' as const) : ('FAILED' as const)));
    await bench.stores.ledgers.putLedgerAtVersion({ ...ledger, status: 'PARTIAL', statuses });
    return id;
  }
  const old: SubmitRequest = {
    title: 'Old',
    task_description: 'Do {{params.what}}.',
    params: { what: 'it' },
    max_concurrency: 9,
    failure: null,
    targets: ['acme/pay'],
    groups: [{ name: 'g', max_concurrency: 1, groups: [{ name: 'h', targets: [{ repo: 'acme/users', vars: { port: 1 } }] }] }],
  };

  test('takes what failed there, with the settings of then, and knows its parents', async () => {
    const parent = await half(old);
    const child = await submit({ task_description: null, retry_of: parent, title: 'New' });
    const fleet = await client().getFleet(of(child));
    expect(fleet).toMatchObject({
      data: {
        title: 'New',
        task_description: 'Do {{params.what}}.',
        max_concurrency: 9,
        failure: null,
        retry_of: parent,
        root_fleet_id: parent,
        groups: [{ path: 'g', max_concurrency: 1, groups: [{ path: 'g/h' }] }],
      },
    });
    const targets = await client().listTargets(of(child));
    expect(targets).toMatchObject({ data: [{ path: 'g/h/users', vars: { port: 1 } }] });
    await client().abortFleet({ ...of(child), body: {} });
    const third = await submit({ retry_of: child, targets: ['acme/auth'], max_concurrency: 2 });
    expect(await client().getFleet(of(third))).toMatchObject({
      data: { retry_of: child, root_fleet_id: parent, max_concurrency: 2, progress: { total: 1 } },
    });
    const untitled = await half({ ...old, title: null });
    const better = await submit({ retry_of: untitled, task_description: 'Do it better.' });
    expect(await client().getFleet(of(better))).toMatchObject({ data: { title: 'Do it better.' } });
  });

  test('needs one that ended, that is there, and that is the caller’s', async () => {
    const going = await submit({ targets: ['acme/auth'] });
    const from = (retry_of: string, token = bench.tokens.ann) => bench.clientOf(token).submitFleet({ body: { retry_of } });
    expect(await from(going)).toMatchObject({ status: 409, error: { code: 'INVALID_STATE' } });
    expect(await from(going, bench.tokens.bob)).toMatchObject({ status: 403 });
    expect(await from('01JD0000000000000000000000')).toMatchObject({ status: 404, error: { code: 'FLEET_NOT_FOUND' } });
    expect(await from(await aborted({ targets: ['acme/auth'] }))).toMatchObject({ status: 422, error: { code: 'NO_TARGETS' } });
  });
});
