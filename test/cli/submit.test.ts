/** `fleet submit` and `fleet plan`: the request that flags and files make, and what is printed. */
import { cliForEachTest } from './cli-against-server.ts';
import { accepting, submitAnd } from './behaviours.ts';
import type { Behaviour } from './contract-server.ts';
import { fleetId, sampleFleet, samplePlan } from './samples.ts';

const cli = cliForEachTest();

test('sends what the flags say, with a key, and says what was accepted', async () => {
  cli().file('repos.csv', 'repo,port\nacme/auth,80\nacme/users,81\nACME/auth,82\n');
  const { code, stdout, stderr } = await cli().run(accepting, [
    'fleet',
    'submit',
    '--repos-file',
    'repos.csv',
    '--repo',
    'https://github.com/acme/pay.git',
    '--repo',
    'Acme/Auth',
    '--title',
    'T',
    '--command',
    'echo "$BGAGENT_REPO"',
    '--verify',
    'test=make test && echo a=b',
    '--param',
    'go=1.24',
    '--label',
    'team=pay',
    '--task-timeout',
    '10m',
    '--max-concurrency',
    '4',
    '--auto-retry',
    '0',
    '--unonboarded',
    'skip',
    '--branch-prefix',
    'auto/slog',
    ...['--reviewer', 'alice', '--reviewer', 'acme/payments'],
    ...['--agent', 'claude', '--model', 'claude-opus-4-5', '--budget', '50', '--budget-per-target', '2.50'],
  ]);
  expect(code).toBe(0);
  expect(cli().asked('submitFleet')[0]?.body).toEqual({
    title: 'T',
    workflow_ref: 'shell/run-v1',
    params: { go: '1.24', command: 'echo "$BGAGENT_REPO"' },
    verifiers: [{ name: 'test', command: ['sh', '-c', 'make test && echo a=b'] }],
    agent: 'claude',
    model: 'claude-opus-4-5',
    budget: { fleet_usd: 50, target_usd: 2.5 },
    timeout_s: 600,
    pull_request: { branch_prefix: 'auto/slog', reviewers: ['alice', 'acme/payments'] },
    unonboarded: 'skip',
    max_concurrency: 4,
    auto_retry: { max: 0 },
    labels: { team: 'pay' },
    targets: [{ repo: 'acme/auth', vars: { port: '80' } }, { repo: 'acme/users', vars: { port: '81' } }, 'acme/pay'],
  });
  expect(cli().asked('submitFleet')[0]?.headers['idempotency-key']).toMatch(/^[0-9A-Z]{26}$/);
  expect(stdout).toContain(fleetId);
  expect(stdout).toContain('Next: bgagent fleet watch @last');
  expect(stderr).toBe('warning: repos.csv:4: repository of an earlier line, dropped\n');
});

test('flags win over fleet.yaml, and params and labels are merged', async () => {
  cli().file(
    'fleet.yaml',
    'title: From file\ntask_description: Do it\nparams: {a: 1, b: 2}\nlabels: {x: y}\ntargets: [acme/auth]\n',
  );
  await cli().run(accepting, [
    'fleet',
    'submit',
    '-f',
    'fleet.yaml',
    '--title',
    'Flag',
    '--param',
    'b=3',
    '--repo',
    'acme/users',
    '--label',
    'l=m',
  ]);
  expect(cli().asked('submitFleet')[0]?.body).toEqual({
    title: 'Flag',
    task_description: 'Do it',
    params: { a: 1, b: '3' },
    labels: { x: 'y', l: 'm' },
    targets: ['acme/users'],
  });
});

test('--json prints the data of the answer, unwrapped, and nothing else', async () => {
  const { stdout, stderr } = await cli().run(accepting, ['fleet', 'submit', '--repo', 'acme/auth', '--task', 'x', '--json']);
  expect(JSON.parse(stdout)).toEqual({ ...sampleFleet({ status: 'PENDING' }), warnings: [] });
  expect(stderr).toBe('');
});

