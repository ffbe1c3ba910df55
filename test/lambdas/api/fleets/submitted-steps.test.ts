/** Steps in the body of a submit: what is refused, with its place, and what spec and ledger keep of them. */
import type { FleetSpec } from '../../../../contracts/fleet-records.ts';
import type { PlanView } from '../../../../contracts/http/plan.ts';
import type { ApiPorts } from '../../../../lambdas/api/api-ports.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { onboarded, putRepo } from '../../../tasks/task-platform.ts';
import { errorOf, startBench, type Bench } from '../bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const agents = { claude: ['opus', 'haiku'], codex: null };
const ports = (more: Partial<ApiPorts['settings']> = {}): ApiPorts => ({
  ...bench.ports,
  settings: { ...bench.ports.settings, agents, allowShell: true, callerVerifiers: true, ...more },
});
const send = (path: string, body: object, using = ports()) => bench.call('POST', path, { body: JSON.stringify(body) }, using);

const design = { name: 'design', task_description: 'Design {{repo}}.' };
const work = { name: 'implement', task_description: 'Do {{batch.tasks}}', batches: {} };
const merge = { name: 'merge', workflow_ref: 'coding/merge-v1' };
const check = { name: 'test', command: ['make', 'test'] };
const good = { title: 'x', targets: ['acme/auth'] };
const steps = (...given: object[]) => ({ ...good, steps: given });

async function submitted(body: object, using = ports()): Promise<{ spec: FleetSpec; ledger: Ledger; fleetId: string }> {
  const reply = await send('/v1/fleets', body, using);
  expect([reply.status, reply.text]).toEqual([202, expect.any(String)]);
  const { fleet_id: fleetId } = (reply.json as { data: { fleet_id: string } }).data;
  const [spec, ledger] = await Promise.all([bench.stores.specs.getSpec(fleetId), bench.stores.ledgers.getLedger(fleetId)]);
  if (!spec || !ledger) throw new Error(`no fleet ${fleetId}`);
  return { spec, ledger, fleetId };
}

async function planned(body: object): Promise<PlanView> {
  const reply = await send('/v1/fleets/plan', body);
  expect([reply.status, reply.text]).toEqual([200, expect.any(String)]);
  return (reply.json as { data: PlanView }).data;
}

