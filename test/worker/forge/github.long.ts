/** Pull requests on a small forge: how they are opened, updated, labelled and worked on, and what a forge may do to a worker. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ulid } from 'ulid';
import { workerConfig } from '../../../contracts/worker-config.ts';
import { makeFolder, removeFolders } from '../git-repository.ts';
import { shellTask, startTaskBench, taskRow, type TaskBench } from '../task-bench.ts';
import { startForgeWithRepository, type ForgeWithRepository } from './forge-with-repository.ts';

let token: string;
let bench: TaskBench;
let remote: ForgeWithRepository['remote'];
let forge: ForgeWithRepository['forge'];

beforeEach(async () => {
  // Each test has its own token, and with it its own limiter.
  token = `ghp_${ulid()}`;
  bench = await startTaskBench();
  ({ remote, forge } = await startForgeWithRepository(token));
  await bench.onboard({ repo: 'acme/api', clone_url: `${forge.origin}/acme/api.git` });
});
afterEach(async () => {
  await bench.stop();
  await forge.stop();
  removeFolders();
});

const startWorker = (environment: NodeJS.ProcessEnv = { ...process.env, FORGE_TOKEN: token }, more: object = {}) =>
  bench.startWorker({
    config: workerConfig.parse({
      forges: [{ host: forge.host, api: `${forge.origin}/api/v3`, token_env: 'FORGE_TOKEN' }],
      ...more,
    }),
    environment,
  });

const fleetId = ulid();
const branch = `bgagent/${fleetId}/api`;
const attempt = (n: number) => ({ channel_metadata: { fleet_id: fleetId, target: 'api', attempt: n }, branch_name: branch });
const asked = { title: 'Use slog', body: 'As agreed', labels: ['automated'], draft: true };

test('a pull request is opened, and updated by the next attempt, never doubled', async () => {
  startWorker();
  const first = await bench.ended(await bench.submit(shellTask('echo 1 > x.txt', { ...attempt(1), pull_request: asked })));
  expect(first).toMatchObject({ status: 'COMPLETED', pr_url: `${forge.origin}/acme/api/pull/1`, build_passed: null });
  // A matcher stands for the text that it matches.
  const body = expect.stringMatching(/^As agreed\n\n### What was asked\n[\s\S]*, attempt 1, /) as string;
  expect(forge.pulls).toEqual([{ number: 1, ...asked, body, head: branch, base: 'main' }]);
  const again = { ...asked, title: 'Use slog, really' };
  const second = await bench.ended(await bench.submit(shellTask('echo 2 > x.txt', { ...attempt(2), pull_request: again })));
  expect(second.pr_url).toBe(first.pr_url);
  expect(forge.pulls).toMatchObject([{ number: 1, title: 'Use slog, really' }]);
  expect(forge.pulls[0]?.body).toContain(', attempt 2, ');
  expect(remote.commitsOf(branch)).toEqual([
    `Use slog, really\n\nCommand:\n\n    echo 2 > x.txt\n\nBgagent-Target: ${fleetId}/api#2`,
  ]);
});

const inFleet = (n: number, title: string) => ({
  channel_metadata: { ...attempt(n).channel_metadata, title, fleet_url: `https://agents.acme.example/v1/fleets/${fleetId}` },
  branch_name: branch,
});

test('a pull request says what was asked, what the verifiers found, and which fleet it is of', async () => {
  const settings = { clone_url: `${forge.origin}/acme/api.git`, build_command: 'echo built', lint_command: 'exit 1' };
  await bench.onboard({ repo: 'acme/api', ...settings });
  startWorker();
  const verifiers = [{ name: 'test', command: ['sh', '-c', 'printf "1 %%\\r12 \\140passed\\140\\n"'] }];
  const id = await bench.submit(shellTask('set -e\necho 1 > x.txt', { ...inFleet(1, 'Update @acme/team'), verifiers }));
  await bench.ended(id);
  const body = [
    '### What was asked\n\n```sh\nset -e\necho 1 > x.txt\n```\n\n### Verifiers\n',
    '- `build` passed: `echo built`, which ended with `built`',
    '- `test` passed: `printf "1 %%\\r12 \\140passed\\140\\n"`, which ended with `` 12 `passed` ``',
    '- `lint` failed: `exit 1`',
    '\n---\n',
    `- Fleet: [\`${fleetId}\`](https://agents.acme.example/v1/fleets/${fleetId})`,
    `- Target: \`api\`, attempt 1, task \`${id}\``,
    `- Status: \`bgagent fleet status ${fleetId}\``,
  ].join('\n');
  expect(forge.pulls).toMatchObject([{ title: 'Update @acme/team', body }]);
});

test('a pull request of a single task names its task, and open markup in its texts ends with each text', async () => {
  const open = '```\n<!-- \u001b[31mnot closed';
  const said = JSON.stringify({ pr_title: 'Mine\nmore', pr_body: `Done: ${open}` });
  const agents = { a: { command: ['sh', '-c', `cat > x.txt; printf %s "$SAID" > "$BGAGENT_RESULT"`], env: { SAID: said } } };
  startWorker(undefined, { agents });
  const workflow = { resolved_workflow: { id: 'coding/new-task-v1', version: '1.0.0' } };
  const description = `Do\n\n${open}\n# Not a heading\n${'x\n'.repeat(4_980)}`;
  const id = await bench.submit(taskRow({ ...workflow, task_description: description }));
  await bench.ended(id);
  const [pull] = forge.pulls;
  expect(pull?.title).toBe('Mine');
  expect(pull?.body).toMatch(
    /^Done: ```\n<!-- not closed\n-->\n\n### What was asked\n\n> Do\n>\n> ```\n> <!-- not closed\n> # Not a heading\n> x\n/,
  );
  expect(pull?.body).toMatch(
    /\n> x\n> …\n\n### Verifiers\n\nNone were asked for\.\n\n---\n\n- Task: `\w+`\n- Status: `bgagent task status \w+`$/,
  );
});

test('a failed verifier pushes the branch and opens none', async () => {
  startWorker();
  const row = await bench.ended(
    await bench.submit(shellTask('echo 1 > x.txt', { ...attempt(1), verifiers: [{ name: 'test', command: ['false'] }] })),
  );
  expect(row).toMatchObject({ status: 'COMPLETED', build_passed: false, pr_url: null });
  expect(remote.branches()).toEqual([branch]);
  expect(forge.pulls).toEqual([]);
});

test('a 502 is tried again, also one that came after the pull request was made', async () => {
  forge.faults.push({ match: /GET .*\/pulls$/, status: 502 }, { match: /POST .*\/pulls$/, status: 502, afterwards: true });
  startWorker();
  const row = await bench.ended(await bench.submit(shellTask('echo 1 > x.txt', { ...attempt(1), pull_request: asked })));
  expect(row).toMatchObject({ status: 'COMPLETED', pr_url: `${forge.origin}/acme/api/pull/1` });
  expect(forge.pulls).toHaveLength(1);
});

test('a secondary rate limit is waited for as long as the forge asks', async () => {
  const body = { message: 'You have exceeded a secondary rate limit.' };
  forge.faults.push({ match: /POST .*\/pulls$/, status: 403, headers: { 'retry-after': '1' }, body });
  forge.faults.push({ match: /POST .*\/pulls$/, status: 429, headers: { 'retry-after': '1' }, body });
  startWorker();
  expect(await bench.ended(await bench.submit(shellTask('echo 1 > x.txt', attempt(1))))).toMatchObject({ status: 'COMPLETED' });
  expect(forge.requests.filter((request) => request.startsWith('POST /api/v3/repos/acme/api/pulls'))).toHaveLength(3);
});

test('a 429 that names no limit is waited for as long as it asks', async () => {
  forge.faults.push({ match: /POST .*\/pulls$/, status: 429, headers: { 'retry-after': '2' }, body: { message: 'Too many' } });
  startWorker();
  expect(await bench.ended(await bench.submit(shellTask('echo 1 > x.txt', attempt(1))))).toMatchObject({ status: 'COMPLETED' });
  expect(bench.logs.join('\n')).toContain('"retry_after_s":2');
});

test('a pull request that exists already is updated at once, also where the forge says so by 409', async () => {
  forge.faults.push({ match: /POST .*\/pulls$/, status: 502, afterwards: true }, { match: /POST .*\/pulls$/, status: 409 });
  startWorker();
  const row = await bench.ended(await bench.submit(shellTask('echo 1 > x.txt', attempt(1))));
  expect(row).toMatchObject({ status: 'COMPLETED', pr_url: `${forge.origin}/acme/api/pull/1` });
  expect(forge.requests.filter((request) => request === 'POST /api/v3/repos/acme/api/pulls')).toHaveLength(2);
});

test('where the forge does not look for a branch itself, its own pull request is found among many', async () => {
  forge.gitea = { pageSize: 3, labels: [] };
  const other = { body: '', labels: [], draft: false, base: 'main' };
  for (const number of [1, 2, 3]) forge.pulls.push({ ...other, number, title: 'Other', head: `other-${number}` });
  forge.pulls.push({ ...other, number: 4, title: 'From a fork', head: branch, fork: true });
  forge.pulls.push({ ...other, number: 5, title: 'Before', head: branch });
  startWorker();
  const row = await bench.ended(await bench.submit(shellTask('echo 1 > x.txt', { ...attempt(2), pull_request: asked })));
  expect(row).toMatchObject({ status: 'COMPLETED', pr_url: `${forge.origin}/acme/api/pull/5` });
  expect(forge.pulls.slice(3).map(({ title }) => title)).toEqual(['From a fork', asked.title]);
  expect(forge.pulls).toHaveLength(5);
});

test('a label that the repository does not have is made where the forge does not make it', async () => {
  forge.gitea = { pageSize: 30, labels: ['automated'] };
  startWorker();
  const pull_request = { ...asked, labels: ['Automated', 'fleet'] };
  const row = await bench.ended(await bench.submit(shellTask('echo 1 > x.txt', { ...attempt(1), pull_request })));
  expect(row.status).toBe('COMPLETED');
  expect(forge.gitea.labels).toEqual(['automated', 'Automated', 'fleet']);
  expect(forge.pulls[0]?.labels).toEqual(['Automated', 'fleet']);
});

test('a reviewer that the forge refuses does not lose the pull request, and the task says so', async () => {
  const refusal = { match: /POST .*\/requested_reviewers$/, status: 422, body: { message: 'Not a collaborator' } };
  forge.faults.push(refusal, { ...refusal });
  startWorker();
  const pull_request = { ...asked, reviewers: ['mallory', 'alice', 'other/team'] };
  const id = await bench.submit(shellTask('echo 1 > x.txt', { ...attempt(1), pull_request }));
  const pr_url = `${forge.origin}/acme/api/pull/1`;
  expect(await bench.ended(id)).toMatchObject({ status: 'COMPLETED', pr_url });
  expect(forge.pulls[0]?.reviewers).toEqual(['alice']);
  const events = await bench.ports.events.listTaskEvents(id, { limit: 50 });
  const told = events.items.find(({ event_type }) => event_type === 'reviewers_not_set')?.metadata;
  expect(told).toMatchObject({ pr_url, reviewers: ['other/team', 'mallory'] });
  expect(told?.['reason']).toMatch(/^other\/team: a team of other cannot [^\n]*\nmallory: Not a collaborator/);
  expect(await bench.ports.events.getTaskOutput(id)).toContain('reviewers that were not asked\nother/team: ');
});

test('a label that cannot be set does not lose the pull request, and the task says so', async () => {
  forge.gitea = { pageSize: 30, labels: ['automated'] };
  forge.faults.push({ match: /POST .*\/api\/labels$/, status: 403, body: { message: 'May not write labels' } });
  startWorker();
  const pull_request = { ...asked, labels: ['automated', 'fleet'] };
  const id = await bench.submit(shellTask('echo 1 > x.txt', { ...attempt(1), pull_request }));
  const pr_url = `${forge.origin}/acme/api/pull/1`;
  expect(await bench.ended(id)).toMatchObject({ status: 'COMPLETED', pr_url });
  expect(forge.pulls[0]?.labels).toEqual(['automated']);
  const events = await bench.ports.events.listTaskEvents(id, { limit: 50 });
  expect(events.items.find(({ event_type }) => event_type === 'labels_not_set')?.metadata).toMatchObject({
    pr_url,
    labels: ['automated', 'fleet'],
    // Jest types its matchers as `any`.
    reason: expect.stringContaining('May not write labels') as unknown,
  });
});

test.each([429, 502])('git commands are repeated while the forge answers %d', async (status) => {
  forge.faults.push({ match: /info\/refs$/, status }, { match: /git-upload-pack$/, status });
  forge.faults.push({ match: /git-receive-pack$/, status });
  startWorker();
  const row = await bench.ended(await bench.submit(shellTask('echo 1 > x.txt', attempt(1))));
  expect(row).toMatchObject({ status: 'COMPLETED', pr_url: `${forge.origin}/acme/api/pull/1` });
  expect(bench.logs.join('\n')).toContain('The forge does not serve git now');
  expect(forge.faults).toEqual([]);
});

test('the token stands in no text, even where the work prints all that it can see', async () => {
  startWorker(undefined, {
    agents: { a: { command: ['sh', '-c', 'env; cat .git/config; ps axww; echo "$KEY"; exit 3'], env: { KEY: '$FORGE_TOKEN' } } },
  });
  const id = await bench.submit(
    taskRow({ ...attempt(1), resolved_workflow: { id: 'coding/new-task-v1', version: '1.0.0' }, task_description: 'Look' }),
  );
  const row = await bench.ended(id);
  const events = await bench.ports.events.listTaskEvents(id, { limit: 50 });
  const output = await bench.ports.events.getTaskOutput(id);
  expect(row.status).toBe('FAILED');
  expect(output).toContain('KEY=***');
  for (const text of [JSON.stringify(row), JSON.stringify(events), output ?? '', bench.logs.join('\n')]) {
    expect(text).not.toContain(token);
    expect(text).not.toContain(Buffer.from(`x-access-token:${token}`).toString('base64'));
  }
});

test('a login inside the clone_url is used, and never shown', async () => {
  const url = forge.origin.replace('http://', `http://x-access-token:${token}@`);
  await bench.onboard({ repo: 'acme/api', clone_url: `${url}/acme/api.git` });
  bench.startWorker();
  const id = await bench.submit(shellTask('cat .git/config; echo 1 > x.txt', attempt(1)));
  expect(await bench.ended(id)).toMatchObject({ status: 'COMPLETED', pr_url: null });
  const output = await bench.ports.events.getTaskOutput(id);
  expect(output).toContain(`url = ${forge.origin}/acme/api.git`);
  expect(output).not.toContain(token);
  expect(remote.branches()).toEqual([branch]);
});

test.each([
  ['is not set', undefined],
  ['is not valid', 'ghp_wrong-token'],
])('a token that %s fails with access refused, naming its variable', async (_, value) => {
  startWorker({ ...process.env, FORGE_TOKEN: value });
  const row = await bench.ended(await bench.submit(shellTask('true', attempt(1))));
  expect(row).toMatchObject({
    status: 'FAILED',
    error_classification: { category: 'auth', errorClass: 'service', retryable: false },
  });
  expect(row.error_classification?.remedy).toContain('FORGE_TOKEN');
  expect(row.error_message).toContain(row.error_classification?.remedy);
});

test('the work on a pull request goes onto its own branch', async () => {
  remote.commitTo('feature', 'feature.txt', 'Begin the feature');
  forge.pulls.push({ number: 1, title: 'Feature', body: '', labels: [], draft: false, head: 'feature', base: 'main' });
  startWorker(undefined, { agents: { a: { command: ['sh', '-c', 'test -f feature.txt && cat > prompt.txt'] } } });
  const workflow = (id: string) => taskRow({ resolved_workflow: { id, version: '1.0.0' }, pr_number: 1, branch_name: null });
  const row = await bench.ended(await bench.submit(workflow('coding/pr-iteration-v1')));
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', pr_url: `${forge.origin}/acme/api/pull/1` });
  expect(remote.commitsOf('feature')).toEqual([expect.stringContaining(`Bgagent-Target: ${row.task_id}`), 'Begin the feature']);
  expect(forge.pulls).toHaveLength(1);
  const tip = remote.tipOf('feature');
  expect(await bench.ended(await bench.submit(workflow('coding/pr-review-v1')))).toMatchObject({
    status: 'COMPLETED',
    outcome: 'no_changes',
  });
  expect(remote.tipOf('feature')).toBe(tip);
});

const restack = async (command: string) => {
  remote.commitTo('feature', 'feature.txt', 'Begin the feature');
  remote.commitTo('feature', 'more.txt', 'Go on');
  remote.commitTo('main', 'four.txt');
  forge.pulls.push({ number: 1, title: 'Feature', body: '', labels: [], draft: false, head: 'feature', base: 'main' });
  startWorker(undefined, { agents: { a: { command: ['sh', '-ec', command] } } });
  const task = taskRow({ resolved_workflow: { id: 'coding/restack-v1', version: '1.0.0' }, pr_number: 1, branch_name: null });
  return bench.ended(await bench.submit(task));
};

test('a restack replaces exactly the branch that it started from', async () => {
  expect(await restack('git rebase --quiet origin/main')).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect(remote.commitsOf('feature')).toEqual(['Go on', 'Begin the feature']);
  expect(remote.filesOf('feature')).toContain('four.txt');
});

test('a restack may drop commits', async () => {
  expect(await restack('git reset --quiet --hard HEAD~1')).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect(remote.commitsOf('feature')).toEqual(['Begin the feature']);
});

test('only commits and files of a restack count, not the settings that it leaves in the clone', async () => {
  const told = join(makeFolder('told'), 'told');
  const row = await restack(
    [
      'git rebase --quiet origin/main; echo build > .gitignore; git add .; git commit -qm "Ignore"; git gc --quiet',
      'cp -R .git "$TMPDIR/copy"; echo "$TMPDIR/copy" > .git/commondir; echo "* filter=f" > .gitattributes',
      `for config in .git/config "$TMPDIR/copy/config"; do git config -f $config filter.f.clean "sh -c 'touch ${told}; cat'"; done`,
    ].join('; '),
  );
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
  expect(existsSync(told)).toBe(false);
  expect(remote.commitsOf('feature')).toEqual([
    expect.stringContaining(`Bgagent-Target: ${row.task_id}`),
    'Ignore',
    'Go on',
    'Begin the feature',
  ]);
  const files = ['.gitattributes', '.gitignore', 'feature.txt', 'four.txt', 'more.txt', 'one.txt', 'three.txt', 'two.txt'];
  expect(remote.filesOf('feature')).toEqual(files);
});

test.each([
  ['no .git', 'rm -rf .git'],
  [
    'a commit without its file',
    'echo x > x; git add x; git commit -qm x; rm -f .git/objects/$(git rev-parse :x | sed s,^..,\\&/,)',
  ],
])('a restack that leaves %s fails with a sentence', async (_, command) => {
  const row = await restack(command);
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'agent', errorClass: 'user' } });
  expect(row.error_message).toContain('The commits that the work left in the clone could not be read');
  expect(remote.commitsOf('feature')).toEqual(['Go on', 'Begin the feature']);
});