test('a bad line of the repos file is told with its number and nothing is submitted', async () => {
  const options = { input: 'acme/auth\nnot a repo\nacme\n' };
  const { code, stdout, stderr } = await cli().run(accepting, ['fleet', 'submit', '--repos-file', '-', '--task', 'x'], options);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(
    /^bgagent: standard input has 2 lines .*--skip-invalid\.\n {2}standard input:2: .*\n {2}standard input:3: .*\n$/,
  );
  expect(cli().allAsked()).toEqual([]);
  const skipping = await cli().run(accepting, ['fleet', 'submit', '--repos-file', '-', '--task', 'x', '--skip-invalid'], options);
  expect(skipping.code).toBe(0);
  expect(cli().asked('submitFleet')[0]?.body).toMatchObject({ targets: ['acme/auth'] });
  expect(skipping.stderr).toContain('warning: standard input:2: ');
});

test('all problems that the API finds are listed with their path', async () => {
  cli().file('fleet.yaml', 'titel: x\ntargets: [acme/auth]\nmax_concurrency: 0\n');
  const { code, stderr } = await cli().run(accepting, ['fleet', 'submit', '-f', 'fleet.yaml']);
  expect(code).toBe(1);
  expect(stderr.split('\n').length).toBeGreaterThanOrEqual(4);
  expect(stderr).toContain('\n  /max_concurrency: ');
});

test('that there are more problems than are listed is said last', async () => {
  const details = [
    ...Array.from({ length: 100 }, (_, at) => ({
      path: `/k${at}`,
      code: 'UNKNOWN_KEY',
      message: `k${at} is not a known key.`,
    })),
    { path: '', code: 'MORE_PROBLEMS', message: 'There are more problems than these 100.' },
  ];
  const error = { code: 'VALIDATION_ERROR' as const, message: 'The request has more than 100 problems; see details.', details };
  const refusing: Behaviour = { submitFleet: () => ({ error }) };
  const { stderr } = await cli().run(refusing, ['fleet', 'submit', '--repo', 'acme/auth', '--task', 'x']);
  const lines = stderr.trimEnd().split('\n');
  expect([lines.length, lines[1], lines.at(-1)]).toEqual([
    102,
    '  /k0: k0 is not a known key.',
    '  There are more problems than these 100.',
  ]);
});

test('labels that every object has go along; __proto__ is refused with its place', async () => {
  cli().file('fleet.yaml', 'labels: {constructor: a, toString: b}\nparams: {constructor: c}\n');
  const args = ['fleet', 'submit', '-f', 'fleet.yaml', '--repo', 'acme/auth', '--task', 'x', '--label', 'valueOf=d'];
  expect((await cli().run(accepting, args)).code).toBe(0);
  expect(cli().asked('submitFleet')[0]?.body).toMatchObject({
    labels: { constructor: 'a', toString: 'b', valueOf: 'd' },
    params: { constructor: 'c' },
  });
  cli().file('fleet.yaml', 'labels: {__proto__: a}\n');
  expect((await cli().run(accepting, args)).stderr).toContain('/labels/__proto__');
  cli().file('fleet.yaml', '{}\n');
  expect((await cli().run(accepting, [...args, '--label', '__proto__=x'])).stderr).toContain('/labels/__proto__');
});

test('dependencies of a fleet.yaml go along as they are written, aliases as their values', async () => {
  cli().file(
    'fleet.yaml',
    'task_description: x\ntargets: [{repo: acme/auth, depends_on: &on [lib, {path: /g, optional: true}]}, {repo: acme/users, depends_on: *on}]\n',
  );
  expect((await cli().run(accepting, ['fleet', 'submit', '-f', 'fleet.yaml'])).code).toBe(0);
  const depends_on = ['lib', { path: '/g', optional: true }];
  expect(cli().asked('submitFleet')[0]?.body).toMatchObject({ targets: [{ depends_on }, { depends_on }] });
});

