/** Groups that share a sandbox (semantics 25), from the submit to what is shown of them. */
import type { SubmitRequest } from '../../../../contracts/http/submit.ts';
import type { AttemptOutcome } from '../../../../contracts/fleet-records.ts';
import type { RepositoryOutcome } from '../../../../contracts/shared-repos.ts';
import { onboarded, putRepo } from '../../../tasks/task-platform.ts';
import { errorOf, startBench, type Bench, type Reply } from '../bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
  for (const repo of ['Acme/Mail', 'globex/auth']) await putRepo(bench.repos, onboarded(repo));
});
afterAll(() => bench.stop());

const client = () => bench.clientOf(bench.tokens.ann);
const post = (what: unknown, path = '/v1/fleets'): Promise<Reply> => bench.call('POST', path, { body: JSON.stringify(what) });
async function submit(body: SubmitRequest): Promise<string> {
  const answer = await client().submitFleet({ body: { task_description: 'Do it in {{name}}.', ...body } });
  if (!answer.ok) throw new Error(JSON.stringify(answer.error));
  bench.time.now += 1_000;
  return answer.data.fleet_id;
}

const backend = {
  name: 'backend',
  sandbox: 'shared' as const,
  depends_on: ['pay'],
  targets: ['acme/auth', 'ACME/mail', 'globex/auth'],
};
const shared = {
  targets: ['acme/pay'],
  groups: [backend],
} satisfies SubmitRequest;
const folders = [
  { repo: 'acme/auth', folder: 'acme.auth' },
  { repo: 'Acme/Mail', folder: 'Mail' },
  { repo: 'globex/auth', folder: 'globex.auth' },
];

const outcome = (repo: string, more: Partial<RepositoryOutcome> = {}): RepositoryOutcome => ({
  ...{
    repo,
    outcome: 'changed',
    build_passed: true,
    branch: 'b',
    commit: 'c',
    pr_url: `https://forge.test/${repo}/1`,
    message: null,
  },
  ...more,
});
const ended = (more: Partial<AttemptOutcome>): AttemptOutcome => ({
  ...{ status: 'FAILED', trigger: 'initial', task_id: null, outcome: null, failure: null, pr_url: null, branch: null },
  ...{ cost_usd: null, started_at: null, finished_at: null, duration_s: null },
  ...more,
});

test('a plan shows one target, with its repositories as they were onboarded', async () => {
  const plan = await client().planFleet({ body: { task_description: 'Do it.', ...shared } });
  expect(plan).toMatchObject({
    data: {
      targets: [
        { path: 'pay', repo: 'acme/pay', repos: null },
        {
          ...{ path: 'backend', group: 'backend', repo: 'acme/auth', wave: 2 },
          repos: ['acme/auth', 'Acme/Mail', 'globex/auth'],
          depends_on: [{ path: 'pay', optional: false }],
        },
      ],
      launch_order: ['pay', 'backend'],
    },
  });
});

test('its target keeps them, and another folder or verifier is another work', async () => {
  const id = await submit(shared);
  const [first, second] = await bench.stores.targets.getTargets(id, [0, 1]);
  expect(first?.repos).toBeUndefined();
  expect(second).toMatchObject({ repo: 'acme/auth', id: 'backend', repos: folders.map((one) => ({ ...one, verifiers: null })) });
  const hashes = [];
  for (const one of ['acme/auth', { repo: 'acme/auth', id: 'other' }]) {
    const groups = [{ name: 'g', sandbox: 'shared' as const, targets: [one] }];
    const plan = await client().planFleet({ body: { task_description: 'x', groups } });
    hashes.push(plan.ok && plan.data.spec_hash);
  }
  expect(new Set(hashes).size).toBe(2);
});

describe('what became of its repositories', () => {
  const failed = { class: 'agent', code: 'PUSH_REJECTED', message: 'Acme/Mail: no', retryable: false, by: 'user' };
  const first = [outcome('acme/auth'), outcome('Acme/Mail', { outcome: null, pr_url: null, commit: null, message: 'no' })];
  const second = [outcome('acme/auth', { outcome: 'no_changes', branch: null, pr_url: null }), outcome('Acme/Mail')];
  const withThird = (list: RepositoryOutcome[]) => [...list, outcome('globex/auth', { outcome: 'no_changes', branch: null })];

  test('is shown of the target and of each attempt, and a later attempt keeps branch and pull request', async () => {
    const id = await submit(shared);
    const of = { params: { fleet_id: id, path: 'backend' } };
    expect(await client().getTarget(of)).toMatchObject({ data: { repo: 'acme/auth', repos: folders, repositories: null } });
    await bench.stores.targets.recordOutcome(id, 1, 1, ended({ failure: failed, repositories: withThird(first) }));
    expect(await client().getTarget(of)).toMatchObject({
      data: { repositories: withThird(first), attempts: [{ repositories: withThird(first) }] },
    });
    const again = ended({ status: 'SUCCEEDED', trigger: 'retry', outcome: 'changed', repositories: withThird(second) });
    await bench.stores.targets.recordOutcome(id, 1, 2, again);
    const ledger = await bench.stores.ledgers.getLedger(id);
    if (!ledger) throw new Error('there is no ledger');
    await bench.stores.ledgers.putLedgerAtVersion({ ...ledger, attempts: [1, 2] });
    expect(await client().getTarget(of)).toMatchObject({
      data: {
        repositories: [
          outcome('acme/auth', { outcome: 'no_changes' }),
          outcome('Acme/Mail'),
          outcome('globex/auth', { outcome: 'no_changes', branch: null }),
        ],
        attempts: [{ repositories: withThird(first) }, { repositories: withThird(second) }],
      },
    });
  });

  test('is a column of the results, and each finds its target', async () => {
    const id = await submit(shared);
    const repositories = [outcome('acme/auth')];
    await bench.stores.targets.recordOutcome(id, 1, 1, ended({ repositories }));
    const params = { fleet_id: id };
    const csv = await client().getResults({ params, query: { format: 'csv' } });
    if (!csv.ok || typeof csv.data !== 'string') throw new Error('no text');
    expect(csv.data).toContain('""repo"":""globex/auth"",""outcome"":null');
    for (const repo of ['acme/mail', 'Globex/auth', 'acme/AUTH']) {
      expect(await client().listTargets({ params, query: { repo } })).toMatchObject({ data: [{ path: 'backend' }] });
    }
  });
});

