/** Steps on the command line: the request that their flags make, what is said about a file of steps, and what a plan says of them. */
import { accepting } from './behaviours.ts';
import { cliForEachTest } from './cli-against-server.ts';
import { samplePlan } from './samples.ts';

const cli = cliForEachTest();
const submit = (...flags: string[]) => ['fleet', 'submit', '--repo', 'acme/auth', ...flags];

/** The body of a submit with these flags. */
async function sent(...flags: string[]): Promise<object> {
  const { code, stderr } = await cli().run(accepting, submit(...flags));
  expect([code, stderr]).toEqual([0, '']);
  return { ...(cli().asked('submitFleet').at(-1)?.body as object) };
}
const of =
  (...keys: string[]) =>
  (body: object) =>
    Object.fromEntries(Object.entries(body).filter(([key]) => keys.includes(key)));
const ofSteps = of('steps', 'preset', 'context', 'pause_between', 'heal', 'exclusive');

async function refused(content: string, name = 'steps.yaml'): Promise<string> {
  cli().file(name, content);
  const { code, stdout, stderr } = await cli().runAlone(submit('--steps-file', name));
  expect([code, stdout]).toEqual([1, '']);
  return stderr;
}

describe('a file of steps', () => {
  const steps = [
    { name: 'design', task_description: 'Design it.', expects: ['specs/**'] },
    { name: 'merge', workflow_ref: 'coding/merge-v1', gate: 'person' },
  ];

  test('is YAML or JSON, by name or by content, with tabs in JSON, and may come from standard input', async () => {
    cli().file('steps.yml', '- name: design\n  task_description: Design it.\n  expects: ["specs/**"]\n- {name: merge, workflow_ref: coding/merge-v1, gate: person}\n'); // prettier-ignore
    expect(ofSteps(await sent('--steps-file', 'steps.yml'))).toEqual({ steps });
    cli().file('steps.json', JSON.stringify(steps, null, '\t'));
    expect(ofSteps(await sent('--steps-file', 'steps.json'))).toEqual({ steps });
    await cli().run(accepting, submit('--steps-file', '-'), { input: `\uFEFF${JSON.stringify(steps)}` });
    expect(cli().asked('submitFleet').at(-1)?.body).toMatchObject({ steps });
  });

  test('takes the place of the steps and of the preset of a fleet.yaml', async () => {
    cli().file('fleet.yaml', 'title: T\ntargets: [acme/auth]\npreset: {name: phases}\nsteps: [{name: old}]\n');
    cli().file('steps.yaml', '- name: new\n');
    expect(ofSteps(await sent('-f', 'fleet.yaml', '--steps-file', 'steps.yaml'))).toEqual({ steps: [{ name: 'new' }] });
  });

  test('is refused with every problem and its place', async () => {
    const text = [
      '- name: design',
      '  gate: persn',
      '- name: Design',
      '  batches:',
      '    size: 0',
      '- name: design',
      '  tast_description: x',
      '- timeout_s: 60',
    ].join('\n');
    const [first, ...lines] = (await refused(text)).trimEnd().split('\n');
    expect(first).toBe('bgagent: steps.yaml has 6 problems, so nothing was submitted: correct the steps.');
    expect(lines.map((line) => line.trim().split(' ').slice(0, 2).join(' ')).sort()).toEqual([
      'steps.yaml:2:3: steps/0/gate',
      'steps.yaml:3:3: steps/1/name',
      'steps.yaml:5:5: steps/1/batches/size',
      'steps.yaml:6:3: steps/2/name',
      'steps.yaml:7:3: tast_description',
      'steps.yaml:8:3: steps/3/name',
    ]);
    expect(lines.join('\n')).toContain('Did you mean task_description?');
  });

  test.each([
    ['another place in JSON', '[\n\t{"name": "a"},\n\t{"name": "A"}\n]', 'steps.json', 'steps.json:3:3: steps/1/name must be'],
    ['broken YAML', '- name: a\n  expects: [x\n', 'steps.yaml', 'steps.yaml:3:1: this is no YAML'],
    ['broken JSON', '[{"name": "a",}]', 'steps.json', 'steps.json:1:15: this is no JSON'],
    ['an empty list', '[]', 'steps.yaml', 'steps.yaml:1:1: steps must'],
    ['an empty file', ' \n', 'steps.yaml', 'steps.yaml is empty: write a list of steps'],
    ['a map', 'name: a\n', 'steps.yaml', 'steps.yaml:1:1: this is no list of steps'],
    ['a whole request', 'steps:\n- name: a\n', 'steps.yaml', 'steps.yaml is a whole request: give it with -f'],
  ])('says what is wrong with %s', async (_, content, name, said) => {
    expect(await refused(content, name)).toContain(said);
  });
});

