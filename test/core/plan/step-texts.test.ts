/** The texts and inputs of steps: what a placeholder stands for there, which description counts, and how long it may become. */
import type { PlannedStep, PlanSpec } from '../../../core/plan/plan-spec.ts';
import { placesOf, planOf, problemsOf, target } from './request-plan.ts';

const work = {
  id: 'coding/new-task-v1',
  needsOneOf: ['task_description'],
  acceptsPr: false,
  shell: false,
  merges: false,
} as const;
const merge = { ...work, id: 'coding/merge-v1', needsOneOf: [], merges: true } as const;
const shell = { ...work, id: 'shell/run-v1', needsOneOf: [], shell: true } as const;
const onPull = { ...work, id: 'coding/pr-review-v1', needsOneOf: ['pr_number'], acceptsPr: true } as const;

const step = (name: string, more: Partial<PlannedStep> = {}): PlannedStep => ({
  name,
  pointer: `/steps/${name}`,
  describedAt: `/steps/${name}/task_description`,
  taskDescription: `Do {{step}}.`,
  workflow: work,
  params: {},
  ownParams: {},
  batches: false,
  ...more,
});
const of = (...steps: readonly PlannedStep[]): Partial<PlanSpec> => ({ steps, workflow: work });
const asked = { targets: ['acme/auth', 'acme/users'] };
const wrong = (more: Partial<PlanSpec>): readonly string[] =>
  problemsOf(asked, more).map(({ path, message }) => `${path} ${message}`);

test('a step names itself, its context and its batch', () => {
  const text = '{{step}} {{context}} {{batch.name}} {{batch.tasks}} {{batch.index}} {{batch.count}} {{repo}}';
  expect(placesOf(asked, { ...of(step('design', { taskDescription: text, batches: true })), context: 'Pay' })).toEqual([]);
  // An empty context is one.
  expect(placesOf(asked, { ...of(step('design', { taskDescription: 'Do {{context}}' })), context: '' })).toEqual([]);
});

test('what only the worker knows counts as text that is there', () => {
  expect(placesOf(asked, of(step('implement', { taskDescription: '{{batch.tasks}}', batches: true })))).toEqual([]);
});

test.each<[string, Partial<PlanSpec>, string]>([
  [
    'a batch where the step has none',
    of(step('verify', { taskDescription: '{{batch.tasks}}' })),
    '/steps/verify/task_description {{batch.tasks}} stands for nothing: the step verify has no batches.',
  ],
  [
    'the context where the fleet has none',
    of(step('verify', { taskDescription: '{{context}}' })),
    '/steps/verify/task_description {{context}} stands for nothing: the fleet has no context. Give context too; it may be empty.',
  ],
  [
    'a misspelt one',
    of(step('verify', { taskDescription: '{{setp}}' })),
    '/steps/verify/task_description {{setp}} stands for nothing. Known: {{repo}} {{owner}} {{name}} {{group}} {{path}} {{params.KEY}} {{vars.KEY}} {{step}} {{context}} {{batch.name}} {{batch.tasks}} {{batch.index}} {{batch.count}}.',
  ],
  [
    'a step in a fleet without steps',
    { taskDescription: 'Do {{step}}', workflow: work },
    '/task_description {{step}} stands for nothing: only descriptions of steps may name it.',
  ],
  [
    'a step in the title of the pull request',
    { ...of(step('design')), pullRequest: { title: '{{step}}', body: null } },
    '/pull_request/title {{step}} stands for nothing: only descriptions of steps may name it.',
  ],
  [
    'a param of another step',
    of(step('a', { params: { x: 1 }, ownParams: { x: 1 } }), step('b', { taskDescription: '{{params.x}}' })),
    '/steps/b/task_description {{params.x}} stands for nothing. Known: {{repo}} {{owner}} {{name}} {{group}} {{path}} {{params.KEY}} {{vars.KEY}} {{step}} {{context}} {{batch.name}} {{batch.tasks}} {{batch.index}} {{batch.count}}.',
  ],
  [
    'a text that is too long with its context',
    { ...of(step('a', { taskDescription: '{{context}}{{context}}' })), context: 'x'.repeat(51) },
    '/steps/a/task_description task_description has 102 characters for auth, at most 100 are allowed after rendering.',
  ],
])('%s is a problem of the text', (_, more, message) => {
  expect(wrong(more)[0]).toBe(message);
});

test('the description of a step goes before that of the target, and that before the one of the fleet', () => {
  const own = [target('auth', [], { task_description: '{{oops.own}}' }), 'acme/users'];
  const places = placesOf({ targets: own }, { ...of(step('a', { taskDescription: null })), taskDescription: '{{oops.fleet}}' });
  expect(places).toEqual(['UNKNOWN_PLACEHOLDER /targets/0/task_description', 'UNKNOWN_PLACEHOLDER /task_description']);
  expect(placesOf({ targets: own }, { ...of(step('a')), taskDescription: '{{oops.fleet}}' })).toEqual([]);
});

test('a step without any description is named, unless its workflow needs none', () => {
  const none = { taskDescription: null };
  expect(wrong(of(step('a'), step('b', none)))).toEqual([
    '/steps/b/task_description task_description is required by the workflow coding/new-task-v1 of the step b, and auth has none.',
    '/steps/b/task_description task_description is required by the workflow coding/new-task-v1 of the step b, and users has none.',
  ]);
  expect(placesOf(asked, of(step('a'), step('b', { ...none, workflow: merge })))).toEqual([]);
  expect(placesOf(asked, of(step('a'), step('b', { ...none, workflow: onPull })))).toEqual([]);
});

test('a merge reads no description, so the one of the fleet need not fit it', () => {
  const steps = [
    step('implement', { taskDescription: null, batches: true }),
    step('merge', { taskDescription: null, workflow: merge }),
  ];
  expect(placesOf(asked, { ...of(...steps), taskDescription: 'Do {{batch.tasks}}' })).toEqual([]);
});

test('a command is required of each step that runs one, and never templated', () => {
  const command = { command: 'echo {{deps.nope.branch}}' };
  const run = step('run', { taskDescription: null, workflow: shell, params: command, ownParams: command });
  expect(placesOf(asked, of(run))).toEqual([]);
  expect(placesOf(asked, of({ ...run, params: {}, ownParams: {} }))).toEqual(['INVALID_VALUE /steps/run/params/command']);
});

test('what a dependency has made is for the descriptions and vars of the targets that depend on it', () => {
  const uses = '{{deps.lib.branch}}';
  const targets = [target('lib', [], { task_description: 'Do.' }), target('app', ['lib'], { task_description: `Use ${uses}` })];
  const made = planOf({ targets }, of(step('a', { taskDescription: null })));
  expect(made.targets.map(({ passes }) => [...passes])).toEqual([[], [['lib', 0]]]);
  // A text of a step is for all targets, and the first of them depends on none.
  const values = { pr: uses };
  expect(placesOf({ targets }, of(step('a', { taskDescription: uses })))).toEqual([
    'UNKNOWN_PLACEHOLDER /steps/a/task_description',
  ]);
  expect(placesOf({ targets }, of(step('a', { params: values, ownParams: values })))).toEqual([
    'UNKNOWN_PLACEHOLDER /steps/a/params/pr',
  ]);
});
