/** The repository that a plan works on. */
import { execFileSync } from 'node:child_process';
import { accepting } from '../behaviours.ts';
import { cliForEachTest } from '../cli-against-server.ts';

const cli = cliForEachTest();

beforeEach(() =>
  cli().file('plan.json', JSON.stringify({ maxParallel: 1, startPaused: false, jobs: [{ producer_id: 'a', work: 'make' }] })),
);

const git = (...args: string[]) => execFileSync('git', args, { cwd: cli().folder.dir });
const imported = async (...flags: string[]) => await cli().runAlone(['fleet', 'import', 'plan.json', '--json', ...flags]);

test.each([
  'https://github.com/acme/shop.git',
  'git@github.com:acme/shop.git',
  'ssh://git@github.com/acme/shop',
  'https://ana:secret@github.com/acme/shop.git',
])('is that of the current folder: %s', async (address) => {
  git('init', '--quiet');
  git('remote', 'add', 'origin', address);
  const { stdout, stderr, code } = await imported();
  expect([code, stderr]).toEqual([
    0,
    'note: the plan works on acme/shop, the remote "origin" of the current folder; --repo names another.\n',
  ]);
  expect(JSON.parse(stdout)).toMatchObject({ targets: [{ repo: 'acme/shop' }] });
  expect(JSON.parse((await imported('--repo', 'acme/other')).stdout)).toMatchObject({ targets: [{ repo: 'acme/other' }] });
});

test.each(['https://ana:secret@git.acme.example/acme/shop.git', '/srv/git/shop.git', 'acme/shop'])(
  'must be named where the remote is elsewhere: %s',
  async (address) => {
    git('init', '--quiet');
    git('remote', 'add', 'origin', address);
    const { stdout, stderr, code } = await imported();
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^bgagent: name the repository .*: --repo OWNER\/NAME\. The remote "origin" .* is not on github\.com\.\n$/,
    );
    expect(stderr).not.toContain('secret');
  },
);

test('must be named outside a git folder, and be one', async () => {
  expect(await imported()).toMatchObject({ code: 2, stderr: expect.stringContaining('has no git remote "origin"') as unknown });
  expect(await imported('--repo', 'shop')).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('"shop" is not a repository') as unknown,
  });
});

describe('fleet submit and fleet plan', () => {
  const submit = async (...flags: string[]) => await cli().run(accepting, ['fleet', 'submit', '-f', 'plan.json', ...flags]);

  test('take --repo for it, and flags win over what the plan says', async () => {
    expect((await submit('--repo', 'acme/shop', '--title', 'Mine', '--max-concurrency', '7', '--canary', '1')).code).toBe(0);
    expect(cli().asked('submitFleet')[0]?.body).toMatchObject({
      title: 'Mine',
      max_concurrency: 7,
      canary: { count: 1 },
      targets: [{ id: 'a', repo: 'acme/shop', vars: { work: 'make' } }],
    });
  });

  test('refuse several repositories for it', async () => {
    expect(await submit('--repo', 'acme/a', '--repo', 'acme/b')).toMatchObject({
      code: 2,
      stderr: 'bgagent: a plan works on one repository: give --repo once.\n',
    });
    expect(await submit('--repo', 'acme/a', '--selector', 'team=a')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is a plan of another tool: make a fleet.yaml of it') as unknown,
    });
    cli().file('repos.txt', 'acme/a\n');
    expect(await submit('--repos-file', 'repos.txt')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('with --repo, not --repos-file') as unknown,
    });
    expect(cli().allAsked()).toEqual([]);
  });

  test('tell the problems of the plan', async () => {
    cli().file('plan.json', JSON.stringify({ jobs: [{ producer_id: 'a b', work: 'make' }] }));
    for (const command of ['submit', 'plan']) {
      const { code, stderr } = await cli().run(accepting, ['fleet', command, '-f', 'plan.json', '--repo', 'acme/shop']);
      expect(code).toBe(1);
      expect(stderr).toMatch(/^bgagent: plan\.json has a problem, .*\n {2}\/jobs\/0\/producer_id: "a b" cannot be the id /);
    }
  });

  test('read a plan from standard input', async () => {
    const input = '{"jobs": [{"producer_id": "a",\t"work": "make"}]}';
    const { code } = await cli().run(accepting, ['fleet', 'submit', '-f', '-', '--repo', 'acme/shop'], { input });
    expect(code).toBe(0);
    expect(cli().asked('submitFleet')[0]?.body).toMatchObject({ targets: [{ id: 'a' }] });
  });
});
