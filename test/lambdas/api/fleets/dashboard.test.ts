/** What a page asks of one fleet and of all: states, timeline, ranges and texts of targets, the log from a seq, what waits. */
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { scopes } from '../../../../contracts/scopes.ts';
import type { AttemptOutcome } from '../../../../contracts/fleet-records.ts';
import { errorOf, startBench, type Bench, type Reply } from '../bench.ts';

let bench: Bench;
let fleetId: string;
const submit = async (targets: string[], more: object = {}, token = bench.tokens.ann): Promise<string> => {
  const answer = await bench.clientOf(token).submitFleet({ body: { targets, task_description: 'Do it.', ...more } });
  if (!answer.ok) throw new Error(answer.error.message);
  bench.time.now += 1_000;
  return answer.data.fleet_id;
};
async function change(id: string, changes: Partial<Ledger>): Promise<void> {
  const ledger = await bench.stores.ledgers.getLedger(id);
  if (!ledger) throw new Error('no ledger');
  expect(await bench.stores.ledgers.putLedgerAtVersion({ ...ledger, ...changes })).toBe(true);
}
const read = (path: string, tag?: string, token = bench.tokens.ann): Promise<Reply> =>
  bench.call('GET', path, { token, headers: tag === undefined ? {} : { 'if-none-match': tag } });
const dataOf = (reply: Reply): unknown => (reply.json as { data: unknown }).data;
/** One field of each row of a list. */
const each = (field: string, reply: Reply): unknown[] =>
  (reply.json as { data: Record<string, unknown>[] }).data.map((row) => row[field]);
const ofFleet = (rest: string): string => `/v1/fleets/${fleetId}${rest}`;

const ended: Omit<AttemptOutcome, 'status'> = {
  ...{ trigger: 'initial', task_id: null, outcome: null, failure: null, pr_url: null, branch: null, cost_usd: null },
  ...{ started_at: '2026-11-05T10:00:00.000Z', finished_at: '2026-11-05T10:01:00.000Z', duration_s: 60 },
};

beforeAll(async () => {
  bench = await startBench();
  fleetId = await submit(['acme/auth', 'acme/users', 'acme/pay'], { failure: { threshold_count: 3 } });
  await change(fleetId, {
    status: 'RUNNING',
    statuses: ['FAILED', 'RUNNING', 'PENDING'],
    attempts: [1, 2, 1],
    triggers: ['initial', 'auto_retry', 'initial'],
    classes: ['agent', null, null],
    slots: new Map([[1, { since: 0 }]]),
    waiting: new Map([[2, 1_000]]),
  });
  await bench.stores.targets.recordOutcome(fleetId, 0, 1, { ...ended, status: 'FAILED' });
  await bench.stores.targets.recordOutcome(fleetId, 1, 1, { ...ended, status: 'LOST', started_at: null });
});
afterAll(() => bench.stop());

test('the states of a fleet are a letter, an attempt and a class for each target', async () => {
  const reply = await read(ofFleet('/states'));
  expect(reply.json).toEqual({
    data: { generation: 1, version: 2, states: 'FRP', attempts: [1, 2, 1], classes: ['agent', null, null], waiting: [2] },
  });
});

test('the timeline has the attempts that have begun', async () => {
  const row = { ordinal: 0, path: 'auth', attempt: 1, trigger: 'initial', step: null, status: 'FAILED' };
  const { started_at, finished_at } = ended;
  expect((await read(ofFleet('/timeline'))).json).toEqual({
    data: { generation: 1, version: 2, attempts: [{ ...row, started_at, finished_at }], next_from: null },
  });
  expect(dataOf(await read(ofFleet('/timeline?from=1')))).toMatchObject({ attempts: [], next_from: null });
});

test('the fleet says how near a breach is, whether it waits for a person, and whether the rest may be skipped', async () => {
  expect(dataOf(await read(ofFleet('')))).toMatchObject({
    progress: { policy: { failed: 1, denominator: 1, until_breach: null } },
    ...{ waits_for_person: true, skip_remaining: true, preset: null },
  });
});