describe('what is wrong with steps', () => {
  const twenty = Array.from({ length: 20 }, (_, at) => ({ ...design, name: `s${at}` }));

  test.each<[string, object, string[]]>([
    ['no step', steps(), ['INVALID_VALUE /steps']],
    ['too many', { ...good, steps: [...twenty, design] }, ['INVALID_VALUE /steps']],
    ['a bad name', steps({ ...design, name: 'Design' }), ['INVALID_VALUE /steps/0/name']],
    ['two of one name', steps(design, merge, design), ['INVALID_VALUE /steps/2/name']],
    ['a misspelt key', steps({ ...design, gat: 'person' }), ['UNKNOWN_KEY /steps/0/gat']],
    ['another gate', steps({ ...design, gate: 'robot' }), ['INVALID_VALUE /steps/0/gate']],
    ['a path out of the repository', steps({ ...design, expects: ['../x'] }), ['INVALID_VALUE /steps/0/expects/0']],
    ['batches of a glob', steps({ ...work, batches: { file: '*.md' } }), ['INVALID_VALUE /steps/0/batches/file']],
    ['batches of nothing', steps({ ...work, batches: { size: 0 } }), ['INVALID_VALUE /steps/0/batches/size']],
    ['an unknown workflow', steps({ ...design, workflow_ref: 'coding/nope-v1' }), ['UNKNOWN_WORKFLOW /steps/0/workflow_ref']],
    [
      'a version that is not shipped',
      steps({ ...design, workflow_ref: 'coding/new-task-v1@9' }),
      ['UNKNOWN_WORKFLOW /steps/0/workflow_ref'],
    ],
    [
      'work without a repository',
      steps(design, { ...design, name: 'b', workflow_ref: 'default/agent-v1' }),
      ['INVALID_VALUE /steps/1/workflow_ref'],
    ],
    [
      'work that leaves nothing',
      steps({ name: 'look', workflow_ref: 'repo/inspect-v1', params: { paths: 'a.md' } }, design),
      ['INVALID_VALUE /steps/0/workflow_ref'],
    ],
    [
      'a pull request before there is one',
      steps({ name: 'review', workflow_ref: 'coding/pr-review-v1' }, merge),
      ['INVALID_VALUE /steps/0/workflow_ref'],
    ],
    [
      'a pull request before there is one, by the workflow of the fleet',
      { ...steps({ name: 'review' }), workflow_ref: 'coding/pr-review-v1' },
      ['INVALID_VALUE /workflow_ref'],
    ],
    [
      'a pull request that is there',
      { ...steps(design), targets: [{ repo: 'acme/auth', pr_number: 1 }] },
      ['INVALID_VALUE /targets/0/pr_number'],
    ],
    [
      'one in a group',
      {
        ...steps(design),
        targets: [],
        groups: [{ name: 'g', groups: [{ name: 'h', targets: ['acme/pay', { repo: 'acme/auth', pr_number: 1 }] }] }],
      },
      ['INVALID_VALUE /groups/0/groups/0/targets/1/pr_number'],
    ],
    [
      'what a merge does not do',
      steps(design, {
        ...{
          ...merge,
          task_description: 'x',
          verifiers: [check],
          build: true,
          expects: ['a'],
          unless_exists: ['a'],
          batches: {},
        },
        ...{ agent: 'claude', model: 'opus', max_turns: 3, budget_usd: 1, params: { method: 'magic', checks: 'some' } },
      }),
      [
        ...['agent', 'batches', 'budget_usd', 'build', 'expects', 'max_turns'].map((key) => `INVALID_VALUE /steps/1/${key}`),
        ...['params/checks', 'params/method', 'task_description', 'unless_exists', 'verifiers'].map(
          (key) => `INVALID_VALUE /steps/1/${key}`,
        ),
      ],
    ],
    [
      'a method of the fleet that its merge does not know',
      { ...steps(design, merge), params: { method: 'GET' } },
      ['INVALID_VALUE /params/method'],
    ],
    [
      'batches of a command',
      steps({ name: 'run', workflow_ref: 'shell/run-v1', params: { command: 'make' }, batches: {} }),
      ['INVALID_VALUE /steps/0/batches'],
    ],
    [
      'batches of a review',
      steps(design, { name: 'review', workflow_ref: 'coding/pr-review-v1', batches: {} }),
      ['INVALID_VALUE /steps/1/batches'],
    ],
    [
      'a command that is missing',
      steps({ name: 'run', workflow_ref: 'shell/run-v1' }),
      ['INVALID_VALUE /steps/0/params/command'],
    ],
    ['the last batch of none', steps({ ...design, build: 'last_batch' }), ['INVALID_VALUE /steps/0/build']],
    ['an unknown agent', steps({ ...design, agent: 'claud' }), ['UNKNOWN_AGENT /steps/0/agent']],
    ['an unknown model', steps({ ...design, agent: 'claude', model: 'gpt' }), ['UNKNOWN_MODEL /steps/0/model']],
    [
      'a model that the agent of the fleet does not have',
      { ...steps({ ...design, model: 'gpt' }), agent: 'claude' },
      ['UNKNOWN_MODEL /steps/0/model'],
    ],
    ['an unknown agent of the fleet', { ...steps({ ...design, model: 'gpt' }), agent: 'claud' }, ['UNKNOWN_AGENT /agent']],
    ['an agent that no step runs', { ...steps(merge), agent: 'claude' }, ['INVALID_VALUE /agent']],
    [
      'a review of what publishes nothing, by a step on a pull request and after a merge',
      {
        ...steps(design, { name: 'look', workflow_ref: 'coding/pr-review-v1' }, merge, { ...design, name: 'after' }),
        publish: 'review',
      },
      ['INVALID_VALUE /steps/1/workflow_ref', 'INVALID_VALUE /steps/3'],
    ],
    ['a review of nothing but a merge', { ...steps(merge), publish: 'review' }, ['INVALID_VALUE /publish']],
    ['another way to publish', { ...steps(design), publish: 'never' }, ['INVALID_VALUE /publish']],
    ['no description', steps({ name: 'design' }), ['INVALID_VALUE /steps/0/task_description']],
    [
      'a placeholder of batches without batches',
      steps({ ...design, task_description: '{{batch.name}}' }),
      ['UNKNOWN_PLACEHOLDER /steps/0/task_description'],
    ],
    [
      'too much of them',
      {
        ...good,
        steps: twenty.map((step) => ({ ...step, params: { x: 'x'.repeat(4_000), y: 'y'.repeat(4_000), z: 'z'.repeat(4_000) } })),
      },
      ['TOO_LONG /steps'],
    ],
    ['context without steps', { ...good, task_description: 'x', context: 'x' }, ['INVALID_VALUE /context']],
    [
      'a description that no step is told',
      {
        ...steps(design),
        task_description: 'Do it.',
        targets: ['acme/auth', { repo: 'acme/users', task_description: 'And that.' }],
      },
      ['INVALID_VALUE /targets/1/task_description', 'INVALID_VALUE /task_description'],
    ],
    [
      'a description beside a preset',
      { preset: { name: 'phases' }, task_description: 'Do it.', targets: ['acme/auth'] },
      ['INVALID_VALUE /task_description'],
    ],
    ['a pause between nothing', { ...good, task_description: 'x', pause_between: 'steps' }, ['INVALID_VALUE /pause_between']],
    ['a pause between batches of none', { ...steps(design, merge), pause_between: 'batches' }, ['INVALID_VALUE /pause_between']],
    ['heals of work that is not healed', { ...steps(merge), heal: {} }, ['INVALID_VALUE /heal']],
    [
      'heals of a command',
      { ...good, workflow_ref: 'shell/run-v1', params: { command: 'make' }, heal: { max_attempts: 1 } },
      ['INVALID_VALUE /heal'],
    ],
    [
      'two limits of a heal',
      { ...steps(design), heal: { max_budget_usd: 1 }, budget: { heal_usd: 3 } },
      ['INVALID_VALUE /heal/max_budget_usd'],
    ],
    ['steps and the preset', { ...steps(design), preset: { name: 'phases' } }, ['INVALID_VALUE /preset']],
    ['another preset', { ...good, preset: { name: 'stages' } }, ['INVALID_VALUE /preset/name']],
    [
      'a prompt that is too long',
      { ...good, preset: { name: 'phases', prompts: { design: 'x'.repeat(10_001) } } },
      ['INVALID_VALUE /preset/prompts/design'],
    ],
    [
      'a prompt with a placeholder of nothing',
      { ...good, preset: { name: 'phases', prompts: { verify: '{{nope}}' } } },
      ['UNKNOWN_PLACEHOLDER /preset/prompts/verify'],
    ],
    [
      'a sandbox for a group',
      { ...steps(design), groups: [{ name: 'g', targets: ['acme/pay'], sandbox: 'shared' }] },
      ['INVALID_VALUE /steps'],
    ],
    [
      'everything at once',
      {
        ...{ ...good, oops: 1, context: 5, pause_between: 'batches', exclusive: 'yes' },
        steps: [
          { ...design, name: 'BAD', task_description: '{{nope}}' },
          { ...merge, expects: ['a'], oops: 1 },
          { name: 'implement', batches: { size: 99 }, workflow_ref: 'coding/nope-v1' },
          'design',
        ],
      },
      [
        'INVALID_VALUE /context',
        'INVALID_VALUE /exclusive',
        'INVALID_VALUE /steps/0/name',
        'INVALID_VALUE /steps/1/expects',
        'INVALID_VALUE /steps/2/batches/size',
        'INVALID_VALUE /steps/3',
        'UNKNOWN_KEY /oops',
        'UNKNOWN_KEY /steps/1/oops',
        'UNKNOWN_PLACEHOLDER /steps/0/task_description',
        'UNKNOWN_WORKFLOW /steps/2/workflow_ref',
      ],
    ],
    ['nothing that is a step', { ...good, steps: 'design' }, ['INVALID_VALUE /steps']],
    [
      'a description that is too long, which its step needs',
      { ...steps({ name: 'a' }), task_description: 'x'.repeat(40_001) },
      ['INVALID_VALUE /task_description'],
    ],
  ])('%s', async (_, body, details) => {
    for (const path of ['/v1/fleets', '/v1/fleets/plan']) {
      const reply = await send(path, body);
      expect([reply.status, errorOf(reply).details.sort()]).toEqual([400, [...details].sort()]);
      // The same beside a problem of the schema.
      const worse = await send(path, { ...body, wrong: 1 });
      expect(errorOf(worse).details.sort()).toEqual([...details, 'UNKNOWN_KEY /wrong'].sort());
    }
  });

  test('more than a hundred targets that are exclusive', async () => {
    const many = Array.from({ length: 101 }, (_, at) => `acme/many${at}`);
    for (const repo of many) await putRepo(bench.repos, onboarded(repo));
    const reply = await send('/v1/fleets', { ...steps(design), targets: many, exclusive: true });
    expect(errorOf(reply)).toMatchObject({
      details: ['INVALID_VALUE /exclusive'],
      message: expect.stringContaining('leave exclusive out') as string,
    });
    const preset = await send('/v1/fleets', { ...good, targets: many, preset: { name: 'phases' } });
    expect(errorOf(preset)).toMatchObject({
      details: ['INVALID_VALUE /exclusive'],
      message: expect.stringContaining('say exclusive: false') as string,
    });
    // What is named twice is one target.
    expect(
      (await send('/v1/fleets/plan', { ...steps(design), targets: [...many.slice(1), ...many.slice(1, 20)], exclusive: true }))
        .status,
    ).toBe(200);
  });

  test('verifiers and commands where they are off', async () => {
    const off = ports({ callerVerifiers: false, allowShell: false });
    const verified = await send('/v1/fleets', steps(design, { ...design, name: 'b', verifiers: [check] }), off);
    expect([verified.status, errorOf(verified).details]).toEqual([403, ['SWITCHED_OFF /steps/1/verifiers']]);
    const run = await send(
      '/v1/fleets',
      steps(design, { name: 'run', workflow_ref: 'shell/run-v1', params: { command: 'make' } }),
      off,
    );
    expect([run.status, errorOf(run).code]).toEqual([403, 'FORBIDDEN']);
    // The workflow of the fleet is of no step.
    const body = { ...steps({ ...design, workflow_ref: 'coding/new-task-v1' }), workflow_ref: 'shell/run-v1' };
    expect((await send('/v1/fleets', body, off)).status).toBe(202);
  });
});

