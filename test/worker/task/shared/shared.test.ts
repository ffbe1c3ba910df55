/** A task whose repositories share its sandbox: one run in one folder, and an outcome for each repository. */
import { removeFolders } from '../../git-repository.ts';
import { startTaskBench, type TaskBench } from '../../task-bench.ts';
import { shellAgents } from '../steps/step-bench.ts';
import { newGroup, outputOf, told } from './shared-bench.ts';

let bench: TaskBench;
beforeAll(async () => {
  bench = await startTaskBench();
  bench.startWorker({ config: shellAgents });
});
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

test('the work runs once beside all clones, and each repository gets its commit, its checks and its texts', async () => {
  const { attempt, branch, owner, remotes } = await newGroup(bench, {
    auth: { onboarded: { build_command: 'echo "$BGAGENT_REPO in $PWD"; test -f new.txt', lint_command: 'false' } },
    users: { verifiers: [{ name: 'own', command: ['sh', '-c', 'test -z "$BGAGENT_REPOS" && test -f ../auth/new.txt'] }] },
    docs: { pull_request: { title: 'Write the docs' } },
  });
  const verifiers = [{ name: 'all', command: ['test', '-f', 'one.txt'] }];
  const command = `printf "%s" "$PROMPT" > docs/prompt; env | grep ^BGAGENT_ | sort; echo a > auth/new.txt; echo b > beside.txt; ls`;
  const row = await attempt(1, command, { verifiers });
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', build_passed: true, lint_passed: false, changed: true });
  expect(row).toMatchObject({ error_message: null, pr_url: null });
  expect(row.commit ?? null).toBeNull();
  const [auth, users, docs] = remotes;
  expect(row.repositories).toEqual([
    {
      repo: `${owner}/auth`,
      outcome: 'changed',
      build_passed: true,
      branch,
      commit: auth?.tipOf(branch),
      pr_url: null,
      message: null,
    },
    {
      repo: `${owner}/users`,
      outcome: 'no_changes',
      build_passed: true,
      branch: null,
      commit: null,
      pr_url: null,
      message: null,
    },
    {
      repo: `${owner}/docs`,
      outcome: 'changed',
      build_passed: true,
      branch,
      commit: docs?.tipOf(branch),
      pr_url: null,
      message: null,
    },
  ]);
  expect([auth?.filesOf(branch), users?.branches()]).toEqual([['new.txt', 'one.txt', 'three.txt', 'two.txt'], []]);
  expect(docs?.commitsOf(branch)).toEqual([expect.stringMatching(/^Write the docs\n[\s\S]*\nBgagent-Target: \w+\/backend#1$/)]);
  const prompt = docs?.fileOf(branch, 'prompt') ?? '';
  expect(prompt).toContain(
    [
      'Repositories, each a clone in a folder of its own in the working folder:',
      ...['auth', 'users', 'docs'].map((each) => `- ${each}/ is ${owner}/${each}, on the branch ${branch}, made from main`),
    ].join('\n'),
  );
  expect(prompt).toContain('- Work in the folders of these repositories only: what you put beside them is thrown away.');
  const output = await outputOf(bench, row);
  expect(output).toContain(`BGAGENT_FOLDERS=auth users docs\nBGAGENT_REPOS=${owner}/auth ${owner}/users ${owner}/docs\n`);
  expect(output).not.toContain('BGAGENT_REPO=');
  expect(output).toContain('(Not kept, because it lies in no repository: beside.txt)');
  expect(output).toMatch(new RegExp(`--- verifier "build" in ${owner}/auth\n${owner}/auth in .*/repo/auth\n`));
});

test('a clone that fails fails the task before any work, and all that fail are told', async () => {
  const { attempt, owner, pushed } = await newGroup(bench, {
    one: {},
    two: { onboarded: { clone_url: '/nowhere/two' } },
    three: { onboarded: { default_branch: 'gone' } },
  });
  const row = await attempt(1, 'echo worked; echo a > one/a.txt');
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'auth', title: 'Access refused' } });
  const lines = row.error_message?.split('\n') ?? [];
  expect(lines).toEqual([
    expect.stringMatching(`^${owner}/two: Could not clone: .*nowhere/two`),
    expect.stringMatching(`^${owner}/three: Could not clone: .*gone`),
  ]);
  expect(told(row, 'outcome', 'message')).toEqual([
    [null, null],
    [null, lines[0]?.slice(owner.length + 6)],
    [null, lines[1]?.slice(owner.length + 8)],
  ]);
  expect([await outputOf(bench, row), pushed(), row.started_at]).toEqual(['', [false, false, false], null]);
});

test('a workflow that works on one repository is refused by name', async () => {
  const { attempt } = await newGroup(bench, { one: {} });
  const row = await attempt(1, 'true', { resolved_workflow: { id: 'coding/pr-review-v1', version: '1.0.0' }, pr_number: 7 });
  expect(row.error_message).toBe('The workflow coding/pr-review-v1 works on one repository.');
});

test('where the verifiers of one fail, all branches are pushed, and no repository passes for it', async () => {
  const { attempt, owner, branch, pushed } = await newGroup(bench, {
    good: { onboarded: { build_command: 'true' } },
    bad: { onboarded: { build_command: 'echo broken here; exit 3' } },
    plain: {},
  });
  const row = await attempt(1, 'for each in */; do echo a > $each/a.txt; done');
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', build_passed: false, pr_url: null });
  expect(row.error_message).toBe(`${owner}/bad: verifier "build" failed: exit code 3\nbroken here`);
  expect(told(row, 'outcome', 'build_passed', 'branch', 'message')).toEqual([
    ['changed', true, branch, null],
    [null, false, branch, 'verifier "build" failed: exit code 3\nbroken here'],
    ['changed', null, branch, null],
  ]);
  expect(pushed()).toEqual([true, true, true]);
});