describe('targets', () => {
  const paths = async (query: string) => each('path', await read(ofFleet(`/targets?${query}`)));

  test.each([
    ['ordinals=1', ['users']],
    ['ordinals=1-2', ['users', 'pay']],
    ['ordinals=1-999999', ['users', 'pay']],
    ['ordinals=0-1&status=FAILED', ['auth']],
    ['q=US', ['users']],
    ['q=acme/P', ['pay']],
    ['q=nope', []],
    ['waiting=true', ['pay']],
  ])('?%s', async (query, expected) => {
    expect(await paths(query)).toEqual(expected);
  });

  test('of a range come page by page', async () => {
    const first = await read(ofFleet('/targets?ordinals=1-2&limit=1'));
    const { next_token: token } = (first.json as { pagination: { next_token: string } }).pagination;
    expect(each('path', first)).toEqual(['users']);
    expect(await paths(`ordinals=1-2&next_token=${token}`)).toEqual(['pay']);
    expect((await read(ofFleet(`/targets?ordinals=0-2&next_token=${token}`))).status).toBe(400);
  });
});

test.each([
  ['/targets?ordinals=2-1', 'INVALID_VALUE /ordinals'],
  ['/targets?ordinals=x', 'INVALID_VALUE /ordinals'],
  ['/targets?ordinals=1-', 'INVALID_VALUE /ordinals'],
  ['/targets?ordinals=3', 'INVALID_VALUE /ordinals'],
  ['/targets?ordinals=3-9', 'INVALID_VALUE /ordinals'],
  ['/targets?q=', 'INVALID_VALUE /q'],
  ['/timeline?from=3', 'INVALID_VALUE /from'],
  ['/timeline?from=-1', 'INVALID_VALUE /from'],
  ['/timeline?to=1', 'UNKNOWN_KEY /to'],
  ['/states?from=1', 'UNKNOWN_KEY /from'],
  ['/log?after_seq=-1', 'INVALID_VALUE /after_seq'],
  ['/log?after_seq=x', 'INVALID_VALUE /after_seq'],
  ['/log?after_seq=1e20', 'INVALID_VALUE /after_seq'],
])('…%s is refused by name', async (rest, detail) => {
  const reply = await read(ofFleet(rest));
  expect([reply.status, errorOf(reply).details]).toEqual([400, [detail]]);
});

test('the log after a seq, in either order, with its targets as ordinals', async () => {
  const entry = { at: 0, actor: { kind: 'system' as const }, action: 'launched', reason: 'Launched.', counts: {} };
  for (const seq of [1, 2, 3]) await bench.stores.log.putLogEntry(fleetId, { ...entry, seq, targets: [[0, seq - 1]] });
  const seqs = async (query: string) => each('seq', await read(ofFleet(`/log?${query}`)));
  expect(await seqs('after_seq=1')).toEqual([2, 3]);
  expect(await seqs('after_seq=0&order=desc&limit=2')).toEqual([3, 2]);
  expect(await seqs('after_seq=3')).toEqual([]);
  expect(await seqs('after_seq=9007199254740990')).toEqual([]);
  const first = await read(ofFleet('/log?after_seq=1&limit=1'));
  const { next_token: token } = (first.json as { pagination: { next_token: string } }).pagination;
  expect(await seqs(`after_seq=1&next_token=${token}`)).toEqual([3]);
  expect(dataOf(first)).toMatchObject([{ seq: 2, ordinals: [[0, 1]] }]);
});