describe('a fleet with steps', () => {
  const all = {
    ...good,
    ...{
      context: 'Pay',
      params: { go: '1.24', method: 'squash' },
      agent: 'claude',
      model: 'opus',
      max_turns: 50,
      timeout_s: 900,
    },
    ...{ pause_between: 'batches', heal: { max_attempts: 2 }, verifiers: [check] },
    steps: [
      {
        ...design,
        expects: ['spec.md'],
        unless_exists: ['spec.md'],
        verifiers: [],
        build: false,
        agent: 'codex',
        params: { go: '1.25' },
      },
      { ...work, batches: { size: 4 }, build: 'last_batch', budget_usd: 9, timeout_s: 1_800, model: 'haiku' },
      { name: 'run', workflow_ref: 'shell/run-v1', params: { command: 'make' } },
      { name: 'review', workflow_ref: 'coding/pr-review-v1', max_turns: 5, task_description: '{{context}}' },
      { ...merge, gate: 'person' },
    ],
  };

  test('keeps them in its spec, with the values of the fleet for what they do not say', async () => {
    const { spec } = await submitted(all);
    const none = { expects: [], unless_exists: [], batches: null, gate: false, budget_usd: null, verifiers: null, build: true };
    const params = all.params;
    expect(spec).toMatchObject({ context: 'Pay', verifiers: [check] });
    expect(spec.steps).toEqual([
      {
        ...{ ...none, name: 'design', workflow_ref: 'coding/new-task-v1', task_description: 'Design {{repo}}.' },
        ...{
          params: { go: '1.25', method: 'squash' },
          expects: ['spec.md'],
          unless_exists: ['spec.md'],
          verifiers: [],
          build: false,
        },
        // The model of the fleet is one of its own agent.
        ...{ agent: 'codex', model: null, max_turns: 50, timeout_s: 900 },
      },
      {
        ...{ ...none, name: 'implement', workflow_ref: 'coding/new-task-v1', task_description: 'Do {{batch.tasks}}', params },
        ...{ batches: { file: 'tasks.md', size: 4 }, build: 'last_batch', budget_usd: 9 },
        ...{ agent: 'claude', model: 'haiku', max_turns: 50, timeout_s: 1_800 },
      },
      {
        ...{ ...none, name: 'run', workflow_ref: 'shell/run-v1', task_description: null, params: { ...params, command: 'make' } },
        ...{ agent: null, model: null, max_turns: null, timeout_s: 900 },
      },
      {
        ...{ ...none, name: 'review', workflow_ref: 'coding/pr-review-v1', task_description: '{{context}}', params },
        ...{ agent: 'claude', model: 'opus', max_turns: 5, timeout_s: 900 },
      },
      {
        ...{ ...none, name: 'merge', workflow_ref: 'coding/merge-v1', task_description: null, params, gate: true },
        ...{ agent: null, model: null, max_turns: null, timeout_s: 900 },
      },
    ]);
  });

  test('keeps in its ledger what the engine decides on', async () => {
    const { ledger } = await submitted(all);
    const rule = { timeoutS: 900, budgetUsd: null, gate: false, batches: false, usesAgent: true, merges: false };
    expect(ledger.settings).toMatchObject({
      steps: [
        { ...rule, name: 'design' },
        { ...rule, name: 'implement', timeoutS: 1_800, budgetUsd: 9, batches: true },
        { ...rule, name: 'run', usesAgent: false },
        { ...rule, name: 'review' },
        { ...rule, name: 'merge', usesAgent: false, gate: true, merges: true },
      ],
      ...{ usesAgent: true, pauseBetween: 'batches', exclusive: false },
      heal: { maxAttempts: 2, maxUsd: 2, onFailure: 'continue' },
    });
    expect((await submitted(steps(merge))).ledger.settings.usesAgent).toBe(false);
    // The workflow of the fleet is of no step.
    const run = { name: 'run', workflow_ref: 'shell/run-v1', params: { command: 'make' } };
    expect((await submitted(steps(run))).ledger.settings.usesAgent).toBe(false);
  });

  test('without any has neither', async () => {
    const { spec, ledger } = await submitted({ ...good, task_description: 'x' });
    expect([Object.keys(spec).filter((key) => ['steps', 'preset', 'context'].includes(key)), ledger.settings.steps]).toEqual([
      [],
      [],
    ]);
  });

  test('is made again from its spec: what it does not say is that of the new fleet', async () => {
    const old = await submitted({ ...all, exclusive: true, heal: { max_attempts: 2, max_budget_usd: 3, on_failure: 'pause' } });
    const again = { retry_of: old.fleetId, targets: ['acme/users'] };
    const same = await submitted(again);
    expect(same.spec).toMatchObject({ steps: old.spec.steps, context: 'Pay' });
    const { steps: rules, pauseBetween, exclusive, heal } = old.ledger.settings;
    expect(same.ledger.settings).toMatchObject({ steps: rules, pauseBetween, exclusive, heal });
    expect(same.spec.spec_hash).not.toBe(old.spec.spec_hash);
    const more = { ...again, exclusive: false };
    const other = await submitted({
      ...more,
      agent: 'codex',
      params: { go: '1.26', method: 'merge' },
      timeout_s: 60,
      context: 'Log',
    });
    expect(other.spec.context).toBe('Log');
    expect(other.spec.steps?.map(({ agent, timeout_s, params: { go, method } }) => [agent, timeout_s, go, method])).toEqual([
      ['codex', 60, '1.25', 'merge'],
      ['codex', 1_800, '1.26', 'merge'],
      [null, 60, '1.26', 'merge'],
      ['codex', 60, '1.26', 'merge'],
      [null, 60, '1.26', 'merge'],
    ]);
    // Its own steps take the place of the old ones, and leave nothing to pause between and nothing to heal.
    const own = await submitted({ ...more, steps: [{ ...merge, name: 'only' }] });
    expect(own.ledger.settings).toMatchObject({ steps: [{ name: 'only' }], pauseBetween: null, heal: null });
  });

  test('takes what a heal may cost from where its caller says it', async () => {
    const healUsd = async (body: object) => {
      const { ledger, fleetId } = await submitted({ ...good, task_description: 'x', ...body });
      const { heal, budget } = ledger.settings;
      return { fleetId, usd: [heal?.maxUsd, budget?.healUsd] };
    };
    expect((await healUsd({ heal: {} })).usd).toEqual([2, undefined]);
    expect((await healUsd({ heal: {}, budget: {} })).usd).toEqual([2, 2]);
    expect((await healUsd({ heal: { max_budget_usd: 3 }, budget: {} })).usd).toEqual([3, 3]);
    expect((await healUsd({ heal: {}, budget: { heal_usd: 3 } })).usd).toEqual([3, 3]);
    const { fleetId, usd } = await healUsd({ heal: { max_budget_usd: 3 }, budget: { heal_usd: 3 } });
    expect(usd).toEqual([3, 3]);
    const again = { retry_of: fleetId };
    expect((await healUsd(again)).usd).toEqual([3, 3]);
    expect((await healUsd({ ...again, heal: { max_budget_usd: 4 } })).usd).toEqual([4, 4]);
    expect((await healUsd({ ...again, budget: { heal_usd: 5 } })).usd).toEqual([5, 5]);
    expect((await healUsd({ ...again, budget: { fleet_usd: 5 } })).usd).toEqual([3, 3]);
    expect((await healUsd({ ...again, heal: { enabled: false } })).usd).toEqual([undefined, 3]);
    // An edit of the budget is an edit of both.
    const edited = await bench.stores.ledgers.getLedger(fleetId);
    if (!edited?.settings.budget) throw new Error('no budget');
    const settings = { ...edited.settings, budget: { ...edited.settings.budget, healUsd: 6 } };
    expect(await bench.stores.ledgers.putLedgerAtVersion({ ...edited, settings })).toBe(true);
    expect((await healUsd(again)).usd).toEqual([6, 6]);
  });

  test('is planned with its steps, and with what to look at', async () => {
    const plan = await planned({ ...all, budget: { fleet_usd: 4, target_usd: 3, heal_usd: 5 }, heal: {} });
    expect(plan.steps).toEqual([
      { name: 'design', workflow_ref: 'coding/new-task-v1', gate: false, batches: null },
      { name: 'implement', workflow_ref: 'coding/new-task-v1', gate: false, batches: { file: 'tasks.md', size: 4 } },
      { name: 'run', workflow_ref: 'shell/run-v1', gate: false, batches: null },
      { name: 'review', workflow_ref: 'coding/pr-review-v1', gate: false, batches: null },
      { name: 'merge', workflow_ref: 'coding/merge-v1', gate: true, batches: null },
    ]);
    expect(plan.warnings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'STEP_CANNOT_START An attempt at the step implement may cost $9, and the fleet $4: it pauses before its first launch there. Raise fleet_usd, or lower budget_usd of the step.',
      'HEAL_CANNOT_START A heal may cost $5, and the fleet $4: it pauses before its first heal. Raise fleet_usd, or lower heal_usd.',
    ]);
    const first = await planned({ ...steps(design, work), budget: { fleet_usd: 4 } });
    expect(first.warnings.map(({ code }) => code)).toEqual(['NOTHING_CAN_START', 'STEP_CANNOT_START']);
    expect((await planned({ ...steps(merge), budget: { fleet_usd: 0 } })).warnings).toEqual([]);
    const after = await planned(steps(design, merge, { ...design, name: 'tidy' }));
    expect(after.warnings).toMatchObject([{ path: '/steps', code: 'STEP_AFTER_MERGE' }]);
    const { fleetId } = await submitted(steps(design));
    expect((await planned({ retry_of: fleetId, targets: ['acme/auth'] })).warnings).toMatchObject([
      { path: '/retry_of', code: 'STARTS_ANEW' },
    ]);
    expect((await planned({ ...good, task_description: 'x' })).steps).toEqual([]);
  });

  test('is estimated by its steps', async () => {
    const { estimate } = await planned(steps(design, merge));
    expect(estimate.basis).toContain('like the step design in the last months');
    expect((await planned(steps(merge))).estimate.usd).toEqual({ low: 0, expected: 0, high: 0 });
  });

  test('has the hash of equal work', async () => {
    const hash = async (body: object) => (await planned({ ...good, ...body })).spec_hash;
    const first = await hash({ steps: [design, merge] });
    expect(await hash({ steps: [{ ...design, build: true, gate: null, workflow_ref: 'coding/new-task-v1' }, merge] })).toBe(
      first,
    );
    expect(await hash({ steps: [merge, design] })).not.toBe(first);
    expect(await hash({ steps: [design, { ...merge, gate: 'person' }] })).not.toBe(first);
  });
});

