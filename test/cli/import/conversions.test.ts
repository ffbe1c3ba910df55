/** What becomes of each part of a Copilot Orchestrator plan. */
import { accepting } from '../behaviours.ts';
import { cliForEachTest } from '../cli-against-server.ts';

const cli = cliForEachTest();

/** Imports a plan, and answers the request and the lines on stderr. */
async function imported(plan: object): Promise<{ body: Record<string, unknown>; told: string[] }> {
  const name = cli().file('plan.json', JSON.stringify(plan));
  const { stdout, stderr, code } = await cli().runAlone(['fleet', 'import', name, '--repo', 'acme/shop', '--json']);
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  return { body: JSON.parse(stdout) as Record<string, unknown>, told: stderr.split('\n').filter((line) => line !== '') };
}

const quiet = { name: 'P', maxParallel: 2, startPaused: false };
const job = (id: string, change: object = {}) => ({
  producer_id: id,
  task: `Do ${id}`,
  dependencies: [],
  work: 'make',
  ...change,
});
const planOf = (...jobs: object[]) => ({ ...quiet, jobs });
const target = (id: string, change: object = {}) => ({
  id,
  repo: 'acme/shop',
  task_description: `Do ${id}`,
  vars: { work: 'make' },
  ...change,
});

test('a plan of commands runs them by a fixed command, each from a variable of its target', async () => {
  const { body, told } = await imported(planOf(job('one'), job('two', { dependencies: ['one'] })));
  expect(body).toEqual({
    title: 'P',
    workflow_ref: 'shell/run-v1',
    params: { command: 'sh -c "$BGAGENT_VAR_work"' },
    max_concurrency: 2,
    targets: [target('one'), target('two', { depends_on: ['one'], base: 'one' })],
  });
  expect(told).toEqual([]);
});

