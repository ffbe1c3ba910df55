import type { TargetStatus } from '../../../../core/fleet.ts';
import type { SubmitRequest } from '../../../../contracts/http/submit.ts';
import { onboarded, putRepo } from '../../../tasks/task-platform.ts';
import { errorOf, startBench, type Bench, type Reply } from '../bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  for (const name of ['lib', 'gone-one']) await putRepo(bench.repos, onboarded(`acme/${name}`));
});
afterAll(() => bench.stop());

const client = () => bench.clientOf(bench.tokens.ann);
const of = (fleet_id: string) => ({ params: { fleet_id } });
async function submit(body: SubmitRequest): Promise<string> {
  const answer = await client().submitFleet({ body: { task_description: 'Do it.', ...body } });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  bench.time.now += 1_000;
  return answer.data.fleet_id;
}
const post = (what: unknown, path = '/v1/fleets'): Promise<Reply> => bench.call('POST', path, { body: JSON.stringify(what) });
const messagesOf = (reply: Reply): string[] =>
  (reply.json as { error: { details?: { message: string }[] } }).error.details?.map(({ message }) => message) ?? [];

/** lib ← app (users on the branch of auth) ← pay, and pay on app where that ends well or not. */
const ordered: SubmitRequest = {
  targets: ['acme/lib'],
  groups: [
    {
      name: 'app',
      depends_on: ['lib'],
      targets: [
        { repo: 'acme/auth', vars: { base: '{{deps./lib.branch}}' } },
        { repo: 'acme/auth', id: 'more', depends_on: ['auth', { path: '/lib', optional: true }], base: 'auth' },
      ],
    },
    {
      name: 'web',
      targets: [
        { repo: 'acme/pay', depends_on: [{ path: 'app', optional: true }], task_description: 'See {{deps.app/more.pr_url}}.' },
      ],
    },
  ],
};
const lib = { path: 'lib', optional: false };

describe('a fleet with an order', () => {
  test('is planned in waves, with what each target needs', async () => {
    const plan = await client().planFleet({ body: { task_description: 'Do it.', ...ordered } });
    expect(plan).toMatchObject({
      ok: true,
      data: {
        targets: [
          { path: 'lib', group: 'default', wave: 1, depends_on: [] },
          { path: 'app/auth', group: 'app', wave: 2, depends_on: [lib] },
          { path: 'app/more', group: 'app', wave: 3, depends_on: [{ path: 'app/auth', optional: false }, lib] },
          { path: 'web/pay', group: 'web', wave: 4, depends_on: [{ path: 'app', optional: true }] },
        ],
        waves: [['lib'], ['app/auth'], ['app/more'], ['web/pay']],
        launch_order: ['lib', 'app/auth', 'app/more', 'web/pay'],
        warnings: [],
      },
    });
  });

  test('keeps it: in its targets, its groups and its ledger', async () => {
    const id = await submit(ordered);
    const [first, auth, more, pay] = await bench.stores.targets.getTargets(id, [0, 1, 2, 3]);
    expect([first?.depends_on, first?.passes, first?.base]).toEqual([undefined, undefined, undefined]);
    expect([auth?.depends_on, auth?.passes]).toEqual([undefined, { '/lib': 0 }]);
    expect(more).toMatchObject({
      depends_on: [
        { path: 'app/auth', optional: false },
        { path: 'lib', optional: true },
      ],
      base: 1,
    });
    expect(pay).toMatchObject({ depends_on: [{ path: 'app', optional: true }], passes: { 'app/more': 2 } });
    const groups = (await bench.stores.specs.getSpec(id))?.groups;
    expect(groups?.map(({ path, depends_on }) => [path, depends_on])).toEqual([
      ['default', undefined],
      ['app', [lib]],
      ['web', undefined],
    ]);
    const graph = {
      edges: [
        { from: 1, to: 3, onFrom: 0, onTo: 1, optional: false },
        { from: 2, to: 3, onFrom: 0, onTo: 1, optional: true },
        { from: 2, to: 3, onFrom: 1, onTo: 2, optional: false },
        { from: 3, to: 4, onFrom: 1, onTo: 3, optional: true },
      ],
      dependents: [3, 2, 1, 0],
    };
    expect(await bench.stores.graphs.getGraph(id)).toEqual(graph);
    expect((await bench.stores.ledgers.getLedger(id))?.graph).toEqual(graph);
  });

  test('shows what its targets depend on, their groups included', async () => {
    const id = await submit(ordered);
    const listed = await client().listTargets(of(id));
    expect(listed.ok && listed.data.map(({ path, depends_on }) => [path, depends_on])).toEqual([
      ['lib', []],
      ['app/auth', [lib]],
      ['app/more', [{ path: 'app/auth', optional: false }, lib]],
      ['web/pay', [{ path: 'app', optional: true }]],
    ]);
    const plain = await submit({ targets: ['acme/auth'] });
    expect((await bench.stores.ledgers.getLedger(plain))?.graph).toBeNull();
    expect(await client().getTarget({ params: { fleet_id: plain, path: 'auth' } })).toMatchObject({ data: { depends_on: [] } });
  });

  test('another order is another work', async () => {
    const hashes = [];
    for (const depends_on of [[], ['lib'], [{ path: 'lib', optional: true }]]) {
      const body = { task_description: 'x', targets: ['acme/lib', { repo: 'acme/auth', depends_on }] };
      const plan = await client().planFleet({ body });
      hashes.push(plan.ok && plan.data.spec_hash);
    }
    expect(new Set(hashes).size).toBe(3);
  });
});

