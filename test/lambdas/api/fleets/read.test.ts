import type { Ledger } from '../../../../core/ledger/ledger.ts';
import type { ApiPorts } from '../../../../lambdas/api/api-ports.ts';
import { taskOf } from '../../../tasks/task-platform.ts';
import { errorOf, startBench, type Bench, type Reply } from '../bench.ts';
import { withActor } from '../with-actor.ts';
import { takeHold } from '../../../../tasks/take-hold.ts';

let bench: Bench;
let fleetId: string;
const submit = async (targets: string[], labels: Record<string, string> = {}, token = bench.tokens.ann): Promise<string> => {
  const answer = await bench.clientOf(token).submitFleet({ body: { targets, task_description: 'Do it.', labels } });
  if (!answer.ok) throw new Error(answer.error.message);
  bench.time.now += 1_000;
  return answer.data.fleet_id;
};

beforeAll(async () => {
  bench = await startBench();
  fleetId = await submit(['acme/auth', 'acme/users', 'acme/pay'], { team: 'a=b' });
});
afterAll(() => bench.stop());

describe('who sees a fleet', () => {
  test.each([
    '',
    '/states',
    '/timeline',
    '/targets',
    '/targets/auth',
    '/log',
    '/results',
    '/commands/01K00000000000000000000000',
  ])('GET …%s', async (rest) => {
    const path = `/v1/fleets/${fleetId}${rest}`;
    const bob = await bench.call('GET', path, { token: bench.tokens.bob });
    expect([bob.status, errorOf(bob).code]).toEqual([403, 'FORBIDDEN']);
    const nobody = await bench.call('GET', path.replace(fleetId, '01K00000000000000000000000'));
    expect([nobody.status, errorOf(nobody).code]).toEqual([404, 'FLEET_NOT_FOUND']);
    const odd = await bench.call('GET', path.replace(fleetId, 'nope'));
    expect([odd.status, errorOf(odd).code]).toEqual([404, 'FLEET_NOT_FOUND']);
    const operator = await bench.call('GET', path, { token: bench.tokens.operator });
    expect(operator.status).toBe(rest.startsWith('/commands') ? 404 : 200);
  });
});

/** Ports that note which reads of ledgers and specs are made. */
function counting(ports: ApiPorts): { ports: ApiPorts; reads: string[] } {
  const reads: string[] = [];
  const noting = <T extends object>(store: T): T =>
    new Proxy(store, {
      get: (target, name) => {
        // Every property of a store is a function.
        const act = Reflect.get(target, name) as (...args: unknown[]) => unknown;
        return (...args: unknown[]) => {
          reads.push(`${String(name)} ${String(args[0])}`);
          return act(...args);
        };
      },
    });
  const { ledgers, specs } = ports.stores;
  return { ports: { ...ports, stores: { ...ports.stores, ledgers: noting(ledgers), specs: noting(specs) } }, reads };
}

test('a fleet that has not changed is told to be that, without its spec being read, however much time has gone on', async () => {
  const { ports, reads } = counting(bench.ports);
  const path = `/v1/fleets/${fleetId}`;
  const shown = await bench.call('GET', path, {}, ports);
  const known = { headers: { 'if-none-match': shown.headers['etag'] ?? '' } };
  bench.time.now += 5_000;
  reads.length = 0;
  const again = await bench.call('GET', path, known, ports);
  expect([again.status, again.text, again.headers['etag']]).toEqual([304, '', shown.headers['etag']]);
  expect(reads).toEqual([`getLedgerState ${fleetId}`]);
  const ledger = await bench.stores.ledgers.getLedger(fleetId);
  if (ledger) await bench.stores.ledgers.putLedgerAtVersion({ ...ledger, settings: { ...ledger.settings, title: 'New' } });
  expect((await bench.call('GET', path, known, ports)).json).toMatchObject({ data: { title: 'New' } });
});