test('without repositories it is a usage error', async () => {
  expect((await cli().runAlone(['fleet', 'submit', '--task', 'x'])).code).toBe(2);
});

test('an answer that asks for patience is followed by the same request with the same key', async () => {
  let tries = 0;
  const busy = { error: { code: 'SERVICE_UNAVAILABLE' as const, message: 'Come again.' } };
  const behaviour: Behaviour = { submitFleet: () => (++tries < 3 ? busy : { data: sampleFleet() }) };
  const { code } = await cli().run(behaviour, [
    'fleet',
    'submit',
    '--repo',
    'acme/auth',
    '--task',
    'x',
    '--idempotency-key',
    'k1',
  ]);
  expect(code).toBe(0);
  expect(
    cli()
      .asked('submitFleet')
      .map(({ headers }) => headers['idempotency-key']),
  ).toEqual(['k1', 'k1', 'k1']);
});

test('an API that is not there is an error in one line that says what to do', async () => {
  const { code, stderr } = await cli().runAlone(['fleet', 'submit', '--repo', 'a/b', '--task', 'x'], {
    env: { BGAGENT_API_URL: 'http://127.0.0.1:9', BGAGENT_TOKEN: 't' },
  });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^bgagent: Cannot reach http:\/\/127\.0\.0\.1:9.*bgagent local.*\n$/);
});

test('--dry-run prints the plan and starts nothing', async () => {
  const skipped = [{ repo: 'acme/old', code: 'REPO_NOT_ONBOARDED', message: 'not onboarded' }];
  const planning: Behaviour = { planFleet: () => ({ data: { ...samplePlan, skipped } }) };
  const { code, stdout } = await cli().run(planning, submitAnd('--dry-run'));
  expect(code).toBe(0);
  expect(stdout).toMatch(/ORDER +TARGET +REPO +WAVE\n1 +auth +acme\/auth +1\n/);
  expect(stdout).toContain('Skipped: acme/old: not onboarded');
  expect(cli().asked('submitFleet')).toEqual([]);
});

const submit = (...flags: string[]) => cli().run(accepting, ['fleet', 'submit', ...flags]);
const bodies = () =>
  cli()
    .asked('submitFleet')
    .map(({ body }) => body);

test('policy, gates and pace are flags', async () => {
  const flags = [
    '--failure-threshold',
    '12.5%',
    '--on-breach',
    'abort',
    '--canary',
    '2',
    '--require-approval',
    '--publish',
    'review',
  ];
  await submit('--repo', 'acme/auth', ...flags, '--launches-per-minute', '30', '--max-concurrent-groups', '3');
  await submit('--repo', 'acme/auth', '--failure-threshold', 'none');
  expect(bodies()).toEqual([
    {
      targets: ['acme/auth'],
      max_concurrent_groups: 3,
      launches_per_minute: 30,
      canary: { count: 2 },
      require_approval: true,
      publish: 'review',
      failure: { threshold_percent: 12.5, threshold_count: null, action: 'abort' },
    },
    { targets: ['acme/auth'], failure: null },
  ]);
  expect((await submit('--repo', 'acme/auth', '--failure-threshold', 'none', '--on-breach', 'abort')).code).toBe(2);
});

test('groups and policy of a fleet.yaml are sent as they are; flags win over single settings of it', async () => {
  const groups = [{ name: 'a', targets: ['acme/auth'], approval: 'required' }];
  const failure = { threshold_count: 2, exclude_classes: ['network'] };
  cli().file('fleet.yaml', JSON.stringify({ title: 'T', groups, failure, ramp: { start: 1, factor: 2 } }));
  await submit('-f', 'fleet.yaml', '--failure-threshold', '15%');
  expect(bodies()).toEqual([
    {
      title: 'T',
      groups,
      ramp: { start: 1, factor: 2 },
      failure: { threshold_percent: 15, threshold_count: null, exclude_classes: ['network'] },
    },
  ]);
});