describe('what is wrong with an order', () => {
  const on = (...depends_on: unknown[]) => ({ task_description: 'x', targets: ['acme/auth', { repo: 'acme/pay', depends_on }] });
  test.each<[string, unknown, string[]]>([
    [
      'a dependency that is no text',
      on('auth', 5, null),
      ['INVALID_VALUE /targets/1/depends_on/1', 'INVALID_VALUE /targets/1/depends_on/2'],
    ],
    ['an empty one', on(''), ['INVALID_VALUE /targets/1/depends_on/0']],
    ['a long one', on('x'.repeat(601)), ['INVALID_VALUE /targets/1/depends_on/0']],
    ['an object without a path', on({ optional: true }), ['INVALID_VALUE /targets/1/depends_on/0/path']],
    [
      'an object with more',
      on({ path: 'auth', optional: 'yes', kind: 'x' }),
      ['INVALID_VALUE /targets/1/depends_on/0/optional', 'UNKNOWN_KEY /targets/1/depends_on/0/kind'],
    ],
    ['101 of them', on(...Array.from({ length: 101 }, () => 'auth')), ['INVALID_VALUE /targets/1/depends_on']],
    [
      'no list',
      { task_description: 'x', targets: [{ repo: 'acme/auth', depends_on: 'pay' }] },
      ['INVALID_VALUE /targets/0/depends_on'],
    ],
    [
      'control and zero-width characters',
      on('auth\u0000', 'au\u200bth', 'auth\u202e'),
      [0, 1, 2].map((at) => `UNKNOWN_DEPENDENCY /targets/1/depends_on/${at}`),
    ],
    [
      'a base that is no text',
      { task_description: 'x', targets: [{ repo: 'acme/auth', base: 5 }] },
      ['INVALID_VALUE /targets/0/base'],
    ],
    [
      'problems of form beside those of the order',
      {
        task_description: 'x',
        oops: 1,
        targets: [
          { repo: 'acme/auth', id: 'a', depends_on: ['b', 7, 'nope'] },
          { repo: 'acme/users', id: 'b', depends_on: ['/a', { path: 'b', optional: 1 }], max_turns: 'many' },
          { repo: 'acme/pay', id: 'c', depends_on: ['c'] },
        ],
        groups: [{ name: 'g', targets: ['acme/lib'], depends_on: ['g', 'nope'], max_concurrency: 0 }],
      },
      [
        'UNKNOWN_KEY /oops',
        'INVALID_VALUE /targets/0/depends_on/1',
        'INVALID_VALUE /targets/1/depends_on/1/optional',
        'INVALID_VALUE /targets/1/max_turns',
        'INVALID_VALUE /groups/0/max_concurrency',
        'SELF_DEPENDENCY /groups/0/depends_on/0',
        'UNKNOWN_DEPENDENCY /groups/0/depends_on/1',
        'UNKNOWN_DEPENDENCY /targets/0/depends_on/2',
        'SELF_DEPENDENCY /targets/2/depends_on/0',
        'DEPENDENCY_CYCLE /targets/1/depends_on/0',
      ],
    ],
    [
      'targets that cannot be read: they are no unknown ones',
      {
        task_description: 'x',
        targets: ['acme/bad repo', { repo: 7, id: 'known' }, { repo: 'acme/auth', depends_on: ['bad repo', 'known', 'nope'] }],
        groups: [
          {
            name: 'g',
            targets: [
              { repo: 'no', id: 'in' },
              { repo: 'acme/pay', depends_on: ['in', 'g'] },
            ],
          },
        ],
      },
      [
        'INVALID_VALUE /targets/0',
        'INVALID_VALUE /targets/1/repo',
        'INVALID_VALUE /groups/0/targets/0/repo',
        'UNKNOWN_DEPENDENCY /targets/2/depends_on/2',
        'SELF_DEPENDENCY /groups/0/targets/1/depends_on/1',
      ],
    ],
    [
      'targets whose names are not known either: nothing is said of references',
      { task_description: 'x', targets: [{ repo: 7 }, { repo: 'acme/auth', depends_on: ['nope', 'auth'] }] },
      ['INVALID_VALUE /targets/0/repo'],
    ],
    [
      'ids, names and lists of groups of the wrong type',
      {
        task_description: 'x',
        targets: [
          { repo: 'acme/pay', id: 5 },
          { repo: 'acme/auth', depends_on: ['nope'], base: 'nope' },
        ],
        groups: [{ name: 7, targets: ['acme/lib'] }, { name: 'h', targets: 'acme/lib' }, 5],
      },
      [
        'INVALID_VALUE /targets/0/id',
        'INVALID_VALUE /groups/0/name',
        'INVALID_VALUE /groups/1/targets',
        'INVALID_VALUE /groups/2',
      ],
    ],
    [
      'a dependency that cannot be read, for a placeholder and a base that need it',
      {
        task_description: 'x',
        targets: [
          'acme/auth',
          {
            repo: 'acme/auth',
            id: 'two',
            depends_on: [{ path: 'auth', optional: 1 }],
            base: 'auth',
            task_description: '{{deps.auth.branch}}',
          },
        ],
      },
      ['INVALID_VALUE /targets/1/depends_on/0/optional'],
    ],
    [
      'placeholders of what is no dependency',
      {
        task_description: '{{deps.auth.branch}}',
        pull_request: { title: 'On {{deps.auth.branch}}' },
        params: { p: '{{deps.auth.branch}}' },
        targets: ['acme/auth', { repo: 'acme/pay', depends_on: ['auth'], vars: { v: '{{deps.auht.branch}}' } }],
      },
      [
        'UNKNOWN_PLACEHOLDER /pull_request/title',
        'UNKNOWN_PLACEHOLDER /task_description',
        'UNKNOWN_PLACEHOLDER /params/p',
        'UNKNOWN_PLACEHOLDER /targets/1/vars/v',
      ],
    ],
  ])('%s', async (...[, what, details]) => {
    for (const path of ['/v1/fleets', '/v1/fleets/plan']) {
      const reply = await post(what, path);
      expect([reply.status, errorOf(reply).details.sort()]).toEqual([400, [...details].sort()]);
      for (const message of messagesOf(reply)) expect(message).toMatch(/[.?]$/);
    }
  });

  test('a group more than there may be, or one level more', async () => {
    const groups = Array.from({ length: 501 }, (_, at) => ({ name: `g${at}`, targets: ['acme/auth'], depends_on: ['nope'] }));
    expect(errorOf(await post({ task_description: 'x', groups })).details).toEqual(['TOO_LONG /groups']);
  });

  test('a hundred unknown dependencies are told, for the largest fleet too, with short sentences', async () => {
    const depends_on = Array.from({ length: 100 }, (_, at) => `${'nope/'.repeat(100)}${at}`);
    const targets = Array.from({ length: 2_000 }, (_, at) => ({
      repo: 'acme/auth',
      id: `t${at}`,
      ...(at < 5 ? { depends_on } : {}),
    }));
    const reply = await post({ task_description: 'x', targets });
    expect([errorOf(reply).details.length, errorOf(reply).details.at(-1)]).toEqual([101, 'MORE_PROBLEMS ']);
    expect(reply.text.length).toBeLessThan(60_000);
  });

  test('more ranges than a fleet may have', async () => {
    const targets = Array.from({ length: 1_000 }, (_, at) => ({
      repo: 'acme/auth',
      id: `t${at}`,
      depends_on: at < 500 ? [] : Array.from({ length: 50 }, (__, n) => `t${(at * 7 + n * 2) % 500}`),
    }));
    const reply = await post({ task_description: 'x', targets });
    expect(errorOf(reply).details).toEqual(['TOO_LONG ']);
    expect(messagesOf(reply)[0]).toMatch(/are 25,000 ranges of targets, at most 20,000/);
  });
});

