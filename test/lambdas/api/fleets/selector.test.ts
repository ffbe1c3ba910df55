/** A fleet whose repositories a selector chooses (semantics 18). */
import type { FleetView } from '../../../../contracts/http/fleet.ts';
import type { PlanView } from '../../../../contracts/http/plan.ts';
import type { ApiPorts } from '../../../../lambdas/api/api-ports.ts';
import { onboarded, putRepo } from '../../../tasks/task-platform.ts';
import { errorOf, startBench, type Bench } from '../bench.ts';

let bench: Bench;
const onboard = (repo: string, tags: Record<string, string> = {}) => putRepo(bench.repos, { ...onboarded(repo), tags });
beforeAll(async () => {
  bench = await startBench();
  // The bench has acme/auth, acme/pay and acme/users.
  for (const name of ['api', 'web', '.github', '-x.lock']) await onboard(`shop/${name}`, { team: 'shop', lang: name });
  await onboard('other/api', { team: 'payments' });
  await putRepo(bench.repos, { ...onboarded('shop/gone', { status: 'removed' }), tags: { team: 'shop' } });
});
afterAll(() => bench.stop());

const work = { task_description: 'Do {{name}}.' };
const post = (path: string, body: object, more: { key?: string; using?: ApiPorts } = {}) =>
  bench.call(
    'POST',
    path,
    { body: JSON.stringify({ ...work, ...body }), headers: more.key === undefined ? {} : { 'idempotency-key': more.key } },
    more.using,
  );
const dataOf = (reply: { status: number; text: string; json: unknown }): unknown => {
  if (reply.status >= 300) throw new Error(reply.text);
  return (reply.json as { data: unknown }).data;
};
const plan = async (body: object): Promise<PlanView> => dataOf(await post('/v1/fleets/plan', body)) as PlanView;
const submit = async (body: object, key?: string): Promise<FleetView> =>
  dataOf(await post('/v1/fleets', body, key === undefined ? {} : { key })) as FleetView;