describe('the preset', () => {
  test('takes its flags, over those of a fleet.yaml', async () => {
    expect(ofSteps(await sent('--preset', 'phases'))).toEqual({ preset: { name: 'phases' } });
    const flags = ['--skip-design', '--skip-analyze', '--auto-merge', '--reuse-spec', '--pause-between-batches'];
    const all = { skip_design: true, skip_analyze: true, auto_merge: true, reuse_spec: true, pause_between_batches: true };
    expect(ofSteps(await sent('--preset', 'phases', ...flags, '--batch-size', '5', '--tasks-file', 'docs/tasks.md'))).toEqual({
      preset: { name: 'phases', ...all, batch_size: 5, tasks_file: 'docs/tasks.md' },
    });
    cli().file('fleet.yaml', 'targets: [acme/auth]\npreset: {name: phases, batch_size: 3, skip_design: true}\n');
    expect(ofSteps(await sent('-f', 'fleet.yaml', '--batch-size', '5'))).toEqual({
      preset: { name: 'phases', batch_size: 5, skip_design: true },
    });
    cli().file('fleet.yaml', 'targets: [acme/auth]\nsteps: [{name: a}]\n');
    expect(ofSteps(await sent('-f', 'fleet.yaml', '--preset', 'phases'))).toEqual({ preset: { name: 'phases' } });
  });

  test.each([
    [['--skip-design']],
    [['--batch-size', '5']],
    [['--tasks-file', 'x.md']],
    [['--preset', 'waterfall']],
    [['--preset', 'phases', '--steps-file', 'steps.yaml']],
    [['--preset', 'phases', '--tasks-md', 'tasks.md']],
    [['--preset', 'phases', '--batch-size', '0']],
    [['--context', 'a', '--context-file', 'b']],
    [['--heal', '-1']],
    [['--heal-budget', '$2']],
    [['--heal-on-failure', 'abort']],
    [['--pause-between', 'tasks']],
  ])('%j is a usage error', async (flags) => {
    expect((await cli().runAlone(submit(...flags))).code).toBe(2);
  });

  test('says each task itself: what is to be done is told with --context', async () => {
    for (const flags of [
      ['--task', 'x'],
      ['--task-file', 'x'],
    ]) {
      const { code, stderr } = await cli().runAlone(submit('--preset', 'phases', ...flags));
      expect([code, stderr.includes('say with --context')]).toEqual([2, true]);
    }
  });

  test('a flag of it without it says what is missing', async () => {
    const { stderr } = await cli().runAlone(submit('--auto-merge'));
    expect(stderr).toBe('bgagent: --auto-merge belongs to a preset: give --preset phases too, or leave it out.\n');
  });
});

test('context, pauses, heals and exclusive are settings of the fleet', async () => {
  cli().file('context.md', 'Amounts are in cents.\n');
  const flags = ['--pause-between', 'steps', '--heal', '2', '--heal-budget', '1.50', '--heal-on-failure', 'pause', '--exclusive'];
  expect(ofSteps(await sent('--context-file', 'context.md', ...flags))).toEqual({
    context: 'Amounts are in cents.',
    pause_between: 'steps',
    heal: { enabled: true, max_attempts: 2, max_budget_usd: 1.5, on_failure: 'pause' },
    exclusive: true,
  });
  expect(ofSteps(await sent('--context', 'In cents.', '--heal', '0'))).toEqual({
    context: 'In cents.',
    heal: { enabled: false, max_attempts: 0 },
  });
  cli().file('fleet.yaml', 'targets: [acme/auth]\nheal: {on_failure: pause, max_attempts: 1}\n');
  expect(ofSteps(await sent('-f', 'fleet.yaml', '--heal', '3'))).toEqual({
    heal: { on_failure: 'pause', enabled: true, max_attempts: 3 },
  });
});

test('a plan lists the steps of each target', async () => {
  const step = { workflow_ref: 'coding/new-task-v1', gate: false, batches: null };
  const steps = [
    { ...step, name: 'design' },
    { ...step, name: 'implement', batches: { file: 'tasks.md', size: 15 } },
    { ...step, name: 'merge', workflow_ref: 'coding/merge-v1', gate: true },
  ];
  const planning = { planFleet: () => ({ data: { ...samplePlan, steps } }) };
  const { stdout } = await cli().run(planning, ['fleet', 'plan', '--repo', 'acme/auth', '--preset', 'phases']);
  expect(stdout).toContain(
    [
      '3 steps of each target:',
      '   1 design     coding/new-task-v1',
      '   2 implement  coding/new-task-v1, one attempt per batch of tasks.md',
      '   3 merge      coding/merge-v1, waits for a person first',
    ].join('\n'),
  );
});