describe('a list of fleets', () => {
  const ids = async (query: object, token = bench.tokens.ann): Promise<string[]> => {
    const answer = await bench.clientOf(token).listFleets({ query });
    if (!answer.ok) throw new Error(answer.error.message);
    return answer.data.map(({ fleet_id }) => fleet_id);
  };

  test('has one’s own, newest first, with its filters', async () => {
    const second = await submit(['acme/auth']);
    const bobs = await submit(['acme/auth'], {}, bench.tokens.bob);
    expect(await ids({})).toEqual([second, fleetId]);
    expect(await ids({ label: 'team=a=b' })).toEqual([fleetId]);
    expect(await ids({ label: 'team=a' })).toEqual([]);
    expect(await ids({ status: 'SUCCEEDED,FAILED' })).toEqual([]);
    expect(await ids({ status: 'PENDING', limit: 1 })).toEqual([second]);
    const created = (await bench.stores.ledgers.getLedger(fleetId))?.createdAt ?? 0;
    expect(await ids({ created_after: new Date(created).toISOString() })).toEqual([second]);
    expect(await ids({}, bench.tokens.operator)).toEqual([bobs, second, fleetId]);
    expect(await ids({ owner: 'bob' }, bench.tokens.operator)).toEqual([bobs]);
    const others = await bench.call('GET', '/v1/fleets?owner=bob');
    expect([others.status, errorOf(others).code]).toEqual([403, 'FORBIDDEN']);
  });

  test('goes on over pages and months, each row once', async () => {
    bench.time.now = Date.UTC(2026, 11, 2);
    const later = [await submit(['acme/auth']), await submit(['acme/auth'])];
    const seen: string[] = [];
    let next: string | undefined;
    do {
      const answer = await bench.clientOf(bench.tokens.operator).listFleets({ query: { limit: 1, next_token: next } });
      if (!answer.ok) throw new Error(answer.error.message);
      seen.push(...answer.data.map(({ fleet_id }) => fleet_id));
      next = answer.pagination?.next_token ?? undefined;
    } while (next !== undefined);
    expect(seen).toHaveLength(new Set(seen).size);
    expect(seen.slice(0, 2)).toEqual(later.reverse());
    expect(seen.at(-1)).toBe(fleetId);
  });

  const fleetIds = (reply: Reply): string[] =>
    (reply.json as { data: { fleet_id: string }[] }).data.map(({ fleet_id }) => fleet_id);

  test('of an operator ends with the months asked for, and reads a month that had nothing once', async () => {
    const { ports, reads } = counting(bench.ports);
    const list = async (query: string) => {
      reads.length = 0;
      return fleetIds(await bench.call('GET', `/v1/fleets?${query}`, { token: bench.tokens.operator }, ports));
    };
    const months = () => reads.filter((read) => read.startsWith('listFleetsOfMonth'));
    bench.time.now = Date.UTC(2026, 11, 3);
    expect(await list('limit=100&created_after=2026-11-20T00:00:00Z')).toHaveLength(2);
    expect(months()).toEqual(['listFleetsOfMonth 2026-12', 'listFleetsOfMonth 2026-11']);
    const all = await list('limit=100');
    expect(all.length).toBeGreaterThan(2);
    expect(months().length).toBeGreaterThan(20);
    expect(await list('limit=100')).toEqual(all);
    expect(months()).toEqual(['listFleetsOfMonth 2026-12', 'listFleetsOfMonth 2026-11']);
  });

  test('of fleets that have not ended is read from those alone', async () => {
    const { ports, reads } = counting(bench.ports);
    const list = async (query: string, token: string) =>
      fleetIds(await bench.call('GET', `/v1/fleets?${query}`, { token }, ports));
    const { operator, bob } = bench.tokens;
    const all = await list('status=PENDING,RUNNING,PAUSED&limit=100', operator);
    expect(all).toContain(fleetId);
    expect(all).toEqual([...all].sort().reverse());
    const [mine] = await list('status=PENDING', bob);
    expect(all).toContain(mine);
    expect(mine).not.toBe(fleetId);
    const first = await bench.call('GET', '/v1/fleets?status=PENDING&limit=1', { token: operator }, ports);
    const { next_token: token } = (first.json as { pagination: { next_token: string } }).pagination;
    expect([...fleetIds(first), ...(await list(`status=PENDING&limit=100&next_token=${token}`, operator))]).toEqual(all);
    expect(reads.filter((read) => /^listFleetsOf/.test(read))).toEqual([]);
  });

  test('refuses tokens of other lists, filters and callers', async () => {
    const first = await bench.call('GET', '/v1/fleets?limit=1');
    const { next_token: token } = (first.json as { pagination: { next_token: string } }).pagination;
    expect((await bench.call('GET', `/v1/fleets?limit=2&next_token=${token}`)).status).toBe(200);
    const wrong = [
      bench.call('GET', `/v1/fleets?status=PENDING&next_token=${token}`),
      bench.call('GET', `/v1/fleets/${fleetId}/targets?next_token=${token}`),
      bench.call('GET', `/v1/fleets?next_token=${token}`, { token: bench.tokens.bob }),
      bench.call('GET', `/v1/fleets?next_token=${token}x`),
      bench.call('GET', `/v1/fleets?next_token=x${token}`),
      bench.call('GET', '/v1/fleets?next_token=nope'),
    ];
    for (const reply of await Promise.all(wrong)) {
      expect([reply.status, errorOf(reply).details]).toEqual([400, ['INVALID_VALUE /next_token']]);
    }
  });

  test.each([
    ['limit=0', 'INVALID_VALUE /limit'],
    ['limit=101', 'INVALID_VALUE /limit'],
    ['limit=x', 'INVALID_VALUE /limit'],
    ['status=NOPE', 'INVALID_VALUE /status/0'],
    ['stauts=PENDING', 'UNKNOWN_KEY /stauts'],
    ['created_after=yesterday', 'INVALID_VALUE /created_after'],
    ['label=x', 'INVALID_VALUE /label'],
  ])('refuses ?%s', async (query, detail) => {
    const reply = await bench.call('GET', `/v1/fleets?${query}`);
    expect([reply.status, errorOf(reply).code, errorOf(reply).details]).toEqual([400, 'VALIDATION_ERROR', [detail]]);
  });
});