const reposOf = async (fleetId: string): Promise<string[]> => {
  const targets = await bench.stores.targets.getTargets(fleetId, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  return targets.map(({ repo }) => repo);
};
const warningsOf = ({ warnings }: PlanView): string[] => warnings.map(({ path, code, message }) => `${code} ${path} ${message}`);

test('selected repositories come after targets and before groups, in their order, each with a name', async () => {
  const planned = await plan({
    targets: ['other/api', { repo: 'SHOP/web', id: 'front' }],
    groups: [{ name: 'users', targets: ['acme/pay'] }],
    selector: { repos: ['shop/*', 'acme/*'], exclude: ['*/auth'] },
  });
  expect(planned.targets.map(({ path, repo }) => `${path} ${repo}`)).toEqual([
    ...['other.api other/api', 'front shop/web', 'acme.users acme/users', 'shop.-x-lock shop/-x.lock'],
    ...['shop.github shop/.github', 'shop.api shop/api', 'users/pay acme/pay'],
  ]);
  expect(planned.targets.slice(0, 6).map(({ group }) => group)).toEqual(Array(6).fill('default'));
  expect(planned.selection).toEqual({ selected: 6, cut: 0, unmatched: [] });
  expect(warningsOf(planned)).toEqual([
    'SELECTED_TWICE /selector 2 of 6 selected repositories that targets or groups name too: not taken again.',
  ]);
});

test('it is resolved once: a repeat is the same fleet, though another repository is onboarded meanwhile', async () => {
  const body = { selector: { tags: { team: ['once'] }, limit: 3 }, title: 'Once' };
  await onboard('once/a', { team: 'once' });
  const first = await submit(body, 'once');
  await onboard('once/b', { team: 'once' });
  const again = await post('/v1/fleets', body, { key: 'once' });
  expect(again.headers['idempotent-replay']).toBe('true');
  expect((dataOf(again) as FleetView).fleet_id).toBe(first.fleet_id);
  expect(await reposOf(first.fleet_id)).toEqual(['once/a']);
  expect([first.selector, first.selection]).toEqual([body.selector, { selected: 1, cut: 0, unmatched: [] }]);
  expect(await reposOf((await submit(body, 'twice')).fleet_id)).toEqual(['once/a', 'once/b']);
});

test('a fleet is equal work, whether its repositories are named or selected', async () => {
  const selected = await plan({ selector: { repos: ['acme/*'] } });
  const named = await plan({ targets: ['acme/auth', 'acme/pay', 'acme/users'] });
  expect(selected.spec_hash).toBe(named.spec_hash);
  expect([named.selection, (await submit({ targets: ['acme/auth'] })).selector]).toEqual([null, null]);
});

test('what is cut, and what matches nothing, is told with what may have been meant', async () => {
  const tags = { team: ['shop', 'payment', 'x'], lamg: ['*'], Owner: ['y'] };
  const planned = await plan({
    targets: ['acme/auth'],
    selector: { tags, repos: ['shop/*', 'shop/weeb', 'api-*'], exclude: ['web'] },
  });
  expect(planned.selection).toEqual({
    selected: 0,
    cut: 0,
    unmatched: ['tag team=payment', 'tag team=x', 'tag lamg=*', 'tag Owner=y', 'glob shop/weeb', 'glob api-*'],
  });
  const nothing = 'SELECTS_NOTHING /selector';
  expect(warningsOf(planned)).toEqual([
    `${nothing} No onboarded repository has the tag team=payment. Did you mean team=payments?`,
    `${nothing} No onboarded repository has the tag team=x. Values of team: once, payments, shop.`,
    `${nothing} No onboarded repository has the tag lamg. Did you mean lang?`,
    `${nothing} No onboarded repository has the tag Owner=y. Tags: lang, team.`,
    `${nothing} The glob shop/weeb matches no onboarded repository. Did you mean shop/web?`,
    `${nothing} The glob api-* matches no onboarded repository. It stands for owner and name: write */api-*, or api-*/*.`,
    `EXCLUDES_NOTHING /selector exclude: The glob web matches no onboarded repository. It stands for owner and name: write */web, or web/*.`,
  ]);
  expect(warningsOf(await plan({ selector: { repos: ['acme/**'], limit: 2 } }))).toEqual([
    'SELECTION_CUT /selector 3 repositories fit, and limit leaves out the last 1.',
  ]);
  const many = Array.from({ length: 60 }, (_, at) => `none/${at}`);
  const told = await plan({ targets: ['acme/auth'], selector: { repos: many } });
  expect([told.warnings.length, told.warnings.at(-1)?.message]).toEqual([21, '40 more tags and globs match nothing.']);
  const { selection } = await submit({ targets: ['acme/auth'], selector: { repos: many } });
  expect([told.selection?.unmatched.length, selection?.unmatched.length]).toEqual([60, 20]);
});

test.each<[string, object, string, RegExp]>([
  [
    'a misspelt tag',
    { selector: { tags: { team: ['shopp'] } } },
    'NO_TARGETS',
    /selects nothing\. .*team=shopp\. Did you mean team=shop\?$/,
  ],
  [
    'tags that no repository has together',
    { selector: { tags: { team: ['payments'], lang: ['api'] } } },
    'NO_TARGETS',
    /none of \d+ /,
  ],
  ['all is excluded', { selector: { repos: ['**'], exclude: ['**'] } }, 'NO_TARGETS', /none of \d+ onboarded .* not excluded\.$/],
  [
    'nothing selected, and nothing onboarded',
    { targets: ['a/b'], unonboarded: 'skip', selector: { repos: ['c/*'] } },
    'NO_TARGETS',
    /^None of .* The selector selects nothing\. .* Name at least one onboarded repository\.$/,
  ],
])('%s: no targets, and why', async (_, body, code, message) => {
  for (const path of ['/v1/fleets', '/v1/fleets/plan']) {
    const reply = await post(path, body);
    expect([reply.status, errorOf(reply).code, errorOf(reply).details]).toEqual([422, code, []]);
    expect(errorOf(reply).message).toMatch(message);
  }
});

test('where no repository is onboarded, that is the reason', async () => {
  const repos = { ...bench.ports.repos, listRepos: () => Promise.resolve([]) };
  const reply = await post('/v1/fleets/plan', { selector: { repos: ['acme/*'] } }, { using: { ...bench.ports, repos } });
  expect(errorOf(reply).code).toBe('NO_TARGETS');
  expect(errorOf(reply).message).toContain('no repository is onboarded');
});

test('more than 10,000 targets are refused, with those that are named', async () => {
  const many = Array.from({ length: 10_000 }, (_, at) => onboarded(`many/r${at}`));
  const using = { ...bench.ports, repos: { ...bench.ports.repos, listRepos: () => Promise.resolve(many) } };
  const reply = await post('/v1/fleets/plan', { targets: ['acme/auth'], selector: { repos: ['**'] } }, { using });
  expect(errorOf(reply)).toEqual({
    code: 'TOO_MANY_TARGETS',
    message:
      'The fleet has 10,001 targets, at most 10,000 are allowed. The selector chose 10,000 of them: narrow it, exclude some, or give it a limit.',
    details: ['TOO_LONG /selector'],
  });
  const wrong = await post('/v1/fleets/plan', { targets: ['acme/auth'], oops: 1, selector: { repos: ['**'] } }, { using });
  expect(errorOf(wrong).details).toEqual(['UNKNOWN_KEY /oops']);
});

test.each<[string, object, string[]]>([
  ['nothing', { selector: {} }, ['INVALID_VALUE /selector']],
  ['no tag', { selector: { tags: {} } }, ['INVALID_VALUE /selector/tags']],
  [
    'all wrong',
    {
      oops: 1,
      task_description: '{{nope}}',
      targets: [{ repo: 'acme/auth', depends_on: ['web'] }],
      selector: {
        tags: { '': ['x'], team: [], lang: 'go' },
        repos: ['*a*b*', '{a},b,c}', '', 'x'.repeat(256), '['.repeat(21)],
        exclude: ['{1..9}/x', 7],
        limit: 0,
        limits: 1,
      },
    },
    [
      ...['UNKNOWN_KEY /oops', 'UNKNOWN_KEY /selector/limits', 'UNKNOWN_PLACEHOLDER /task_description'],
      ...['/exclude/0', '/exclude/1', '/limit', '/repos/0', '/repos/1', '/repos/2', '/repos/3', '/repos/4'].map(
        (at) => `INVALID_VALUE /selector${at}`,
      ),
      ...['/tags/', '/tags/lang', '/tags/team'].map((at) => `INVALID_VALUE /selector${at}`),
    ],
  ],
  ['too many alternatives', { selector: { repos: Array(100).fill('{a,b}/*'), exclude: ['x/*'] } }, ['INVALID_VALUE /selector']],
  [
    'what a text lacks for those that are selected',
    { oops: 1, task_description: '{{vars.port}}', selector: { repos: ['acme/pay'] } },
    [...['UNKNOWN_KEY /oops', 'UNKNOWN_PLACEHOLDER /selector']],
  ],
  [
    'an exclusive fleet of many',
    { exclusive: true, oops: 1, selector: { tags: { of: ['*'] } } },
    ['INVALID_VALUE /exclusive', 'UNKNOWN_KEY /oops'],
  ],
  ['a name that is too long', { selector: { repos: ['acme-long/*'] } }, ['BAD_NAME /selector']],
])('refused with all problems: %s', async (_, body, details) => {
  const extra = [
    ...Array.from({ length: 101 }, (_none, at) => ({ ...onboarded(`lots/r${at}`), tags: { of: 'lots' } })),
    onboarded(`acme-long/${'x'.repeat(65)}`),
  ];
  const listRepos = async () => [...(await bench.ports.repos.listRepos()), ...extra];
  const reply = await post('/v1/fleets', body, { using: { ...bench.ports, repos: { ...bench.ports.repos, listRepos } } });
  expect([reply.status, errorOf(reply).details.sort()]).toEqual([400, details.sort()]);
});

test('a fleet that is made from another one takes its targets over, or selects its own', async () => {
  const parent = await submit({ selector: { repos: ['shop/*', 'none/*'] }, exclusive: false, max_concurrency: 3 });
  const own = await submit({ retry_of: parent.fleet_id, selector: { repos: ['acme/*'], exclude: ['*/pay'] } });
  expect(await reposOf(own.fleet_id)).toEqual(['acme/auth', 'acme/users']);
  expect([own.max_concurrency, own.selector?.exclude]).toEqual([3, ['*/pay']]);
  const ledger = await bench.stores.ledgers.getLedger(parent.fleet_id);
  if (!ledger) throw new Error('no ledger');
  const statuses = ledger.statuses.map((_, at) => (at === 1 ? ('FAILED' as const) : ('SUCCEEDED' as const)));
  expect(await bench.stores.ledgers.putLedgerAtVersion({ ...ledger, status: 'PARTIAL', statuses })).toBe(true);
  await onboard('shop/new');
  const failed = await submit({ retry_of: parent.fleet_id });
  expect([await reposOf(failed.fleet_id), failed.selector, failed.selection]).toEqual([['shop/.github'], null, null]);
});

test('steps and dependencies work with what is selected', async () => {
  const planned = await plan({
    steps: [{ name: 'a' }],
    targets: [{ repo: 'acme/auth', depends_on: ['shop/web', 'web'] }],
    selector: { tags: { lang: ['web'] } },
  });
  expect(planned.waves).toEqual([['web'], ['auth']]);
});