describe('work', () => {
  const agents = ['coding/new-task-v1', undefined];
  const pwsh = expect.stringMatching(
    /if ! command -v pwsh[\s\S]*pwsh -NoProfile -NonInteractive -Command "\$BGAGENT_VAR_work"$/,
  ) as unknown;
  const cases: readonly (readonly [name: string, work: unknown, workflow: unknown[], target: object])[] = [
    ['a text', 'make all', ['shell/run-v1', 'sh -c "$BGAGENT_VAR_work"'], { vars: { work: 'make all' } }],
    [
      'a shell object',
      { type: 'shell', command: 'make', shell: 'bash' },
      ['shell/run-v1', 'bash -c "$BGAGENT_VAR_work"'],
      { vars: { work: 'make' } },
    ],
    ['an object without a type', { command: 'make' }, ['shell/run-v1', 'sh -c "$BGAGENT_VAR_work"'], { vars: { work: 'make' } }],
    [
      'a process',
      { type: 'process', executable: 'dotnet', args: ['build', "it's", '', 'a b', '$HOME'] },
      ['shell/run-v1', 'sh -c "$BGAGENT_VAR_work"'],
      { vars: { work: String.raw`dotnet build 'it'\''s' '' 'a b' '$HOME'` } },
    ],
    [
      'a process without arguments',
      { type: 'process', executable: 'make' },
      ['shell/run-v1', expect.anything()],
      { vars: { work: 'make' } },
    ],
    [
      'powershell by name',
      { type: 'shell', command: 'dir', shell: 'powershell' },
      ['shell/run-v1', pwsh],
      { vars: { work: 'dir' } },
    ],
    ['pwsh by name', { type: 'shell', command: 'dir', shell: 'pwsh' }, ['shell/run-v1', pwsh], { vars: { work: 'dir' } }],
    ['a cmdlet', 'Get-ChildItem -Recurse', ['shell/run-v1', pwsh], { vars: { work: 'Get-ChildItem -Recurse' } }],
    [
      'a cmdlet in a shell object without a shell',
      { type: 'shell', command: '$x = Get-Item .; $x' },
      ['shell/run-v1', pwsh],
      { vars: { work: '$x = Get-Item .; $x' } },
    ],
    [
      'a shell that is named in spite of a cmdlet',
      { type: 'shell', command: 'Get-Item', shell: 'sh' },
      ['shell/run-v1', 'sh -c "$BGAGENT_VAR_work"'],
      { vars: { work: 'Get-Item' } },
    ],
    [
      'a process that is PowerShell',
      { type: 'process', executable: 'powershell.exe', args: ['-File', 'a.ps1'] },
      ['shell/run-v1', 'sh -c "$BGAGENT_VAR_work"'],
      { vars: { work: expect.stringMatching(/command -v pwsh[\s\S]*\npwsh -File a\.ps1$/) as unknown } },
    ],
    ['@agent', '@agent Look at it.', agents, { task_description: 'Do it\n\nLook at it.' }],
    ['@agent alone', '@agent', agents, { task_description: 'Do it' }],
    [
      'an agent object',
      { type: 'agent', instructions: '# Look', maxTurns: 7 },
      agents,
      { task_description: 'Do it\n\n# Look', max_turns: 7 },
    ],
  ];
  test.each(cases)('%s', async (_, work, [workflow, command], expected) => {
    const { body, told } = await imported(planOf(job('it', { work })));
    expect(body).toMatchObject({ workflow_ref: workflow, targets: [{ id: 'it', repo: 'acme/shop', ...expected }] });
    expect(body).toEqual(expect.objectContaining(command === undefined ? {} : { params: { command } }));
    expect('params' in body).toBe(command !== undefined);
    expect(told).toEqual([]);
  });

  test('of a command says its shell where a plan has several', async () => {
    const { body } = await imported(planOf(job('a'), job('b', { work: 'Write-Output 1', prechecks: 'test -d src' }), job('c')));
    expect(body).toMatchObject({
      targets: [
        { vars: { work: 'make', shell: 'sh' } },
        { vars: { work: 'Write-Output 1', shell: 'pwsh', precheck: 'test -d src', precheck_shell: 'sh' } },
        { vars: { work: 'make', shell: 'sh' } },
      ],
    });
  });

  test('that is missing runs "true", and is told', async () => {
    const { body, told } = await imported(planOf(job('a', { work: null }), job('b')));
    expect(body).toMatchObject({ targets: [{ vars: { work: 'true' } }, { vars: { work: 'make' } }] });
    expect(told).toEqual(['warning: /jobs/0: the job has no work, so its target only runs the command "true"']);
  });

  test('of agents and commands in one plan is done by agents, and each command is told', async () => {
    const work = { type: 'shell', command: 'echo "```"', shell: 'bash' };
    const { body, told } = await imported(
      planOf(job('a', { work: '@agent Go' }), job('b', { work }), job('c', { work: undefined })),
    );
    expect(body).toMatchObject({
      workflow_ref: 'coding/new-task-v1',
      targets: [
        { task_description: 'Do a\n\nGo' },
        { task_description: expect.stringMatching(/^Do b\n\nRun this command .*:\n\n````bash\necho "```"\n````$/) as unknown },
        { task_description: 'Do c' },
      ],
    });
    expect(told).toEqual([
      expect.stringMatching(/^warning: \/jobs\/1\/work: an agent is asked to run this command, /),
      expect.stringMatching(/^warning: \/jobs\/2: the job has no work, and an agent gets its task, /),
    ]);
  });
});

describe('the words of a job', () => {
  test('are its task, then the instructions of its work, then its own', async () => {
    const { body } = await imported(planOf(job('a', { work: '@agent Two', task: 'One', instructions: 'Three' })));
    expect(body).toMatchObject({ targets: [{ task_description: 'One\n\nTwo\n\nThree' }] });
  });

  test('may hold braces that a fleet takes for a placeholder: they stay as they are', async () => {
    const { body } = await imported(planOf(job('a', { task: 'Print {{.Name}} and {{repo}}, {{ }', work: '@agent' })));
    expect(body).toMatchObject({
      params: { braces: '{{' },
      targets: [{ task_description: 'Print {{params.braces}}.Name}} and {{params.braces}}repo}}, {{params.braces}} }' }],
    });
  });
});