describe('targets', () => {
  let id: string;
  beforeAll(async () => {
    id = await submit(['acme/auth', 'acme/users', 'acme/pay']);
    const ledger = await bench.stores.ledgers.getLedger(id);
    if (!ledger) throw new Error('no ledger');
    const created = await bench.core.createTask(
      { repo: 'acme/users', workflow_ref: 'coding/new-task-v1', task_description: 'Do it.' },
      {
        userId: 'ann',
        channelSource: 'fleet',
        channelMetadata: { fleet_id: id, target: 'users', attempt: 2 },
        idempotencyKey: `flt_${id}_1_2`,
      },
    );
    const { task_id } = taskOf(created);
    const failure = { class: 'agent', code: 'EXIT', message: 'It said "no", and\nleft.', retryable: false, by: 'user' } as const;
    const outcome = {
      status: 'FAILED',
      trigger: 'initial',
      task_id: null,
      outcome: null,
      pr_url: null,
      branch: 'bgagent/x',
      cost_usd: 0.5,
      started_at: null,
      finished_at: null,
      duration_s: null,
    } as const;
    await bench.stores.targets.recordOutcome(id, 0, 1, { ...outcome, failure });
    await bench.stores.targets.recordOutcome(id, 1, 1, { ...outcome, failure, cost_usd: 0.25 });
    await bench.stores.targets.recordCreated(id, 1, 2, { task_id });
    await bench.stores.ledgers.putLedgerAtVersion({
      ...ledger,
      status: 'RUNNING',
      statuses: ['FAILED', 'QUEUED', 'PENDING'],
      attempts: [1, 2, 1],
      triggers: ['initial', 'auto_retry', 'initial'],
      classes: ['agent', null, null],
      slots: new Map([[1, { since: bench.time.now }]]),
    });
  });
  const paths = async (query: string): Promise<string[]> => {
    const reply = await bench.call('GET', `/v1/fleets/${id}/targets?${query}`);
    return (reply.json as { data: { path: string }[] }).data.map(({ path }) => path);
  };

  test('are told with what became of each attempt', async () => {
    const answer = await bench.clientOf(bench.tokens.ann).listTargets({ params: { fleet_id: id } });
    if (!answer.ok) throw new Error(answer.error.message);
    const [failed, queued, pending] = answer.data;
    expect(failed).toMatchObject({
      path: 'auth',
      status: 'FAILED',
      attempt: 1,
      cost_usd: 0.5,
      branch: 'bgagent/x',
      failure: { class: 'agent' },
    });
    expect(queued).toMatchObject({
      path: 'users',
      status: 'QUEUED',
      attempt: 2,
      trigger: 'auto_retry',
      failure: null,
      cost_usd: 0.25,
    });
    expect(queued?.attempts).toMatchObject([
      { attempt: 1, status: 'FAILED' },
      { attempt: 2, status: 'QUEUED', failure: null },
    ]);
    expect(queued?.task_id).toBe(queued?.attempts[1]?.task_id);
    expect(queued?.branch).toMatch(/^bgagent\//);
    expect(pending).toMatchObject({ path: 'pay', status: 'PENDING', attempt: 1, task_id: null, attempts: [] });
  });

  test('are filtered', async () => {
    expect(await paths('status=FAILED,PENDING')).toEqual(['auth', 'pay']);
    expect(await paths('class=agent')).toEqual(['auth']);
    expect(await paths('group=default')).toEqual(['auth', 'users', 'pay']);
    expect(await paths('group=nope')).toEqual([]);
    expect(await paths('repo=acme%2Fusers')).toEqual(['users']);
    expect(await paths('repo=acme/nope')).toEqual([]);
  });

  test('go on over pages', async () => {
    const first = await bench.call('GET', `/v1/fleets/${id}/targets?limit=2`);
    const { data, pagination } = first.json as { data: unknown[]; pagination: { next_token: string; has_more: boolean } };
    expect([data.length, pagination.has_more]).toEqual([2, true]);
    expect(await paths(`limit=2&next_token=${pagination.next_token}`)).toEqual(['pay']);
  });

  test('one by its path, as it is or encoded', async () => {
    for (const path of ['users', '%75sers']) {
      const reply = await bench.call('GET', `/v1/fleets/${id}/targets/${path}`);
      expect(reply.json).toMatchObject({ data: { path: 'users' } });
      expect(
        (
          await bench.call('GET', `/v1/fleets/${id}/targets/${path}`, {
            headers: { 'if-none-match': reply.headers['etag'] ?? '' },
          })
        ).status,
      ).toBe(304);
    }
    for (const path of ['nope', 'a/b', 'a%2Fb']) {
      const reply = await bench.call('GET', `/v1/fleets/${id}/targets/${path}`);
      expect([reply.status, errorOf(reply).code]).toEqual([404, 'TARGET_NOT_FOUND']);
    }
  });

  test('tell the last line that the running attempt printed, which is no part of its task', async () => {
    const client = bench.clientOf(bench.tokens.ann);
    const lastLines = async () => {
      const answer = await client.listTargets({ params: { fleet_id: id } });
      return answer.ok && answer.data.map(({ last_line }) => last_line);
    };
    expect(await lastLines()).toEqual([null, null, null]);
    const target = await client.getTarget({ params: { fleet_id: id, path: 'users' } });
    const task_id = (target.ok && target.data.task_id) || '';
    const until = bench.time.now + 60_000;
    await takeHold(bench.tasks, task_id, { workerId: 'w', now: bench.time.now, leaseUntil: until });
    await bench.tasks.renewLeaseOfHold(task_id, 1, { until, lastLine: 'half way' });
    expect(await lastLines()).toEqual([null, 'half way', null]);
    expect((await bench.call('GET', `/v1/tasks/${task_id}`)).json).not.toHaveProperty('data.last_line');
  });

  test('that wait for a forge say so, and so does their fleet, until their time has come', async () => {
    const ledger = await bench.stores.ledgers.getLedger(id);
    if (!ledger) throw new Error('no ledger');
    const wait = { host: 'github.com', until: bench.time.now + 60_000, everyMs: 7_200 };
    const statuses: Ledger['statuses'] = ['QUEUED', 'QUEUED', 'RUNNING'];
    const slot = { since: bench.time.now, waits: wait };
    const earlier = { ...slot, waits: { ...wait, until: wait.until - 1_000 } };
    const slots = new Map([[0, earlier], [1, slot], [2, slot]]); // prettier-ignore
    await bench.stores.ledgers.putLedgerAtVersion({ ...ledger, statuses, slots });
    const shown = async () => {
      const client = bench.clientOf(bench.tokens.ann);
      const fleet = await client.getFleet({ params: { fleet_id: id } });
      const targets = await client.listTargets({ params: { fleet_id: id } });
      return [fleet.ok && fleet.data.waiting, targets.ok && targets.data.map(({ waits_for }) => waits_for)];
    };
    const until = new Date(wait.until).toISOString();
    const first = { host: 'github.com', until: new Date(wait.until - 1_000).toISOString() };
    expect(await shown()).toEqual([[{ host: 'github.com', count: 2, until }], [first, { host: 'github.com', until }, null]]);
    bench.time.now += 60_000;
    expect(await shown()).toEqual([[], [null, null, null]]);
  });

  test('are no formulas where results are CSV', async () => {
    const fleet_id = await submit(['acme/auth']);
    const failure = { class: 'agent', code: '@X', message: '=HYPERLINK("x")', retryable: false, by: 'user' } as const;
    const nothing = { task_id: null, outcome: null, pr_url: null, branch: null, started_at: null, finished_at: null };
    const outcome = { status: 'FAILED', trigger: 'initial', ...nothing, cost_usd: -0.5, duration_s: 7, failure } as const;
    await bench.stores.targets.recordOutcome(fleet_id, 0, 1, outcome);
    const csv = await bench.clientOf(bench.tokens.ann).getResults({ params: { fleet_id }, query: { format: 'csv' } });
    expect(csv.ok && csv.data).toContain(`agent,'@X,"'=HYPERLINK(""x"")",false,user,-0.5,,,7,`);
  });

  test('show what their attempts pass on', async () => {
    const fleet_id = await submit(['acme/auth', 'acme/users']);
    const nothing = { task_id: null, pr_url: null, branch: null, started_at: null, finished_at: null, cost_usd: null };
    const outcome = {
      status: 'SUCCEEDED',
      trigger: 'initial',
      ...nothing,
      outcome: 'changed',
      duration_s: 7,
      failure: null,
    } as const;
    const result = { version: '2.1', breaking: true };
    await bench.stores.targets.recordOutcome(fleet_id, 0, 1, { ...outcome, result });
    // As older code recorded it.
    await bench.stores.targets.recordOutcome(fleet_id, 1, 1, outcome);
    const client = bench.clientOf(bench.tokens.ann);
    const targets = await client.listTargets({ params: { fleet_id } });
    expect(targets).toMatchObject({
      data: [
        { result, attempts: [{ result }] },
        { result: null, attempts: [{ result: null }] },
      ],
    });
    const csv = await client.getResults({ params: { fleet_id }, query: { format: 'csv' } });
    if (!csv.ok || typeof csv.data !== 'string') throw new Error('no text');
    const [header, first, second] = csv.data.split('\n');
    expect(header).toMatch(/,vars,result,agent,model,turns,question,step,repositories,files,lines_added,lines_removed,change$/);
    expect(first).toContain(',{},"{""version"":""2.1"",""breaking"":true}"');
    expect(second).toMatch(/,\{\},,,,,,,,,,,$/);
  });

  test('as results for other tools', async () => {
    const client = bench.clientOf(bench.tokens.ann);
    const json = await client.getResults({ params: { fleet_id: id } });
    expect(json.ok && Array.isArray(json.data) && json.data.map(({ path }) => path)).toEqual(['auth', 'users', 'pay']);
    const lines = await client.getResults({ params: { fleet_id: id }, query: { format: 'jsonl', limit: 2 } });
    if (!lines.ok || typeof lines.data !== 'string') throw new Error('no text');
    expect(
      lines.data
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { path: string }).path),
    ).toEqual(['auth', 'users']);
    expect(lines.pagination?.has_more).toBe(true);
    const csv = await client.getResults({ params: { fleet_id: id }, query: { format: 'csv', limit: 1 } });
    if (!csv.ok || typeof csv.data !== 'string') throw new Error('no text');
    expect(csv.data).toMatch(/^path,id,ordinal,group,repo,status,/);
    expect(csv.data).toContain('"It said ""no"", and\nleft.",false,user,0.5');
    const rest = await client.getResults({
      params: { fleet_id: id },
      query: { format: 'csv', next_token: csv.pagination?.next_token ?? '' },
    });
    expect(rest.ok && rest.data).toMatch(/^users,users,1,/);
    const odd = await bench.call('GET', `/v1/fleets/${id}/results?format=xml`);
    expect(errorOf(odd).details).toEqual(['INVALID_VALUE /format']);
  });
});

