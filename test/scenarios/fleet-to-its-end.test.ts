import { must } from './answers.ts';
import { isDeployed } from './deployed-stack.ts';
import { branchesOf, fileOn } from './repositories.ts';
import { System } from './system.ts';
import { prepareLook, seenOfProcesses } from './what-a-command-finds.ts';

let system: System;
let remotes: Map<string, string>;
const names = ['a', 'b', 'c', 'd', 'e', 'f'];

beforeAll(async () => {
  // One test shows what the runtime itself keeps from a command that no sandbox keeps away.
  system = await System.start({ sandbox: 'none' });
  remotes = await system.onboard(names, {
    'greeting.txt': 'hello\n',
    'check.sh': '! grep -q "$BGAGENT_VAR_forbidden" greeting.txt\n',
  });
});
afterAll(() => system.close());

const remote = (name: string): string => remotes.get(name) ?? '';

test('one change in many repositories, at most two at a time, with a verifier that one of them fails', async () => {
  const submitted = must(
    await system.client.submitFleet({
      body: {
        title: 'Greet {{not a template}}',
        workflow_ref: 'shell/run-v1',
        params: { command: 'printf "%s\\n" "$BGAGENT_PARAM_word" > greeting.txt', word: `it's "$(date)"` },
        targets: names.map((name) => ({ repo: `acme/${name}`, vars: { forbidden: name === 'c' ? 'it' : 'nothing' } })),
        verifiers: [{ name: 'check', command: ['sh', 'check.sh'] }],
        max_concurrency: 2,
        failure: null,
      },
    }),
  );
  expect(submitted).toMatchObject({
    status: 'PENDING',
    max_concurrency: 2,
    title: 'Greet {{not a template}}',
    actions: expect.arrayContaining(['pause', 'cancel']) as string[],
  });

  const fleet = await system.waitForEnd(submitted.fleet_id, ({ progress: { counts, total } }) => {
    expect(counts.QUEUED + counts.RUNNING + counts.AWAITING_INPUT).toBeLessThanOrEqual(2);
    expect(Object.values(counts).reduce((sum, n) => sum + n, 0)).toBe(total);
  });
  expect(fleet).toMatchObject({ status: 'PARTIAL', actions: ['retry'], reason: null });
  expect(fleet.progress).toMatchObject({
    total: 6,
    finished: 6,
    percent_done: 100,
    failures: { verification: 1 },
    percent_failed_of_total: 16.7,
  });
  expect(fleet.groups).toMatchObject([{ path: 'default', status: 'PARTIAL', has_failures: true }]);

  const targets = must(await system.client.listTargets({ params: { fleet_id: fleet.fleet_id } }));
  expect(targets.map((each) => [each.path, each.status, each.attempt])).toEqual(
    names.map((name) => [name, name === 'c' ? 'FAILED' : 'SUCCEEDED', 1]),
  );
  expect(targets[2]?.failure).toMatchObject({ class: 'verification', by: 'user' });
  expect(targets[2]?.failure?.message).toContain('"check"');
  for (const target of targets) {
    const [branch, ...others] = await branchesOf(remote(target.path));
    expect(others).toEqual([]);
    expect(branch?.name).toBe(`bgagent/${fleet.fleet_id}/${target.path}`);
    expect(target.branch).toBe(branch?.name);
    expect(branch?.commits).toHaveLength(1);
    expect(branch?.commits[0]).toContain(`Bgagent-Target: ${fleet.fleet_id}/${target.path}#1`);
    expect(await fileOn(remote(target.path), branch?.name ?? '', 'greeting.txt')).toBe(`it's "$(date)"\n`);
  }

  expect(await system.tasksOf(fleet.fleet_id)).toHaveLength(names.length);
  const log = must(await system.client.listLog({ params: { fleet_id: fleet.fleet_id } }));
  expect(log[0]).toMatchObject({ seq: 1, action: 'submitted', actor: { kind: 'user', id: system.user } });
  expect(log.at(-1)).toMatchObject({ action: 'finished', target_count: 0 });
  expect(log.filter((each) => each.action === 'launched').reduce((sum, each) => sum + each.target_count, 0)).toBe(6);
  const csv = must(await system.client.getResults({ params: { fleet_id: fleet.fleet_id }, query: { format: 'csv' } }));
  expect(typeof csv === 'string' && csv.trim().split(/\r?\n/)).toHaveLength(7);
  const output = must(await system.client.getTaskOutput({ params: { task_id: targets[2]?.task_id ?? '' } }));
  expect(output).toContain('check');
});