describe('checks', () => {
  test('after the work become verifiers', async () => {
    const checks = [
      'make test',
      { type: 'process', executable: 'npm', args: ['test', 'a b'] },
      { command: 'x', shell: 'bash' },
      'Test-Path x',
    ];
    const { body, told } = await imported(planOf(...checks.map((postchecks, at) => job(`j${at}`, { postchecks }))));
    const commands = (body['targets'] as { verifiers: { name: string; command: string[] }[] }[]).map(
      ({ verifiers }) => verifiers,
    );
    expect(commands).toEqual([
      [{ name: 'postchecks', command: ['sh', '-c', 'make test'] }],
      [{ name: 'postchecks', command: ['sh', '-c', "npm test 'a b'"] }],
      [{ name: 'postchecks', command: ['bash', '-c', 'x'] }],
      [{ name: 'postchecks', command: ['sh', '-c', expect.stringContaining('-Command "$1"'), 'sh', 'Test-Path x'] }],
    ]);
    expect(told).toEqual([]);
  });

  test('by an agent, and those before the work of an agent, are not carried over', async () => {
    const { told } = await imported(
      planOf(
        job('a', { work: '@agent', prechecks: 'true', postchecks: '@agent Check' }),
        job('b', { prechecks: '@agent Check' }),
      ),
    );
    expect(told.filter((line) => line.includes('checks'))).toEqual([
      'warning: not carried over: /jobs/0/prechecks: nothing can run before the work of an agent',
      'warning: not carried over: /jobs/0/postchecks, /jobs/1/prechecks: only a command can check; an agent cannot',
    ]);
  });
});

describe('settings of the plan', () => {
  const cases: readonly (readonly [name: string, plan: object, body: object, told: readonly RegExp[]])[] = [
    ['maxParallel', { maxParallel: 32 }, { max_concurrency: 32 }, []],
    ['maxParallel 0', { maxParallel: 0 }, {}, [/^note: maxParallel is 0: 5 targets at most/]],
    ['no maxParallel', { maxParallel: null }, {}, [/^note: maxParallel is not given: 5 targets at most/]],
    ['startPaused', { startPaused: true }, { require_approval: true }, []],
    ['no startPaused', { startPaused: undefined }, {}, [/^note: startPaused is not given: the fleet starts at once/]],
    ['no name', { name: undefined }, {}, []],
  ];
  test.each(cases)('%s', async (_, change, expected, told) => {
    const result = await imported({ ...planOf(job('a')), ...change });
    const { max_concurrency, require_approval } = result.body;
    const given = { ...(max_concurrency === 2 ? {} : { max_concurrency }), require_approval };
    expect(JSON.parse(JSON.stringify(given))).toEqual(expected);
    expect(result.told).toEqual(told.map((line) => expect.stringMatching(line) as unknown));
  });
});

test('what a fleet has no place for is listed with its place and the reason, once for all places', async () => {
  const work = {
    type: 'agent',
    instructions: 'Go',
    model: 'm',
    resumeSession: true,
    on_failure: { message: 'x' },
    colour: 'red',
    command: 'x',
  };
  const jobs = [1, 2, 3, 4, 5].map((n) => job(`j${n}`, { name: 'N', expects_no_changes: n === 1, work }));
  const plan = {
    ...planOf(...jobs),
    baseBranch: 'main',
    targetBranch: 'dev',
    'a/b~c': 1,
    verify_ri: null,
    groups: [{ name: 'g', jobs: [], note: 1 }],
  };
  const { told } = await imported(plan);
  expect(told).toEqual([
    expect.stringMatching(/^warning: not carried over: \/baseBranch: a target starts from the default branch /),
    expect.stringMatching(/^warning: not carried over: \/targetBranch: each target has a branch of its own/),
    'warning: not carried over: /a~1b~0c, /jobs/0/work/colour, /jobs/1/work/colour, 4 more: a fleet has nothing like it',
    expect.stringMatching(
      /^warning: not carried over: \/jobs\/0\/expects_no_changes, .*: a target that changes nothing succeeds/,
    ),
    'warning: not carried over: /jobs/0/name, /jobs/1/name, /jobs/2/name, 2 more: a target is shown with its id',
    expect.stringMatching(/^warning: not carried over: \/jobs\/0\/work\/command, .*: work of this type does not use it$/),
    expect.stringMatching(/^warning: not carried over: \/jobs\/0\/work\/model, .*, 2 more: it is decided by the agent/),
    expect.stringMatching(/^warning: not carried over: \/jobs\/0\/work\/resumeSession, .*: each attempt begins anew$/),
    expect.stringMatching(/^warning: not carried over: \/jobs\/0\/work\/on_failure, .*: a fleet retries/),
    'warning: not carried over: /groups/0: the group has no jobs',
  ]);
});