describe('repositories that are left out', () => {
  const body = (depends_on: unknown[]) => ({
    task_description: 'x',
    unonboarded: 'skip',
    targets: ['acme/nope', { repo: 'acme/auth', depends_on }],
  });
  test('a target that needs one is refused, and says why; an optional dependency on it is dropped', async () => {
    const refused = await post(body(['nope']));
    expect(errorOf(refused).details).toEqual(['UNKNOWN_DEPENDENCY /targets/1/depends_on/0']);
    expect(messagesOf(refused)[0]).toContain('acme/nope is not onboarded and is left out');
    const plan = await post(body([{ path: 'nope', optional: true }]), '/v1/fleets/plan');
    expect(plan.json).toMatchObject({
      data: { warnings: [{ code: 'DROPPED_DEPENDENCY' }], targets: [{ path: 'auth', depends_on: [] }] },
    });
  });
});

describe('a fleet that is made from another', () => {
  /** A fleet that has ended, with these statuses by ordinal. */
  async function ended(body: SubmitRequest, statuses: TargetStatus[]): Promise<string> {
    const id = await submit({ ...body, require_approval: true });
    const ledger = await bench.stores.ledgers.getLedger(id);
    if (!ledger) throw new Error('no ledger');
    await bench.stores.ledgers.putLedgerAtVersion({ ...ledger, status: 'PARTIAL', statuses });
    return id;
  }
  const target = (id: string, depends_on: readonly (string | { path: string; optional: boolean })[] = []) => ({
    repo: 'acme/auth',
    id,
    depends_on: [...depends_on],
  });
  const pathsOf = async (id: string) => {
    const listed = await client().listTargets(of(id));
    return listed.ok && listed.data.map(({ path, depends_on }) => [path, depends_on.map((each) => each.path)]);
  };

  test('takes what failed and what was blocked by it, with the order among them', async () => {
    const old = await ended(
      {
        targets: [target('good'), target('bad', ['good']), target('skipped')],
        groups: [
          { name: 'g', targets: [target('x', ['bad', 'good']), target('y', [{ path: 'skipped', optional: true }, 'x'])] },
          { name: 'h', depends_on: ['g', 'good'], targets: [target('z')] },
          { name: 'no', targets: [target('needs', ['skipped']), target('needs-needs', ['needs'])] },
        ],
      },
      ['SUCCEEDED', 'FAILED', 'SKIPPED', 'BLOCKED', 'BLOCKED', 'BLOCKED', 'BLOCKED', 'BLOCKED'],
    );
    const child = await submit({ retry_of: old });
    expect(await pathsOf(child)).toEqual([
      ['bad', []],
      ['g/x', ['bad']],
      ['g/y', ['g/x']],
      ['h/z', ['g']],
    ]);
  });

  test('keeps base and placeholders among its targets', async () => {
    const lib = target('lib');
    const app = { ...target('app', ['lib']), base: 'lib', task_description: '{{deps.lib.branch}}' };
    const child = await submit({ retry_of: await ended({ targets: [lib, app] }, ['FAILED', 'BLOCKED']) });
    expect((await bench.stores.targets.getTargets(child, [1]))[0]).toMatchObject({ base: 0, passes: { lib: 0 } });
  });

  test('is refused where a target works with what stays behind, and says what to do', async () => {
    const lib = target('lib');
    const based = await ended({ targets: [lib, { ...target('app', ['lib']), base: 'lib' }] }, ['SUCCEEDED', 'FAILED']);
    const refused = await post({ retry_of: based });
    expect(errorOf(refused).details).toEqual(['INVALID_VALUE /targets/0/base']);
    expect(messagesOf(refused)[0]).toMatch(
      /it is SUCCEEDED in the fleet \w+ and is not tried again; retry .* in place, or name the targets/,
    );
    const told = { ...target('app', ['lib']), task_description: 'On {{deps.lib.branch}}' };
    const using = await ended({ targets: [lib, told] }, ['SUCCEEDED', 'LOST']);
    expect(errorOf(await post({ retry_of: using })).details).toEqual(['UNKNOWN_PLACEHOLDER /targets/0/task_description']);
    const named = { retry_of: using, targets: [lib, told] };
    expect((await post(named)).status).toBe(202);
  });

  test('asks for no placeholder that its own text does not have', async () => {
    const lib = { ...target('lib'), task_description: 'Do it.' };
    const old = await ended({ task_description: 'On {{deps.lib.branch}}', targets: [lib, target('app', ['lib'])] }, [
      'SUCCEEDED',
      'FAILED',
    ]);
    expect(errorOf(await post({ retry_of: old })).details).toEqual(['UNKNOWN_PLACEHOLDER /task_description']);
    expect((await post({ retry_of: old, task_description: 'Do it better.' })).status).toBe(202);
  });
});