test('repositories that flags name take the place of all that a fleet.yaml names', async () => {
  cli().file('fleet.yaml', 'title: T\ngroups: [{name: a, targets: [acme/auth]}]\n');
  const { stderr } = await submit('-f', 'fleet.yaml', '--repo', 'acme/users');
  expect(bodies()).toEqual([{ title: 'T', targets: ['acme/users'] }]);
  expect(stderr).toBe('warning: the groups of fleet.yaml are ignored, because flags name the repositories\n');
});

test('a selection is flags; named repositories go along, and a file keeps what flags do not replace', async () => {
  cli().file('fleet.yaml', 'title: T\ntargets: [acme/auth]\nselector: {repos: [acme/*], exclude: [acme/old], limit: 9}\n');
  await submit('--selector', 'team=payments, lang=go,team=id', '--selector', 'x=a=b,tier', '--limit', '5');
  await submit('--repo', 'acme/users', '--select-repo', 'acme/*', '--select-repo', '*/api', '--exclude', 'acme/legacy-*');
  await submit('-f', 'fleet.yaml', '--exclude', 'acme/pay', '--limit', '2');
  const { stderr } = await submit('-f', 'fleet.yaml', '--select-repo', 'shop/*');
  await submit('--retry-of', fleetId, '--select-repo', 'shop/*');
  expect(bodies()).toEqual([
    { selector: { tags: { team: ['payments', 'id'], lang: ['go'], x: ['a=b'], tier: ['*'] }, limit: 5 } },
    { targets: ['acme/users'], selector: { repos: ['acme/*', '*/api'], exclude: ['acme/legacy-*'] } },
    { title: 'T', targets: ['acme/auth'], selector: { repos: ['acme/*'], exclude: ['acme/old', 'acme/pay'], limit: 2 } },
    { title: 'T', selector: { repos: ['shop/*'] } },
    { retry_of: fleetId, selector: { repos: ['shop/*'] } },
  ]);
  expect(stderr).toBe('warning: the targets of fleet.yaml are ignored, because flags name the repositories\n');
});

test.each([
  ['--exclude narrows a selection', ['--repo', 'a/b', '--exclude', 'a/c']],
  ['--limit narrows a selection', ['-f', 'fleet.yaml', '--repo', 'a/b', '--limit', '2']],
  ['--selector team=a,,x is no list of tags', ['--selector', 'team=a,,x']],
  ['--selector =a is no list of tags', ['--selector', '=a']],
])('a usage error: %s', async (said, flags) => {
  cli().file('fleet.yaml', 'selector: {repos: [acme/*]}\n');
  const { code, stderr } = await cli().runAlone(['fleet', 'submit', ...flags]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
});

test('--retry-of names an earlier fleet, @last too, and then nothing else is needed', async () => {
  await submit('--repo', 'acme/auth');
  expect((await submit('--retry-of', '@last', '--title', 'Again')).code).toBe(0);
  expect(bodies()[1]).toEqual({ title: 'Again', retry_of: fleetId });
});

test('a fleet that waits for an approval says so, and how to give it', async () => {
  const reason = { code: 'approval_required', message: 'Waits for an approval.', since: '2026-11-20T10:00:00.000Z', actor: null };
  const waiting = sampleFleet({ status: 'PENDING', reason, actions: ['continue', 'cancel'] });
  const behaviour: Behaviour = { submitFleet: () => ({ data: waiting }), getFleet: () => ({ data: waiting }) };
  const args = ['fleet', 'submit', '--repo', 'acme/auth', '--require-approval'];
  const { stdout } = await cli().run(behaviour, args);
  expect(stdout).toContain('PENDING: Waits for an approval.\nNext: bgagent fleet continue @last');
  expect((await cli().run(behaviour, [...args, '--wait'])).code).toBe(5);
});
