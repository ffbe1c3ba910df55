/** Lists of tasks in Markdown: as steps of a fleet, and as batches that are shown. */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { submitBody } from '../../../contracts/http/submit.ts';
import { stepRequests } from '../../../contracts/steps.ts';
import { stepNames } from '../../../cli/import/tasks-md/step-names.ts';
import { accepting } from '../behaviours.ts';
import { cliForEachTest } from '../cli-against-server.ts';

const cli = cliForEachTest();

const list = `# Tasks: structured logging

## Phase 1: Foundation
- [x] T001 Add the logging package
- [ ] T002 Configure handlers per environment [depends: T001]
- [ ] T003 [P] Add request ids to the context

## Phase 2: Core
- [ ] T004 Replace print calls in the API layer [depends: T002]
  - [ ] T005 Cover the error paths
`;
const listed = (content: string = list): string => cli().file('tasks.md', content);
const sections = (count: number): string =>
  Array.from({ length: count }, (_, at) => `## S${at}\n- [ ] T${100 + at} do it`).join('\n');
const tick = 'Where the repository has a file with these tasks, tick the boxes of those that are finished.';
const steps = [
  {
    name: 'phase-1-foundation',
    task_description: `Execute only the "Phase 1: Foundation" section (T002, T003). Do NOT work on tasks from other sections.

- [ ] T002 Configure handlers per environment [depends: T001]
- [ ] T003 [P] Add request ids to the context

${tick}`,
  },
  {
    name: 'phase-2-core',
    task_description: `Execute only the "Phase 2: Core" section (T004, T005). Do NOT work on tasks from other sections.

- [ ] T004 Replace print calls in the API layer [depends: T002]
  - [ ] T005 Cover the error paths

${tick}`,
  },
];
const request = { title: 'Tasks: structured logging', workflow_ref: 'coding/new-task-v1', targets: ['acme/shop'], steps };

const toImport = async (...args: string[]) => await cli().run(accepting, ['fleet', 'import', ...args, '--repo', 'acme/shop']);

describe('fleet import', () => {
  test('prints a fleet.yaml whose steps are the batches, which the API accepts as it is', async () => {
    const { code, stdout, stderr } = await toImport(listed());
    expect([code, stderr]).toEqual([0, 'note: Detected 2 batches from tasks.md.\n']);
    expect(parse(stdout)).toEqual(request);
    expect(submitBody.safeParse(parse(stdout)).success).toBe(true);
  });

  test('submits it, also as --from says', async () => {
    const ended = await toImport(cli().file('list.txt', list.replaceAll('\n', '\r\n')), '--from', 'tasks-md', '--submit');
    expect(ended.code).toBe(0);
    expect(cli().asked('submitFleet')[0]?.body).toEqual(request);
  });

  test('reads standard input, and warns of what is odd in a list without sections', async () => {
    const input = '- [ ] write {{name}}\n- [~] T002 b [after: T900]\n';
    const ended = await cli().runAlone(['fleet', 'import', '-', '--from', 'tasks-md', '--repo', 'acme/shop', '--json'], {
      input,
    });
    expect(ended.stderr.split('\n')).toEqual([
      'warning: No sections found: 1 batch of up to 15 tasks.',
      expect.stringMatching(/^warning: line 1: this task has no id/),
      expect.stringMatching(/^warning: line 2: this checkbox is neither/),
      expect.stringMatching(/^warning: line 2: T002 depends on T900, which is not in standard input/),
      '',
    ]);
    expect(JSON.parse(ended.stdout)).toEqual({
      workflow_ref: 'coding/new-task-v1',
      targets: ['acme/shop'],
      params: { braces: '{{' },
      steps: [
        {
          name: 'batch-1',
          task_description: expect.stringContaining('- [ ] write {{params.braces}}name}}\n- [~] T002') as string,
        },
      ],
    });
  });

  test('makes steps of a given size where there are no sections', async () => {
    const ended = await toImport(listed('- [ ] T001 a\n- [ ] T002 b\n'), '--batch-size', '1');
    expect(parse(ended.stdout)).toMatchObject({ steps: [{ name: 'batch-1' }, { name: 'batch-2' }] });
  });

  test('tells a part of many warnings', async () => {
    const { stderr } = await toImport(listed(Array.from({ length: 22 }, () => '- [ ] a').join('\n')));
    expect(stderr.trim().split('\n')).toHaveLength(22);
    expect(stderr).toContain('there are 2 more warnings: "fleet plan --tasks-md" shows them.');
  });

  test.each([
    ['all finished', '## A\n- [x] T001 a', 'No open tasks found'],
    ['no text', '', 'No open tasks found'],
    ['a circle', '## A\n- [ ] T001 a [after: T002]\n- [ ] T002 b [after: T001]', 'line 2: these tasks depend on each other'],
    ['an id twice', '- [ ] T001 a\n- [ ] T001 b', 'line 2: T001 is the id of line 1, too.'],
    [
      'a section that is too long',
      `## A\n- [ ] T001 ${'a'.repeat(10_000)}`,
      'the tasks of "A" need more than the 10,000 characters',
    ],
    ['more sections than steps', sections(21), 'it has 21 batches, and a fleet has 20 steps at most. Commit the file'],
  ])('refuses a list with %s', async (_, content, message) => {
    const ended = await toImport(listed(content));
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toContain(message);
  });

  test('imports a list of twenty sections', async () => {
    const { steps: many } = parse((await toImport(listed(sections(20)))).stdout) as { steps: unknown[] };
    expect(stepRequests.parse(many)).toHaveLength(20);
  });

  test('reads a list as JSON where --from says so, and names the formats where the file is neither', async () => {
    expect((await toImport(listed(), '--from', 'copilot-plan')).stderr).toContain('this is no JSON');
    const other = await toImport(cli().file('a.json', '{}'));
    expect(other.stderr.replaceAll(/\s+/g, ' ')).toContain(
      'tasks-md (Markdown with checkboxes, in a file whose name ends in .md)',
    );
    const wrong = await toImport(cli().file('a.json', '{}'), '--from', 'tasks-md');
    expect(wrong.stderr).toContain('No open tasks found');
  });
});