describe('a cancel', () => {
  test('that the actor takes is answered with the fleet, and logged', async () => {
    const id = await submit(['acme/auth', 'acme/users']);
    const client = bench.clientOf(bench.tokens.ann, withActor(bench));
    const answer = await client.cancelFleet({
      params: { fleet_id: id },
      body: { reason: 'Wrong branch.' },
      headers: { 'Idempotency-Key': 'c1' },
    });
    expect(answer).toMatchObject({ ok: true, status: 202, data: { fleet_id: id, status: 'CANCELLED', actions: ['retry'] } });
    const again = await client.cancelFleet({
      params: { fleet_id: id },
      body: { reason: 'Wrong branch.' },
      headers: { 'Idempotency-Key': 'c1' },
    });
    expect(again).toMatchObject({ ok: true, status: 202 });
    expect(again.ok && again.headers.get('idempotent-replay')).toBe('true');
    const log = await client.listLog({ params: { fleet_id: id } });
    if (!log.ok) throw new Error(log.error.message);
    expect(log.data.map(({ action }) => action)).toEqual(expect.arrayContaining(['submitted', 'cancelled']));
    expect(log.data.find(({ action }) => action === 'cancelled')).toMatchObject({
      targets: ['auth', 'users'],
      target_count: 2,
      actor: { kind: 'user', id: 'ann' },
    });
    const newest = await client.listLog({ params: { fleet_id: id }, query: { order: 'desc', limit: 1 } });
    expect(newest.ok && newest.data).toEqual(log.data.slice(-1));
    const next_token = (newest.ok && newest.pagination?.next_token) || '';
    const others = await client.listLog({ params: { fleet_id: id }, query: { order: 'desc', next_token } });
    expect(others.ok && others.data).toEqual(log.data.slice(0, -1).reverse());
    expect((await client.listLog({ params: { fleet_id: id }, query: { next_token } })).status).toBe(400);
    const late = await client.cancelFleet({ params: { fleet_id: id }, body: {} });
    expect(late).toMatchObject({
      ok: false,
      status: 409,
      error: { code: 'INVALID_STATE', message: expect.stringContaining('CANCELLED') as string },
    });
  });

  test('an entry of the log that does not list all its targets counts them all', async () => {
    const id = await submit(['acme/auth', 'acme/users']);
    const entry = {
      seq: 9,
      at: 0,
      actor: { kind: 'system' as const },
      action: 'launched',
      reason: 'Launched 7 targets.',
      counts: {},
    };
    await bench.stores.log.putLogEntry(id, { ...entry, targets: [[1, 1]], unlisted: 6 });
    await bench.stores.log.putLogEntry(id, { ...entry, seq: 10, action: 'summarised', decisions: { launched: 2 } });
    const log = await bench.clientOf(bench.tokens.ann).listLog({ params: { fleet_id: id } });
    expect(log.ok && log.data).toEqual([
      { ...entry, at: '1970-01-01T00:00:00.000Z', targets: ['users'], ordinals: [[1, 1]], target_count: 7, attempt: null },
      {
        ...entry,
        seq: 10,
        at: '1970-01-01T00:00:00.000Z',
        action: 'summarised',
        targets: [],
        ordinals: [],
        target_count: 0,
        attempt: null,
      },
    ]);
  });

  test('of another revision is refused', async () => {
    const id = await submit(['acme/auth']);
    const answer = await bench
      .clientOf(bench.tokens.ann, withActor(bench))
      .cancelFleet({ params: { fleet_id: id }, body: { expect_revision: 7 } });
    expect(answer).toMatchObject({ ok: false, status: 412, error: { code: 'VERSION_MISMATCH' } });
  });

  test('that nobody has decided yet is answered with its id; its body may be left out', async () => {
    const id = await submit(['acme/auth']);
    const reply = await bench.call('POST', `/v1/fleets/${id}/cancel`);
    expect(reply.status).toBe(202);
    const { data } = reply.json as { data: { command_id: string } };
    const client = bench.clientOf(bench.tokens.ann);
    const command = await client.getCommand({ params: { fleet_id: id, command_id: data.command_id } });
    expect(command).toMatchObject({ ok: true, data: { kind: 'cancel', actor: 'ann', reason: null, verdict: null } });
    await withActor(bench).mailbox.mail({ kind: 'look', fleet_id: id });
    expect(await client.getCommand({ params: { fleet_id: id, command_id: data.command_id } })).toMatchObject({
      data: { verdict: { result: 'applied' } },
    });
  });

  test('of others’ fleets, and with odd bodies', async () => {
    const bob = await bench.call('POST', `/v1/fleets/${fleetId}/cancel`, { token: bench.tokens.bob });
    expect([bob.status, errorOf(bob).code]).toEqual([403, 'FORBIDDEN']);
    const odd = await bench.call('POST', `/v1/fleets/${fleetId}/cancel`, { body: '{"reson":"x","expect_revision":"1"}' });
    expect(errorOf(odd).details.sort()).toEqual(['INVALID_VALUE /expect_revision', 'UNKNOWN_KEY /reson']);
  });
});