test('what is not onboarded is skipped on request, and what is removed after the submit fails alone', async () => {
  const body = {
    title: 'Touch',
    workflow_ref: 'shell/run-v1',
    params: { command: 'sleep 1; touch new-file' },
    targets: ['acme/a', 'acme/unknown', 'acme/f'],
    max_concurrency: 1,
    failure: null,
  };
  const refused = await system.client.submitFleet({ body });
  expect(refused).toMatchObject({
    ok: false,
    status: 422,
    error: { code: 'REPO_NOT_ONBOARDED', details: [{ path: '/targets/1' }] },
  });
  const fleet = must(await system.client.submitFleet({ body: { ...body, unonboarded: 'skip' } }));
  expect(fleet.skipped).toMatchObject([{ repo: 'acme/unknown', code: 'REPO_NOT_ONBOARDED' }]);
  must(await system.client.removeRepo({ params: { owner: 'acme', name: 'f' } }));
  expect(await system.waitForEnd(fleet.fleet_id)).toMatchObject({ status: 'PARTIAL', progress: { failures: { rejected: 1 } } });
  const target = must(await system.client.getTarget({ params: { fleet_id: fleet.fleet_id, path: 'f' } }));
  expect(target).toMatchObject({
    status: 'FAILED',
    task_id: null,
    failure: { class: 'rejected', code: 'REPO_NOT_ONBOARDED', by: 'user' },
  });
});

test('a passing failure is tried again, each attempt kept, and only the last one counts', async () => {
  await system.onboardRemote('gone', 'https://localhost:9/acme/gone.git');
  const body = {
    title: 'Retry',
    workflow_ref: 'shell/run-v1',
    params: { command: 'true' },
    targets: ['acme/gone'],
    auto_retry: { max: 1 },
    failure: null,
  };
  const fleet = must(await system.client.submitFleet({ body }));
  expect(await system.waitForEnd(fleet.fleet_id)).toMatchObject({ status: 'FAILED', progress: { failures: { network: 1 } } });
  const target = must(await system.client.getTarget({ params: { fleet_id: fleet.fleet_id, path: 'gone' } }));
  expect(target).toMatchObject({
    status: 'FAILED',
    attempt: 2,
    trigger: 'auto_retry',
    failure: { class: 'network', by: 'transient' },
  });
  expect(target.attempts).toMatchObject([
    { attempt: 1, trigger: 'initial', status: 'FAILED' },
    { attempt: 2, trigger: 'auto_retry', status: 'FAILED' },
  ]);
  expect(new Set(target.attempts.map((each) => each.task_id)).size).toBe(2);
});

test('a change that changes nothing succeeds without a branch', async () => {
  const body = {
    title: 'Nothing',
    workflow_ref: 'shell/run-v1',
    params: { command: 'true' },
    targets: ['acme/b'],
    failure: null,
  };
  const before = await branchesOf(remote('b'));
  const fleet = must(await system.client.submitFleet({ body }));
  await system.waitForEnd(fleet.fleet_id);
  const [target] = must(await system.client.listTargets({ params: { fleet_id: fleet.fleet_id } }));
  expect(target).toMatchObject({ status: 'SUCCEEDED', outcome: 'no_changes', pr_url: null });
  expect(await branchesOf(remote('b'))).toEqual(before);
});

(isDeployed ? test.skip : test)(
  'a command finds the credentials of the embedded services in no environment, command line or log, and is refused without them',
  async () => {
    const look = prepareLook(system.folder);
    const body = { title: 'Look', workflow_ref: 'shell/run-v1', params: look.params, targets: ['acme/b'], failure: null };
    const fleet = must(await system.client.submitFleet({ body }));
    expect(await system.waitForEnd(fleet.fleet_id)).toMatchObject({ status: 'SUCCEEDED' });
    expect(look.answers()).toEqual(
      ['dynamodb', 'sqs', 'sfn', 'events'].flatMap((service) => [`${service} 403`, `${service} 403`]),
    );
    // What the command has seen, its own environment among it; and what anything of this OS user sees, outside of a namespace.
    expect(look.seen()).toContain('BGAGENT_ATTEMPT=1');
    const everything = seenOfProcesses();
    expect(['worker/start.js', 'runtime-process.ts'].filter((part) => !everything.includes(part))).toEqual([]);
    expect(everything.match(/^PATH=/gm)?.length).toBeGreaterThan(3);
    const seen = `${look.seen()}${everything}`;
    const files = look.otherFiles();
    expect(files.length).toBeGreaterThan(5);
    for (const secret of look.secrets) {
      expect(seen.includes(secret)).toBe(false);
      expect(files.filter(([, text]) => text.includes(secret)).map(([path]) => path)).toEqual([]);
    }
  },
);