describe('fleet submit -f tasks.md', () => {
  const run = async (command: string, ...args: string[]) => await cli().run(accepting, ['fleet', command, '-f', ...args]);

  test('makes the request that fleet import makes, and so does fleet plan', async () => {
    const ended = await run('submit', listed(), '--repo', 'acme/shop');
    expect([ended.code, ended.stderr]).toEqual([0, 'note: Detected 2 batches from tasks.md.\n']);
    await run('plan', listed(), '--repo', 'acme/shop');
    expect(['submitFleet', 'planFleet'].map((name) => cli().asked(name as 'submitFleet')[0]?.body)).toEqual([request, request]);
  });

  test('takes settings and the size of batches from flags', async () => {
    const list = listed('- [ ] T001 a\n- [ ] T002 b\n');
    const flags = ['--repo', 'acme/shop', '--batch-size', '1', '--title', 'Mine'];
    expect((await run('submit', list, ...flags)).code).toBe(0);
    expect(cli().asked('submitFleet')[0]?.body).toMatchObject({
      title: 'Mine',
      steps: [{ name: 'batch-1' }, { name: 'batch-2' }],
    });
  });

  test.each([
    ['several repositories', ['--repo', 'acme/a', '--repo', 'acme/b'], 'give --repo once'],
    ['a list of repositories', ['--repos-file', 'repos.txt'], 'with --repos-file, give it with --tasks-md'],
    ['another list of tasks', ['--repo', 'acme/a', '--tasks-md', 'tasks.md'], 'tasks.md is a plan of its own'],
  ])('refuses %s', async (_, args, message) => {
    const ended = await run('submit', listed(), ...args);
    expect([ended.code, ended.stderr]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe('fleet submit --tasks-md', () => {
  const submit = async (...args: string[]) => await cli().run(accepting, ['fleet', 'submit', ...args]);

  test('gives every target the steps', async () => {
    const ended = await submit(
      '--tasks-md',
      listed(),
      '--repo',
      'acme/a',
      '--repo',
      'acme/b',
      '--title',
      'Logging',
      '--batch-size',
      '2',
    );
    expect([ended.code, ended.stderr]).toEqual([0, 'note: Detected 2 batches from tasks.md.\n']);
    expect(cli().asked('submitFleet')[0]?.body).toEqual({ title: 'Logging', targets: ['acme/a', 'acme/b'], steps });
  });

  test('takes the place of the steps of a fleet.yaml, which keeps its title and its params', async () => {
    const file = cli().file(
      'fleet.yaml',
      'title: Mine\nparams: {a: 1}\nsteps: [{name: one}]\ntask_description: x\ntargets: [acme/a]\n',
    );
    const ended = await submit('--tasks-md', listed('## A\n- [ ] T001 {{x}}'), '-f', file);
    expect(ended.code).toBe(0);
    expect(cli().asked('submitFleet')[0]?.body).toEqual({
      title: 'Mine',
      task_description: 'x',
      params: { a: 1, braces: '{{' },
      targets: ['acme/a'],
      steps: [{ name: 'a', task_description: expect.stringContaining('{{params.braces}}x}}') as string }],
    });
  });

  test.each([
    ['a list that is not there', ['--tasks-md', 'none.md'], 1, 'there is no file none.md'],
    ['work of another kind', ['--tasks-md', 'none.md', '--task', 'x'], 2, '--task'],
    ['a list with errors', ['--tasks-md', '-'], 1, 'No open tasks found'],
  ])('refuses %s', async (_, args, code, message) => {
    const ended = await cli().run(accepting, ['fleet', 'submit', '--repo', 'acme/a', ...args], { input: '' });
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain(message);
    expect(cli().allAsked()).toEqual([]);
  });

  test('refuses a plan beside it', async () => {
    const plan = readFileSync(new URL('copilot-plan.json', import.meta.url), 'utf8');
    const ended = await submit('--tasks-md', listed(), '-f', cli().file('plan.json', plan), '--repo', 'acme/shop');
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain('plan.json is a plan of its own');
  });
});

describe('fleet plan --tasks-md', () => {
  const remark = { code: 'NO_ID', line: 3, message: 'line 3: this task has no id such as T001, so it is called line-3.' };
  const batch = {
    index: 1,
    count: 1,
    name: 'Core',
    task_ids: ['T001', 'line-3'],
    open: ['T001', 'line-3'],
    done: ['T002'],
    tasks: [],
  };
  const answer = {
    ...{ summary: 'Detected 1 batch from tasks.md', used_fallback: false, open_count: 2, done_count: 1, batches: [batch] },
    ...{ warnings: [remark], more_warnings: 2, errors: [] as object[], more_errors: 0 },
  };
  const plan = async (data: object, ...args: string[]) =>
    await cli().run({ previewBatches: () => ({ data }) }, ['fleet', 'plan', '--tasks-md', listed(), ...args]);

  test('shows the batches and what is odd', async () => {
    const { code, stdout } = await plan(answer);
    expect([code, stdout]).toEqual([
      0,
      `NUMBER   BATCH   OPEN   DONE   TASKS
1        Core    2      1      T001, line-3

Warning: ${remark.message}
… and 2 more warnings
Detected 1 batch from tasks.md
2 open tasks, 1 finished
Nothing was started.
`,
    ]);
    expect(cli().asked('previewBatches')[0]?.body).toEqual({ tasks_md: list });
  });

  test('ends with 1 where the list has errors', async () => {
    const { code, stdout } = await plan({ ...answer, batches: [], used_fallback: true, errors: [remark], more_errors: 1 });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^No batch would run\.\n\nError: line 3.*\n… and 1 more error\n[\s\S]*\nWarning: Detected 1 batch/);
  });

  test('asks for batches of a given size', async () => {
    await plan(answer, '--batch-size', '3');
    expect(cli().asked('previewBatches')[0]?.body).toEqual({ tasks_md: list, batch_size: 3 });
  });

  test('prints the answer as JSON, and names', async () => {
    expect(JSON.parse((await plan(answer, '--json')).stdout)).toEqual(answer);
    expect((await plan(answer, '--output', 'name')).stdout).toBe('Core\n');
  });

  test('plans the fleet where repositories are named', async () => {
    await plan(answer, '--repo', 'acme/a');
    expect(cli().allAsked()).toMatchObject([{ operation: 'planFleet', body: { targets: ['acme/a'], steps } }]);
  });
});

test.each([
  [
    ['Phase 1: Foundation', '2. Core', '構築', 'Core', 'core!', 'Änderung'],
    ['phase-1-foundation', 'step-2-core', 'step-3', 'core', 'core-2', 'anderung'],
  ],
  [
    ['(no section)', '--', 'a'.repeat(40), 'A'.repeat(40)],
    ['no-section', 'step-2', 'a'.repeat(32), `${'a'.repeat(30)}-2`],
  ],
  [
    ['core-2', 'core', 'core'],
    ['core-2', 'core', 'core-3'],
  ],
  [[`${'a'.repeat(31)} b`], ['a'.repeat(31)]],
])('%j become %j', (names, expected) => {
  expect(stepNames(names)).toEqual(expected);
  expect(stepRequests.safeParse(expected.map((name) => ({ name }))).success).toBe(true);
});