describe('groups', () => {
  const deep = (levels: number, ...jobs: object[]): object =>
    levels === 1 ? { name: 'g1', jobs } : { name: `g${levels}`, groups: [deep(levels - 1, ...jobs)] };

  test('stay nested', async () => {
    const { body } = await imported({
      ...quiet,
      groups: [deep(3, job('a'), job('b', { dependencies: ['a'] })), { name: 'h', jobs: [job('a')] }],
    });
    expect(body['groups']).toEqual([
      {
        name: 'g3',
        groups: [{ name: 'g2', groups: [{ name: 'g1', targets: [target('a'), target('b', { depends_on: ['a'], base: 'a' })] }] }],
      },
      { name: 'h', targets: [target('a')] },
    ]);
    expect(body).not.toHaveProperty('targets');
  });

  test('with names that no branch can have are called otherwise, in dependencies too', async () => {
    const groups = [
      { name: 'Phase 1: Früh', jobs: [job('a')] },
      { name: 'default', jobs: [job('a', { dependencies: ['Phase 1: Früh/a'] })] },
      { name: '.end.lock', jobs: [job('default', { dependencies: ['default/a'] })] },
    ];
    const { body, told } = await imported({ ...quiet, groups });
    expect(body['groups']).toMatchObject([
      { name: 'Phase-1-Fruh' },
      { name: 'default-group', targets: [{ depends_on: ['Phase-1-Fruh/a'] }] },
      { name: 'end', targets: [{ id: 'default', depends_on: ['default-group/a'] }] },
    ]);
    expect(told[0]).toBe(
      'warning: /groups/0/name: the group "Phase 1: Früh" is called Phase-1-Fruh in the fleet, because its name is a part of branches',
    );
    expect(told).toHaveLength(3);
  });
});

describe('a dependency', () => {
  test('that a fleet would look up further inside is written from the root', async () => {
    const inner = { name: 'p', groups: [{ name: 'build', jobs: [job('x')] }], jobs: [job('y', { dependencies: ['build/x'] })] };
    const { body } = await imported({ ...quiet, groups: [{ name: 'build', jobs: [job('x')] }, inner] });
    expect(body['groups']).toMatchObject([{}, { targets: [{ depends_on: ['/build/x'], base: '/build/x' }] }]);
  });

  test('that leads nowhere, in a circle or to itself is passed on, because the API tells all of them', async () => {
    const jobs = [
      job('a', { dependencies: ['b'] }),
      job('b', { dependencies: ['a'] }),
      job('c', { dependencies: ['c', 'nope', '../x'] }),
    ];
    const { body } = await imported(planOf(...jobs));
    expect(body['targets']).toMatchObject([{ depends_on: ['b'] }, { depends_on: ['a'] }, { depends_on: ['c', 'nope', '../x'] }]);
    expect((body['targets'] as object[])[2]).not.toHaveProperty('base');
  });

  test('is the base where it alone may change something; of several none is, and that is told', async () => {
    const jobs = [
      job('a'),
      job('b'),
      job('look', { expects_no_changes: true }),
      job('one', { dependencies: ['a', 'look', 'a'] }),
      job('none', { dependencies: ['look'] }),
      job('both', { dependencies: ['a', 'b'] }),
    ];
    const { body, told } = await imported(planOf(...jobs));
    const bases = (body['targets'] as { id: string; base?: string }[]).map(({ id, base }) => [id, base]);
    expect(bases.slice(3)).toEqual([
      ['one', 'a'],
      ['none', undefined],
      ['both', undefined],
    ]);
    expect(told.at(-1)).toMatch(/^warning: \/jobs\/5\/dependencies: it starts from the default branch, /);
  });
});

test('--submit submits what would be printed', async () => {
  cli().file('plan.json', JSON.stringify(planOf(job('a'))));
  const args = [
    'fleet',
    'import',
    'plan.json',
    '--repo',
    'https://github.com/acme/shop.git',
    '--submit',
    '--idempotency-key',
    'k1',
  ];
  const { code, stdout } = await cli().run(accepting, args);
  expect(code).toBe(0);
  expect(stdout).toContain('Next: bgagent fleet watch @last');
  const [asked] = cli().asked('submitFleet');
  expect(asked?.headers['idempotency-key']).toBe('k1');
  expect(asked?.body).toMatchObject({ title: 'P', targets: [target('a')] });
});