describe('the preset', () => {
  const preset = (more: object = {}, body: object = {}) => ({ ...good, preset: { name: 'phases', ...more }, ...body });

  test('is five steps and the settings that go with them', async () => {
    const { spec, ledger } = await submitted(preset({}, { targets: ['acme/pay'] }));
    expect(spec.preset).toMatchObject({ name: 'phases', batch_size: 15, tasks_file: 'tasks.md' });
    const shown = spec.steps?.map(({ name, workflow_ref, expects, batches, verifiers, build, gate }) => ({
      ...{ name, workflow_ref, expects, batches, verifiers, build, gate },
    }));
    const plain = { workflow_ref: 'coding/new-task-v1', expects: [], batches: null, verifiers: [], build: false, gate: false };
    expect(shown).toEqual([
      { ...plain, name: 'design', expects: ['{spec.md,specs/**/spec.md}', 'tasks.md'] },
      { ...plain, name: 'analyze' },
      { ...plain, name: 'implement', batches: { file: 'tasks.md', size: 15 }, build: 'last_batch' },
      { ...plain, name: 'verify', verifiers: null, build: true },
      { ...plain, name: 'merge', workflow_ref: 'coding/merge-v1', verifiers: null, build: true, gate: true },
    ]);
    expect(ledger.settings).toMatchObject({
      ...{ exclusive: true, pauseBetween: null, policy: null },
      heal: { maxAttempts: 1, maxUsd: 2, onFailure: 'pause' },
      budget: { fleetUsd: 50, targetUsd: 5, healUsd: 2 },
    });
  });

  test('with more targets has a larger budget and the policy of every fleet', async () => {
    const { ledger } = await submitted(preset({}, { targets: ['acme/auth', 'acme/users', 'acme/auth'], exclusive: false }));
    expect(ledger.settings).toMatchObject({ budget: { fleetUsd: 100 }, policy: { thresholdPercent: 20 }, exclusive: false });
  });

  test('without some of its steps, and with other texts', async () => {
    const more = { skip_design: true, skip_analyze: true, auto_merge: true, batch_size: 5, tasks_file: 'specs/tasks.md' };
    const { spec, ledger } = await submitted(
      preset(
        { ...more, pause_between_batches: true, prompts: { implement: 'Run /implement {{batch.name}}.' } },
        { exclusive: false },
      ),
    );
    expect(spec.steps?.map(({ name, gate }) => [name, gate])).toEqual([
      ['implement', false],
      ['verify', false],
      ['merge', false],
    ]);
    expect(spec.steps?.[0]).toMatchObject({
      task_description: 'Run /implement {{batch.name}}.',
      batches: { file: 'specs/tasks.md', size: 5 },
    });
    expect(ledger.settings.pauseBetween).toBe('batches');
    const reused = await submitted(preset({ reuse_spec: true }, { exclusive: false }));
    expect(reused.spec.steps?.[0]?.unless_exists).toEqual(['{spec.md,specs/**/spec.md}']);
  });

  test.each<[string, object, object]>([
    ['a part of the budget', { budget: { target_usd: 3 } }, { budget: { fleetUsd: 50, targetUsd: 3, healUsd: 2 } }],
    ['no limit of the fleet', { budget: { fleet_usd: null } }, { budget: { fleetUsd: null, targetUsd: 5, healUsd: 2 } }],
    ['no budget', { budget: null }, { budget: null }],
    ['a part of the heal', { heal: { max_attempts: 3 } }, { heal: { maxAttempts: 3, maxUsd: 2, onFailure: 'pause' } }],
    ['what a heal may cost', { budget: { heal_usd: 3 } }, { heal: { maxUsd: 3 }, budget: { fleetUsd: 50, healUsd: 3 } }],
    ['no heal', { heal: { enabled: false } }, { heal: null }],
    ['pauses', { pause_between: 'steps' }, { pauseBetween: 'steps' }],
    ['a policy', { failure: { threshold_count: 1 } }, { policy: { thresholdCount: 1 } }],
  ])('leaves what its body says: %s', async (_, body, settings) => {
    const { ledger } = await submitted(preset({}, { exclusive: false, ...body }));
    expect(ledger.settings).toMatchObject(settings);
  });

  test('is known of the fleet that is made from it, and goes before what is taken over from another one', async () => {
    const { fleetId, spec } = await submitted(preset({ skip_design: true }, { exclusive: false, budget: { fleet_usd: 7 } }));
    const again = await submitted({ retry_of: fleetId, targets: ['acme/users'] });
    expect(again.spec).toMatchObject({ preset: spec.preset, steps: spec.steps });
    expect(again.ledger.settings).toMatchObject({ exclusive: false, budget: { fleetUsd: 7 }, policy: null });
    const plain = await submitted({ ...good, task_description: 'x', budget: { fleet_usd: 7 } });
    const phased = await submitted({
      retry_of: plain.fleetId,
      targets: ['acme/auth'],
      preset: { name: 'phases' },
      exclusive: false,
    });
    expect(phased.ledger.settings).toMatchObject({ budget: { fleetUsd: 50 }, heal: { onFailure: 'pause' } });
    expect((await submitted({ retry_of: fleetId, targets: ['acme/auth'], steps: [design] })).spec.preset).toBeUndefined();
  });

  test('is equal work to its steps, and names no vendor', async () => {
    const { spec } = await submitted(preset({}, { exclusive: false }));
    const texts = JSON.stringify(spec.steps);
    expect(texts).not.toMatch(/claude|codex|copilot|cursor|openai|anthropic|gpt|gemini/i);
    for (const { task_description: text } of spec.steps ?? []) expect(text?.length ?? 0).toBeLessThan(600);
  });
});