describe('what waits for a person', () => {
  const ids = async (query: string, token: string) =>
    each('fleet_id', await read(`/v1/fleets?waiting=true${query}`, undefined, token));

  test('is a list of its own, newest first', async () => {
    const { ann, bob, operator } = bench.tokens;
    const approval = await submit(['acme/auth'], { require_approval: true });
    await submit(['acme/auth']);
    const paused = await submit(['acme/auth'], {}, bob);
    const reason = { code: 'user' as const, message: 'Paused.', since: 60_000, actor: { kind: 'user' as const } };
    await change(paused, { status: 'PAUSED', reason, revision: 2 });
    expect(await ids('', ann)).toEqual([approval, fleetId]);
    expect(await ids('&status=RUNNING', ann)).toEqual([fleetId]);
    expect(await ids('', operator)).toEqual([paused, approval, fleetId]);
    expect(await ids('&owner=bob', operator)).toEqual([paused]);
    expect(dataOf(await read('/v1/fleets?waiting=true', undefined, bob))).toMatchObject([
      { fleet_id: paused, waits_for_person: true, revision: 2, reason: { since: '1970-01-01T00:01:00.000Z' } },
    ]);
    await change(paused, { status: 'RUNNING', reason: null });
    expect(await ids('', bob)).toEqual([]);
  });

  test('is asked for by the word true only', async () => {
    expect(errorOf(await read('/v1/fleets?waiting=false')).details).toEqual(['INVALID_VALUE /waiting']);
  });
});

describe('an answer that a caller has', () => {
  const reads = ['', '/states', '/timeline', '/targets?q=a', '/targets?ordinals=0-1', '/log?after_seq=0', '/graph?format=json'];

  test.each([...reads.map((rest) => `FLEET${rest}`), '/v1/fleets?waiting=true', '/v1/me', '/v1/workflows', '/v1/repos'])(
    'is not sent again: %s',
    async (given) => {
      const path = given.replace('FLEET', ofFleet(''));
      const first = await read(path);
      const again = await read(path, first.headers['etag']);
      expect([first.status, again.status, again.text]).toEqual([200, 304, '']);
      expect(again.headers).toMatchObject({ etag: first.headers['etag'], 'cache-control': 'private, no-cache' });
      expect((await read(path, '"other"')).status).toBe(200);
    },
  );

  test.each(reads)('but has changed is: …%s', async (rest) => {
    const before = await read(ofFleet(rest));
    await change(fleetId, { statuses: ['FAILED', 'RUNNING', 'SUCCEEDED'], waiting: new Map() });
    await bench.stores.log.putLogEntry(fleetId, {
      ...{ seq: 4, at: 0, actor: { kind: 'system' }, action: 'settled', reason: `Settled for ${rest}.`, counts: {} },
      targets: [[0, 0]],
    });
    await bench.stores.targets.recordOutcome(fleetId, 0, 1, { ...ended, status: 'FAILED', branch: `b${rest}` });
    expect((await read(ofFleet(rest), before.headers['etag'])).status).toBe(200);
    await change(fleetId, { statuses: ['FAILED', 'RUNNING', 'PENDING'], waiting: new Map([[2, 1_000]]) });
  });

  test('of somebody else is refused, whatever the tag', async () => {
    for (const rest of reads) {
      const tag = (await read(ofFleet(rest))).headers['etag'];
      for (const known of [tag, '*']) expect((await read(ofFleet(rest), known, bench.tokens.bob)).status).toBe(403);
      expect((await read(ofFleet(rest), tag, bench.tokens.operator)).status).toBe(304);
    }
  });
});

describe('the service', () => {
  test('tells who asks, and what it offers', async () => {
    const limits = { targets: 10_000, exclusive_targets: 100, user_task_cap: 0 };
    const offers = {
      machine: false,
      scopes: [...scopes],
      version: '0.1.0',
      agents: null,
      allow_shell: false,
      caller_verifiers: false,
      limits,
    };
    expect(dataOf(await read('/v1/me'))).toEqual({ user: 'ann', operator: false, groups: [], ...offers });
    expect(dataOf(await read('/v1/me', undefined, bench.tokens.operator))).toEqual({
      user: 'olga',
      operator: true,
      groups: ['operators'],
      ...offers,
    });
    expect((await read('/v1/me', undefined, '')).status).toBe(401);
  });

  test('lists its workflows, and says which of them its settings allow', async () => {
    const reply = await read('/v1/workflows');
    const rows = (reply.json as { data: { id: string; shell: boolean; available: boolean }[] }).data;
    expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(['coding/new-task-v1', 'shell/run-v1']));
    expect(rows.filter(({ available }) => !available).map(({ id }) => id)).toEqual(
      rows.filter(({ shell }) => shell).map(({ id }) => id),
    );
    expect((await read('/v1/workflows', undefined, '')).status).toBe(401);
  });
});