test('all that is wrong is told at once, also beside what the schema refuses', async () => {
  const groups = [
    { ...backend, max_concurrency: 2, targets: [{ repo: 'acme/auth', vars: { a: 1 } }, 'acme/auth', 7] },
    { name: 'other', sandbox: 'shared', targets: Array.from({ length: 21 }, (_, at) => `acme/r${at}`) },
  ];
  const body = { ...shared, workflow_ref: 'coding/pr-review-v1', unonboarded: 'skip', groups };
  for (const path of ['/v1/fleets', '/v1/fleets/plan']) {
    const reply = await post(body, path);
    expect([reply.status, errorOf(reply).details.sort()]).toEqual([
      400,
      [
        'INVALID_VALUE /groups/0/targets/2',
        'INVALID_VALUE /groups/0/targets/0/vars',
        'INVALID_VALUE /groups/0/targets/1',
        'INVALID_VALUE /workflow_ref',
        'INVALID_VALUE /targets/0',
        'INVALID_VALUE /groups/0/max_concurrency',
        'TOO_LONG /groups/1/targets',
      ].sort(),
    ]);
  }
});

test('a preset with such a group is refused by its name', async () => {
  const reply = await post({ ...shared, preset: { name: 'phases' }, task_description: null });
  expect(errorOf(reply).details).toEqual(['INVALID_VALUE /preset']);
});

test('an exclusive fleet claims each of them, and its limit counts them', async () => {
  const id = await submit({ ...shared, exclusive: true });
  for (const repo of ['acme/pay', 'acme/auth', 'acme/mail', 'globex/auth']) {
    expect((await bench.stores.claims.getClaim(repo))?.fleetId).toBe(id);
  }
  const names = Array.from({ length: 101 }, (_, at) => `many/r${at}`);
  for (const name of names) await putRepo(bench.repos, onboarded(name));
  const groups = Array.from({ length: 6 }, (_, at) => ({
    ...{ name: `g${at}`, sandbox: 'shared' },
    targets: names.slice(20 * at, 20 * at + 20),
  }));
  const reply = await post({ task_description: 'Do it.', exclusive: true, groups });
  expect(errorOf(reply)).toMatchObject({ details: ['INVALID_VALUE /exclusive'] });
  expect(errorOf(reply).message).toContain('has at most 100 repositories, and this one has 101.');
});

test('a fleet that is made from it has the group again, with the order and the folders', async () => {
  const groups = [
    { name: 'outer', groups: [{ ...backend, approval: 'required' as const }] },
    { name: 'after', depends_on: ['outer/backend/Mail'], targets: ['acme/pay'] },
  ];
  const old = await submit({ ...shared, groups });
  const ledger = await bench.stores.ledgers.getLedger(old);
  if (!ledger) throw new Error('there is no ledger');
  await bench.stores.ledgers.putLedgerAtVersion({
    ...ledger,
    status: 'FAILED',
    statuses: ['FAILED', 'FAILED', 'BLOCKED'],
  });
  const child = await submit({ retry_of: old });
  const targets = await bench.stores.targets.getTargets(child, [0, 1, 2]);
  expect(targets.map(({ path, repos, depends_on }) => ({ path, repos, depends_on }))).toEqual([
    { path: 'pay' },
    { path: 'outer/backend', repos: folders.map((one) => ({ ...one, verifiers: null })) },
    { path: 'after/pay' },
  ]);
  expect((await bench.stores.specs.getSpec(child))?.groups).toMatchObject([
    { path: 'default' },
    { path: 'outer' },
    { path: 'outer/backend', approval: 'required', depends_on: [{ path: 'pay', optional: false }] },
    { path: 'after', depends_on: [{ path: 'outer/backend', optional: false }] },
  ]);
});

test('a fleet that uses what one of its repositories made is told why that stays behind', async () => {
  const app = { repo: 'acme/pay', id: 'app', depends_on: ['backend'], task_description: 'On {{deps.backend/Mail.branch}}' };
  const old = await submit({ ...shared, targets: ['acme/pay', app] });
  const ledger = await bench.stores.ledgers.getLedger(old);
  if (!ledger) throw new Error('there is no ledger');
  await bench.stores.ledgers.putLedgerAtVersion({ ...ledger, status: 'PARTIAL', statuses: ['SUCCEEDED', 'FAILED', 'SUCCEEDED'] });
  expect(errorOf(await post({ retry_of: old })).message).toMatch(
    /"backend\/Mail" is not in the fleet: it is SUCCEEDED in the fleet/,
  );
});
