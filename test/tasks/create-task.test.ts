import { ulid } from 'ulid';
import type { TaskStore } from '../../adapters/task-stores.ts';
import { cancelTask } from '../../tasks/cancel-task.ts';
import { fleetTaskKey } from '../../contracts/keys.ts';
import { taskDetail } from '../../contracts/task.ts';
import { startLocalDynamo, type LocalDynamo } from '../adapters/local-dynamo.ts';
import { apiCaller, errorOf, makeTaskPlatform, onboarded, putRepo, taskOf, statusOf } from './task-platform.ts';
import { takeHold } from '../../tasks/take-hold.ts';

let dynamo: LocalDynamo;
beforeAll(async () => {
  dynamo = await startLocalDynamo();
  const { repos } = makeTaskPlatform(dynamo);
  await putRepo(repos, onboarded('acme/a', { max_turns: 77 }));
  await putRepo(repos, onboarded('Acme/b'));
  await putRepo(repos, onboarded('acme/gone', { status: 'removed' }));
});
afterAll(() => dynamo.stop());

const body = { repo: 'acme/a', workflow_ref: 'coding/new-task-v1', task_description: 'Migrate to slog, now!' };

const shell = { workflow_ref: 'shell/run-v1', params: { command: 'make' } };

const fleetCaller = (fleetId: string, key = fleetTaskKey(fleetId, 3, 1)) => ({
  userId: 'alice',
  channelSource: 'fleet' as const,
  channelMetadata: { fleet_id: fleetId, target: 'payments/api', attempt: 1 },
  idempotencyKey: key,
});

describe('the answer', () => {
  test('shows every key of the contract, null when unknown', async () => {
    const { core } = makeTaskPlatform(dynamo);
    const task = taskOf(await core.createTask({ ...body, max_budget_usd: 2.5, trace: true }, apiCaller('alice')));
    expect(Object.keys(task).sort()).toEqual(Object.keys(taskDetail.shape).sort());
    expect(task).toMatchObject({
      status: 'SUBMITTED',
      repo: 'acme/a',
      max_turns: 77,
      max_budget_usd: 2.5,
      trace: true,
      attempt: null,
    });
    expect(task.branch_name).toBe(`bgagent/${task.task_id}/migrate-to-slog-now`);
    expect(task).toMatchObject({
      channel_source: 'api',
      created_at: '2026-11-05T00:00:00.000Z',
      duration_s: null,
      queued_at: null,
    });
  });

  test('an error carries its code and a sentence', async () => {
    const { core } = makeTaskPlatform(dynamo);
    const answer = await core.createTask({ ...body, max_turns: 501 }, apiCaller('alice'));
    expect(statusOf(answer)).toBe(400);
    expect(errorOf(answer)).toEqual({
      code: 'VALIDATION_ERROR',
      message: 'max_turns must be an integer from 1 to 500.',
    });
  });

  test('a task of a fleet keeps the branch, the limits and the metadata it was given', async () => {
    const { core, tasks } = makeTaskPlatform(dynamo, { callerVerifiers: true });
    const fleetId = ulid();
    const asked = {
      ...body,
      branch_name: `auto/slog/${fleetId}/payments/api`,
      timeout_s: 90,
      params: { go: '1.24' },
      vars: { port: 8080 },
    };
    const more = { verifiers: [{ name: 'build', command: ['go', 'build'] }], pull_request: { draft: true } };
    const task = taskOf(await core.createTask({ ...asked, ...more }, fleetCaller(fleetId)));
    expect(task).toMatchObject({ branch_name: asked.branch_name, channel_source: 'fleet', attempt: 1 });
    const row = await tasks.getTask(task.task_id);
    expect(row).toMatchObject({ timeout_s: 90, params: { go: '1.24' }, vars: { port: 8080 }, ...more, user_id: 'alice' });
    expect(row?.channel_metadata).toEqual({ fleet_id: fleetId, target: 'payments/api', attempt: 1 });
    expect(await core.lookUpKey(fleetTaskKey(fleetId, 3, 1))).toEqual({ userId: 'alice', taskId: task.task_id });
  });
});

test('a base branch is kept and shown, and null counts as none', async () => {
  const { core, tasks } = makeTaskPlatform(dynamo);
  const task = taskOf(await core.createTask({ ...body, base_branch: 'bgagent/f/lib' }, apiCaller('alice')));
  expect(task.base_branch).toBe('bgagent/f/lib');
  expect((await tasks.getTask(task.task_id))?.base_branch).toBe('bgagent/f/lib');
  expect(taskOf(await core.createTask({ ...body, base_branch: null }, apiCaller('alice'))).base_branch).toBeNull();
});

test('what the history is to say of a task is recorded once, however often the task is asked for', async () => {
  const { core, events } = makeTaskPlatform(dynamo);
  const fleetId = ulid();
  const notes = [{ event_type: 'placeholder_empty', metadata: { placeholders: ['deps.lib.pr_url'] } }];
  const task = taskOf(await core.createTask(body, { ...fleetCaller(fleetId), notes }));
  taskOf(await core.createTask(body, { ...fleetCaller(fleetId), notes }));
  const { items } = await events.listTaskEvents(task.task_id, { limit: 10 });
  expect(items).toMatchObject([{ event_type: 'task_created' }, ...notes]);
});

describe('checks, besides the case table', () => {
  const cases: readonly [string, unknown, number, string][] = [
    ['no object', null, 400, 'JSON object'],
    ['a text', 'x', 400, 'JSON object'],
    ['a workflow of the wrong type', { workflow_ref: 7 }, 400, 'workflow_ref'],
    ['a pin that is not shipped', { ...body, workflow_ref: 'coding/new-task-v1@2.0.0' }, 400, 'workflow_ref'],
    ['shell before its repository', { workflow_ref: 'shell/run-v1', repo: 5 }, 403, 'allow_shell'],
    ['a merge of no branch', { repo: 'acme/a', workflow_ref: 'coding/merge-v1' }, 400, 'branch_name'],
    [
      'a merge in no known way',
      { repo: 'acme/a', workflow_ref: 'coding/merge-v1', branch_name: 'work', params: { method: 'octopus' } },
      400,
      'params.method',
    ],
    [
      'an agent for a merge',
      { repo: 'acme/a', workflow_ref: 'coding/merge-v1', branch_name: 'work', agent: 'mine' },
      400,
      'runs no agent',
    ],
    ['a repository of the wrong type', { ...body, repo: {} }, 400, 'repo'],
    ['no repository', { workflow_ref: 'coding/new-task-v1', task_description: 'x' }, 400, 'repo'],
    ['a removed repository', { ...body, repo: 'acme/gone' }, 422, 'onboarded'],
    ['an unknown repository before the missing input', { ...body, repo: 'acme/none', task_description: ' ' }, 422, 'onboarded'],
    ['a blank description', { ...body, task_description: ' \n' }, 400, 'task_description'],
    ['a missing pull request', { repo: 'acme/a', workflow_ref: 'coding/pr-review-v1', task_description: 'x' }, 400, 'pr_number'],
    ['a pull request nobody asked for', { ...body, pr_number: 3 }, 400, 'pr_number'],
    ['an issue 0', { ...body, issue_number: 0 }, 400, 'issue_number'],
    ['an issue number beyond all numbers', { ...body, issue_number: 1e300 }, 400, 'issue_number'],
    ['a description too long', { ...body, task_description: 'x'.repeat(10_001) }, 400, 'task_description'],
    ['a description before the turns', { ...body, task_description: 5, max_turns: 0 }, 400, 'task_description'],
    ['turns before the budget', { ...body, max_turns: 0, max_budget_usd: 0 }, 400, 'max_turns'],
    ['a budget above 100', { ...body, max_budget_usd: 100.01, trace: null }, 400, 'max_budget_usd'],
    ['an approval that is too long', { ...body, initial_approvals: ['x'.repeat(129)] }, 400, 'initial_approvals'],
    ['params with a bad key', { ...body, params: { 'a-b': 1 } }, 400, 'params'],
    ['params as a list', { ...body, params: [] }, 400, 'params'],
    [
      'vars of more than 50',
      { ...body, vars: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`k${n}`, n])) },
      400,
      'vars',
    ],
    [
      'verifiers where they are off',
      { ...body, verifiers: [{ name: 'x', command: ['true'] }] },
      403,
      'verifiers are switched off here',
    ],
    ['turns before verifiers', { ...body, verifiers: [{ name: 'x', command: ['true'] }], max_turns: 0 }, 400, 'max_turns'],
    ['verifiers as words', { ...body, verifiers: 'go test' }, 400, 'verifiers'],
    ['verifiers of a megabyte', { ...body, verifiers: [{ name: 'x', command: ['x'.repeat(1_000_000)] }] }, 400, 'verifiers'],
    ['a time limit of seconds', { ...body, timeout_s: 59 }, 400, 'timeout_s'],
    ['a branch with a trap', { ...body, branch_name: 'a/../b' }, 400, 'branch_name'],
    ['a base branch with a trap', { ...body, base_branch: 'a..b' }, 400, 'base_branch must be a branch name'],
    ['a base branch with a space', { ...body, base_branch: 'a b' }, 400, 'base_branch must be a branch name'],
    ['a base branch of the wrong type', { ...body, base_branch: 7 }, 400, 'base_branch must be a branch name'],
    ['a base branch that is the branch', { ...body, branch_name: 'x', base_branch: 'x' }, 400, 'another branch than branch_name'],
    [
      'a base branch of work on a pull request',
      { repo: 'acme/a', workflow_ref: 'coding/pr-iteration-v1', pr_number: 1, base_branch: 'x' },
      400,
      'base_branch is not accepted by the workflow coding/pr-iteration-v1',
    ],
    [
      'a base branch without a repository',
      { workflow_ref: 'default/agent-v1', task_description: 'x', base_branch: 'x' },
      400,
      'base_branch is not accepted by the workflow default/agent-v1',
    ],
    [
      'a prefix that no branch has',
      { ...body, pull_request: { branch_prefix: 'a..b' } },
      400,
      'pull_request/branch_prefix: must',
    ],
    ['a command with a NUL', { ...body, params: { command: 'echo \0' } }, 400, 'params/command: must be text'],
    ['a verifier with a NUL', { ...body, verifiers: [{ name: 'x', command: ['\0'] }] }, 400, 'verifiers/0/command/0: must'],
    ['a repository in other letters', { ...body, repo: 'ACME/a' }, 422, 'as it was onboarded, acme/a'],
    ['an agent with a space', { ...body, agent: 'claude code' }, 400, 'agent: must be the name of an agent'],
    ['an agent of the wrong type', { ...body, agent: 7 }, 400, 'agent: '],
    ['a model that would be an option', { ...body, model: '--yolo' }, 400, 'model: must be the name of a model'],
    ['a model of two words', { ...body, model: 'opus 4' }, 400, 'model: must be the name of a model'],
    ['a model that is too long', { ...body, model: 'x'.repeat(201) }, 400, 'model: must have at most 200'],
    ['an unknown key of the pull request', { ...body, pull_request: { titel: 'x' } }, 400, 'pull_request'],
  ];
  test.each(cases)('%s', async (_, asked, status, words) => {
    const { core, enqueued } = makeTaskPlatform(dynamo);
    const answer = await core.createTask(asked, apiCaller('alice'));
    expect(statusOf(answer)).toBe(status);
    expect(errorOf(answer).message).toContain(words);
    expect(enqueued).toEqual([]);
  });

  test.each<[string, unknown]>([
    ['attachments', [{ name: 'design.pdf', content: 'JVBERi0=' }]],
    ['attachments', 'design.pdf'],
    ['approval_timeout_s', 300],
    ['initial_approvals', ['tool_type:Bash']],
  ])('%s, on which nothing here acts, is refused by its name: %j', async (field, value) => {
    const { core, enqueued } = makeTaskPlatform(dynamo);
    const answer = await core.createTask({ ...body, [field]: value }, apiCaller('alice'));
    expect([statusOf(answer), errorOf(answer).code]).toEqual([422, 'UNSUPPORTED_FIELD']);
    expect(errorOf(answer).message).toContain(`${field} is not supported here`);
    expect(enqueued).toEqual([]);
    const worse = await core.createTask({ ...body, [field]: value, timeout_s: 1 }, apiCaller('alice'));
    expect([statusOf(worse), errorOf(worse).code]).toEqual([400, 'VALIDATION_ERROR']);
  });

  test('an empty list in a field that is not supported counts as left out', async () => {
    const { core } = makeTaskPlatform(dynamo);
    const asked = { ...body, attachments: [], initial_approvals: [] };
    expect(statusOf(await core.createTask(asked, apiCaller('alice')))).toBe(201);
  });

  test('null means absent in the fields that allow it', async () => {
    const { core } = makeTaskPlatform(dynamo);
    const nulls = {
      max_turns: null,
      max_budget_usd: null,
      pr_number: null,
      issue_number: null,
      params: null,
      verifiers: null,
      timeout_s: null,
    };
    expect(statusOf(await core.createTask({ ...body, ...nulls }, apiCaller('alice')))).toBe(201);
  });

  test('verifiers may be given where a setting allows them, and none may be given anywhere', async () => {
    const verifiers = [{ name: 'test', command: ['make', 'test'] }];
    const allowing = makeTaskPlatform(dynamo, { callerVerifiers: true });
    const { task_id: id } = taskOf(await allowing.core.createTask({ ...body, verifiers }, apiCaller('alice')));
    expect(await allowing.tasks.getTask(id)).toMatchObject({ verifiers });
    const refusing = makeTaskPlatform(dynamo);
    expect(statusOf(await refusing.core.createTask({ ...body, verifiers: [] }, apiCaller('alice')))).toBe(201);
    const child = await refusing.core.createTask({ ...body, verifiers }, fleetCaller(ulid()));
    expect([statusOf(child), errorOf(child).code]).toEqual([403, 'FORBIDDEN']);
    expect(errorOf(child).message).toMatch(/^verifiers .*caller_verifiers/);
  });

  test('shell needs its command, where it is allowed at all', async () => {
    const { core } = makeTaskPlatform(dynamo, { allowShell: true });
    const create = (params: unknown) =>
      core.createTask({ workflow_ref: 'shell/run-v1', repo: 'acme/a', params }, apiCaller('alice'));
    expect(errorOf(await create(undefined)).message).toContain('params.command');
    expect(errorOf(await create({ command: 5 })).message).toContain('params.command');
    const task = taskOf(await create({ command: 'make' }));
    expect(task.branch_name).toBe(`bgagent/${task.task_id}/task`);
    // No agent runs, so the cost is known: nothing.
    expect(task.cost_usd).toBe(0);
  });

  test('a look into a repository needs paths, runs no agent, and costs nothing', async () => {
    const { core } = makeTaskPlatform(dynamo);
    const create = (more: object) =>
      core.createTask({ workflow_ref: 'repo/inspect-v1', repo: 'acme/a', ...more }, apiCaller('alice'));
    for (const params of [undefined, {}, { paths: ' ,' }, { paths: 5 }]) {
      expect(errorOf(await create({ params })).message).toMatch(/^params\.paths, the files to read, is required/);
    }
    const params = { paths: 'tasks.md, specs/**/*.md' };
    expect(errorOf(await create({ params, agent: 'claude' })).message).toContain('it runs no agent');
    expect(errorOf(await create({ params, pr_number: 5 })).message).toContain('pr_number is not accepted');
    expect(taskOf(await create({ params, base_branch: 'feature' }))).toMatchObject({ cost_usd: 0, status: 'SUBMITTED' });
  });
});

test('a merge takes a branch, costs nothing, and ignores params of other work', async () => {
  const { core } = makeTaskPlatform(dynamo);
  const merge = {
    workflow_ref: 'coding/merge-v1',
    repo: 'acme/a',
    branch_name: 'work',
    params: { method: 'squash', command: 'x' },
  };
  expect(taskOf(await core.createTask(merge, apiCaller('alice')))).toMatchObject({ branch_name: 'work', cost_usd: 0 });
});

describe('the agent of a task', () => {
  const agents = { claude: ['claude-opus-4-5', 'claude-haiku-4-5'], codex: null, mine: [] };

  test('and its model are kept and shown, and null counts as the default', async () => {
    const { core, tasks } = makeTaskPlatform(dynamo);
    const asked = { agent: 'claude', model: 'claude-opus-4-5' };
    const task = taskOf(await core.createTask({ ...body, ...asked }, apiCaller('alice')));
    expect(task).toMatchObject({ ...asked, question: null });
    expect(await tasks.getTask(task.task_id)).toMatchObject(asked);
    const nulls = taskOf(await core.createTask({ ...body, agent: null, model: null }, apiCaller('alice')));
    expect(nulls).toMatchObject({ agent: null, model: null });
  });

  test.each<[string, object, string]>([
    [
      'agent',
      { agent: 'claud' },
      'agent claud is not an agent of the workers here. Known: claude, codex, mine. Did you mean claude?',
    ],
    [
      'model',
      { agent: 'claude', model: 'claude-opus-4' },
      'Known: claude-opus-4-5, claude-haiku-4-5. Did you mean claude-opus-4-5?',
    ],
    ['model', { agent: 'mine', model: 'x' }, 'model is not accepted by the agent mine: leave it out.'],
    ['agent', { agent: 'toString' }, 'agent toString is not an agent of the workers here.'],
    ['agent', { ...shell, agent: 'claude' }, 'agent is not accepted by the workflow shell/run-v1: it runs no agent.'],
    ['model', { ...shell, model: 'x' }, 'model is not accepted by the workflow shell/run-v1: it runs no agent.'],
  ])('is refused at its %s: %j', async (field, change, words) => {
    const { core, enqueued } = makeTaskPlatform(dynamo, { agents, allowShell: true });
    const answer = await core.createTask({ ...body, ...change }, apiCaller('alice'));
    expect([statusOf(answer), errorOf(answer).code]).toEqual([400, 'VALIDATION_ERROR']);
    expect(errorOf(answer).message).toMatch(new RegExp(`^${field} `));
    expect(errorOf(answer).message).toContain(words);
    expect(enqueued).toEqual([]);
  });

  test.each([{ agent: 'claude', model: 'claude-haiku-4-5' }, { agent: 'codex', model: 'anything' }, { model: 'anything' }, {}])(
    'is accepted where the workers have it: %j',
    async (asked) => {
      const { core } = makeTaskPlatform(dynamo, { agents });
      expect(statusOf(await core.createTask({ ...body, ...asked }, apiCaller('alice')))).toBe(201);
    },
  );

  test('that is not named may have a model of any of the agents', async () => {
    const { core } = makeTaskPlatform(dynamo, { agents: { one: ['a'], two: ['b'] } });
    expect(statusOf(await core.createTask({ ...body, model: 'b' }, apiCaller('alice')))).toBe(201);
    const unknown = errorOf(await core.createTask({ ...body, model: 'c' }, apiCaller('alice')));
    expect(unknown.message).toContain('is not a model of any agent of the workers here. Known: a, b.');
  });

  test('is refused where the workers have none', async () => {
    const { core } = makeTaskPlatform(dynamo, { agents: {} });
    const answer = errorOf(await core.createTask({ ...body, agent: 'claude' }, apiCaller('alice')));
    expect(answer.message).toBe(
      'agent claude is not an agent of the workers here. None is known: name one in worker.yaml, then start the workers and the API anew.',
    );
  });
});

describe('repositories that share a sandbox', () => {
  const first = { repo: 'acme/a', folder: 'a', verifiers: null, pull_request: { title: 'One' } };
  const second = { repo: 'Acme/b', folder: 'b', verifiers: [], pull_request: null };
  const other = (more: object) => ({ shared_repos: [first, { ...second, ...more }] });

  test('are kept in the row, and shown before anything is known of them', async () => {
    const { core, tasks } = makeTaskPlatform(dynamo);
    const task = taskOf(await core.createTask({ ...body, shared_repos: [first, second] }, fleetCaller(ulid())));
    expect(await tasks.getTask(task.task_id)).toMatchObject({ repo: 'acme/a', shared_repos: [first, second] });
    expect(task.repositories?.map(({ repo, outcome }) => [repo, outcome])).toEqual([
      ['acme/a', null],
      ['Acme/b', null],
    ]);
  });

  test.each<[string, object, string, string]>([
    ['one that is not onboarded', other({ repo: 'acme/gone' }), 'REPO_NOT_ONBOARDED', 'repo acme/gone'],
    ['another first one', { repo: 'Acme/b', ...other({}) }, 'VALIDATION_ERROR', 'shared_repos must begin with repo'],
    ['one folder twice', other({ folder: 'A' }), 'VALIDATION_ERROR', 'different folders'],
    ['a folder that leads out', other({ folder: '..' }), 'VALIDATION_ERROR', '".."'],
    ['none', { shared_repos: [] }, 'VALIDATION_ERROR', 'shared_repos'],
    ['too many', { shared_repos: Array.from({ length: 21 }, () => second) }, 'VALIDATION_ERROR', 'shared_repos'],
    ['a base', { ...other({}), base_branch: 'main' }, 'VALIDATION_ERROR', 'base_branch'],
    ['another workflow', { ...other({}), workflow_ref: 'coding/restack-v1' }, 'VALIDATION_ERROR', 'coding/restack-v1'],
    ['verifiers', other({ verifiers: [{ name: 't', command: ['true'] }] }), 'FORBIDDEN', 'verifiers'],
  ])('%s: refused', async (_, more, code, words) => {
    const { core } = makeTaskPlatform(dynamo);
    const refused = errorOf(await core.createTask({ ...body, ...more }, fleetCaller(ulid())));
    expect([refused.code, refused.message]).toEqual([code, expect.stringContaining(words)]);
  });

  test('are for fleets only', async () => {
    const { core } = makeTaskPlatform(dynamo);
    const refused = errorOf(await core.createTask({ ...body, shared_repos: [first] }, apiCaller('alice')));
    expect(refused).toMatchObject({
      code: 'UNSUPPORTED_FIELD',
      message: expect.stringContaining('Only a fleet has groups') as string,
    });
  });
});

describe('what earlier attempts left', () => {
  const left = {
    resume: { agent: 'claude', model: null, session_id: 's-1' },
    answers: [{ question: 'Which Go?', answer: '1.24' }],
    step: 'design',
    heal_context: 'It failed.',
    keep_for_review: true,
    steering: ['Smaller.'],
  };

  test('is kept in the row of a task of a fleet, and not shown', async () => {
    const { core, tasks } = makeTaskPlatform(dynamo);
    const task = taskOf(await core.createTask({ ...body, ...left }, fleetCaller(ulid())));
    expect(await tasks.getTask(task.task_id)).toMatchObject(left);
    expect(Object.keys(task)).not.toEqual(expect.arrayContaining(['resume']));
    expect(Object.keys(task)).not.toEqual(expect.arrayContaining(['answers']));
    const none = taskOf(await core.createTask({ ...body, resume: null, answers: [] }, fleetCaller(ulid())));
    expect(await tasks.getTask(none.task_id)).not.toHaveProperty('answers');
  });

  const publish = { work: [{ repo: 'acme/a', ref: 'refs/x', commit: 'c', checks: [] }], pr_title: null, summary: null };

  test('is published without an agent and its limits, and costs nothing', async () => {
    const { core, tasks } = makeTaskPlatform(dynamo);
    const given = { ...body, publish, agent: null, max_budget_usd: null, verifiers: [] };
    const { task_id: id } = taskOf(await core.createTask(given, fleetCaller(ulid())));
    expect(await tasks.getTask(id)).toMatchObject({ publish, cost_usd: 0, max_turns: null, max_budget_usd: null });
    expect(errorOf(await core.createTask({ ...body, publish }, apiCaller('alice')))).toMatchObject({
      code: 'UNSUPPORTED_FIELD',
      message: expect.stringContaining('Only the work of a fleet is reviewed') as string,
    });
  });

  test.each<[string, unknown]>([
    ['agent', 'claude'],
    ['max_budget_usd', 1],
    ['verifiers', [{ name: 't', command: ['true'] }]],
    ['keep_for_review', true],
  ])('is not published with %s', async (field, value) => {
    const { core } = makeTaskPlatform(dynamo, { callerVerifiers: true });
    const refused = errorOf(await core.createTask({ ...body, publish, [field]: value }, fleetCaller(ulid())));
    expect([refused.code, refused.message]).toEqual(['VALIDATION_ERROR', expect.stringContaining(`${field} has no use`)]);
  });

  test.each(Object.entries(left))('is refused by name from any other caller: %s', async (field, value) => {
    const { core, enqueued } = makeTaskPlatform(dynamo);
    const answer = await core.createTask({ ...body, [field]: value }, apiCaller('alice'));
    expect([statusOf(answer), errorOf(answer).code]).toEqual([422, 'UNSUPPORTED_FIELD']);
    expect(errorOf(answer).message).toContain(`${field} is not supported here`);
    expect(enqueued).toEqual([]);
  });

  test('says of a step what its worker is told, and shows which step it is', async () => {
    const { core, tasks } = makeTaskPlatform(dynamo);
    const told = {
      ...{ step: 'implement', start: 'branch', lost_attempts: [2], keep_failed: true, build: 'last_batch', expects: ['src/**'] },
      ...{ unless_exists: ['done.md'], batches: { file: 'tasks.md', size: 15, done: 1, attempts_left: 30, only: ['T002'] } },
      ...{ context: 'Slowly.', heal_context: 'It failed.', hint: 'Look at a.ts', review_state: 'draft' },
    };
    const task = taskOf(await core.createTask({ ...body, ...told, expected_commit: null }, fleetCaller(ulid())));
    const row = await tasks.getTask(task.task_id);
    expect(row).toMatchObject(told);
    expect(row).not.toHaveProperty('expected_commit');
    expect(task).toMatchObject({ step: 'implement', batch: null, changed: null, commit: null });
    expect(Object.keys(task)).not.toEqual(expect.arrayContaining(['heal_context']));
  });

  test.each<[string, object]>([
    ['step', { step: 'Implement' }],
    ['start', { start: 'base' }],
    ['batches', { batches: { file: 'tasks.md' } }],
    ['answers', { answers: [{ question: 'x', answer: '' }] }],
    ['answers', { answers: Array.from({ length: 21 }, () => ({ question: 'x', answer: 'y' })) }],
    ['answers', { answers: [{ question: 'x'.repeat(2_001), answer: 'y' }] }],
    ['resume', { resume: { agent: null, model: null, session_id: '' } }],
  ])('must be well formed: %s %j', async (field, given) => {
    const { core } = makeTaskPlatform(dynamo);
    const answer = await core.createTask({ ...body, ...given }, fleetCaller(ulid()));
    expect([statusOf(answer), errorOf(answer).message.split(/[/:]/)[0]]).toEqual([400, field]);
  });
});

describe('the idempotency key', () => {
  test('makes one task of fifty requests at once', async () => {
    const { core, tasks, enqueued } = makeTaskPlatform(dynamo);
    const caller = apiCaller(ulid(), ulid());
    const answers = await Promise.all(Array.from({ length: 50 }, () => core.createTask(body, caller)));
    const codes = answers.map((answer) => statusOf(answer)).sort();
    expect(codes).toEqual([...Array.from({ length: 49 }, () => 200), 201]);
    expect(new Set(answers.map((answer) => taskOf(answer).task_id)).size).toBe(1);
    expect((await tasks.listTasksOfUser(caller.userId, { limit: 100 })).items).toHaveLength(1);
    expect(enqueued).toHaveLength(1);
  });

  test('is replayed with the task as it is now, whatever the body is', async () => {
    const { core, tasks, time } = makeTaskPlatform(dynamo);
    const caller = apiCaller('alice', ulid());
    const { task_id: taskId } = taskOf(await core.createTask(body, caller));
    await tasks.moveTaskIfStatus(taskId, { from: ['SUBMITTED'], to: 'FAILED', now: time.now });
    const again = await core.createTask({ ...body, task_description: 'Something else', max_turns: 'x' }, caller);
    expect(again).toMatchObject({ ok: true, value: { isReplay: true } });
    expect(taskOf(again)).toMatchObject({ task_id: taskId, status: 'FAILED', task_description: body.task_description });
  });

  test('of another user is refused', async () => {
    const { core } = makeTaskPlatform(dynamo);
    const key = ulid();
    await core.createTask(body, apiCaller('alice', key));
    const answer = await core.createTask(body, apiCaller('bob', key));
    expect(statusOf(answer)).toBe(409);
    expect(errorOf(answer).code).toBe('DUPLICATE_TASK');
  });

  test.each(['flt_x', 'a b', '', 'x'.repeat(129)])('%p is refused to a caller', async (key) => {
    const { core } = makeTaskPlatform(dynamo);
    const answer = await core.createTask(body, apiCaller('alice', key));
    expect(statusOf(answer)).toBe(400);
    expect(errorOf(answer).message).toContain('Idempotency-Key');
  });

  test('a rejected request leaves the key free', async () => {
    const { core } = makeTaskPlatform(dynamo);
    const caller = apiCaller('alice', ulid());
    expect(statusOf(await core.createTask({ ...body, max_turns: 0 }, caller))).toBe(400);
    expect(statusOf(await core.createTask(body, caller))).toBe(201);
  });

  test('of a caller that died before it put the row is completed by the next caller', async () => {
    const { core, tasks } = makeTaskPlatform(dynamo);
    const caller = apiCaller('alice', ulid());
    const taskId = ulid();
    await tasks.putKeyClaimIfAbsent(caller.idempotencyKey ?? '', { userId: 'alice', taskId });
    const answers = await Promise.all([1, 2, 3].map(() => core.createTask(body, caller)));
    expect(answers.map((answer) => statusOf(answer)).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map((answer) => taskOf(answer).task_id))).toEqual(new Set([taskId]));
  });

  test("of a fleet's child that comes again enqueues the task again while no worker has taken it", async () => {
    const { core, enqueued, tasks, time } = makeTaskPlatform(dynamo);
    const caller = fleetCaller(ulid());
    const { task_id: taskId } = taskOf(await core.createTask(body, caller));
    expect(statusOf(await core.createTask(body, caller))).toBe(200);
    expect(enqueued).toEqual([taskId, taskId]);
    await takeHold(tasks, taskId, { workerId: 'w', now: time.now, leaseUntil: time.now + 60_000 });
    expect(taskOf(await core.createTask(body, caller)).status).toBe('HYDRATING');
    expect(enqueued).toHaveLength(2);
  });
});

describe('closing a key', () => {
  test('refuses every later create', async () => {
    const { core, enqueued } = makeTaskPlatform(dynamo);
    const caller = fleetCaller(ulid());
    expect(await core.closeKey(caller.idempotencyKey, { userId: 'alice' })).toEqual({ closed: true });
    expect(await core.closeKey(caller.idempotencyKey, { userId: 'alice' })).toEqual({ closed: true });
    const answer = await core.createTask(body, caller);
    expect(statusOf(answer)).toBe(409);
    expect(errorOf(answer).code).toBe('KEY_CLOSED');
    expect(enqueued).toEqual([]);
  });

  test('answers the task if there is one, and leaves it as it is', async () => {
    const { core, tasks } = makeTaskPlatform(dynamo);
    const caller = fleetCaller(ulid());
    const { task_id: taskId } = taskOf(await core.createTask(body, caller));
    expect(await core.closeKey(caller.idempotencyKey, { userId: 'alice' })).toEqual({ taskId });
    expect((await tasks.getTask(taskId))?.status).toBe('SUBMITTED');
  });

  test('writes a CANCELLED row for a claim without a row, and a late creator finds that row', async () => {
    const { core, tasks, enqueued } = makeTaskPlatform(dynamo);
    const caller = fleetCaller(ulid());
    const taskId = ulid();
    await tasks.putKeyClaimIfAbsent(caller.idempotencyKey, { userId: 'alice', taskId });
    expect(await core.closeKey(caller.idempotencyKey, { userId: 'alice' })).toEqual({ taskId });
    const late = await core.createTask(body, caller);
    expect(statusOf(late)).toBe(200);
    expect(taskOf(late)).toMatchObject({ task_id: taskId, status: 'CANCELLED' });
    expect(enqueued).toEqual([]);
  });

  test('against twenty creates at once leaves one task or none, and all answers agree', async () => {
    const { core } = makeTaskPlatform(dynamo);
    const caller = fleetCaller(ulid());
    const creates = Array.from({ length: 20 }, () => core.createTask(body, caller));
    const [closed, ...answers] = await Promise.all([core.closeKey(caller.idempotencyKey, { userId: 'alice' }), ...creates]);
    const codes = new Set(answers.map((answer) => statusOf(answer)));
    if ('closed' in closed) expect(codes).toEqual(new Set([409]));
    else expect(new Set(answers.map((answer) => taskOf(answer).task_id))).toEqual(new Set([closed.taskId]));
  });
});

describe('cancelling', () => {
  test.each(['SUBMITTED', 'HYDRATING', 'RUNNING'] as const)('a task that is %s', async (status) => {
    const { core, tasks, published, events, time } = makeTaskPlatform(dynamo);
    const fleetId = ulid();
    const { task_id: taskId } = taskOf(await core.createTask(body, fleetCaller(fleetId)));
    if (status !== 'SUBMITTED') {
      await takeHold(tasks, taskId, { workerId: 'w', now: time.now, leaseUntil: time.now + 60_000 });
    }
    if (status === 'RUNNING') await tasks.moveTaskIfStatus(taskId, { from: ['HYDRATING'], to: 'RUNNING', now: time.now });
    expect(await core.cancelTask(taskId, 'asked')).toBe('cancelled');
    expect(await core.cancelTask(taskId, 'asked')).toBe('terminal');
    expect(await tasks.getTask(taskId)).toMatchObject({
      status: 'CANCELLED',
      cancel_reason: null,
      completed_at: '2026-11-05T00:00:00.000Z',
    });
    expect(published).toEqual([
      { task_id: taskId, user_id: 'alice', status: 'CANCELLED', previous_status: status, fleet_id: fleetId },
    ]);
    const types = (await events.listTaskEvents(taskId, { limit: 10 })).items.map((event) => event.event_type);
    expect(types).toEqual(['task_created', 'task_cancelled']);
  });

  test('marks an overdue task, and leaves a task that is FINALIZING', async () => {
    const { core, tasks, time } = makeTaskPlatform(dynamo);
    const [late, closing] = await Promise.all(
      [1, 2].map(async () => taskOf(await core.createTask(body, apiCaller('alice'))).task_id),
    );
    await core.cancelTask(late ?? '', 'overdue');
    expect((await tasks.getTask(late ?? ''))?.cancel_reason).toBe('overdue');
    await takeHold(tasks, closing ?? '', { workerId: 'w', now: time.now, leaseUntil: time.now + 60_000 });
    await tasks.moveTaskIfStatus(closing ?? '', { from: ['HYDRATING'], to: 'RUNNING', now: time.now });
    await tasks.moveTaskIfStatus(closing ?? '', { from: ['RUNNING'], to: 'FINALIZING', now: time.now });
    expect(await core.cancelTask(closing ?? '', 'asked')).toBe('finalizing');
    expect(await core.cancelTask(ulid(), 'asked')).toBe('terminal');
  });

  const finalizing = async () => {
    const platform = makeTaskPlatform(dynamo);
    const { core, tasks, time } = platform;
    const { task_id: taskId } = taskOf(await core.createTask(body, apiCaller('alice')));
    await takeHold(tasks, taskId, { workerId: 'w', now: time.now, leaseUntil: time.now + 60_000 });
    await tasks.moveTaskIfStatus(taskId, { from: ['HYDRATING'], to: 'RUNNING', now: time.now });
    await tasks.moveTaskIfStatus(taskId, { from: ['RUNNING'], to: 'FINALIZING', now: time.now });
    return { ...platform, taskId };
  };

  test('ends a FINALIZING task whose worker is gone', async () => {
    const { core, tasks, time, taskId, published } = await finalizing();
    time.now += 60_001;
    expect(await core.cancelTask(taskId, 'asked')).toBe('cancelled');
    expect(await tasks.getTask(taskId)).toMatchObject({
      status: 'FAILED',
      cancel_reason: null,
      error_classification: { category: 'compute', title: 'Worker lost', retryable: false },
    });
    expect(published.at(-1)).toMatchObject({ status: 'FAILED', previous_status: 'FINALIZING' });
  });

  test('leaves a task that another worker has taken over in between', async () => {
    const { ports, tasks, time, taskId } = await finalizing();
    time.now += 60_001;
    const racing: TaskStore = {
      ...tasks,
      // Another worker takes it over between the read and the write.
      async getTask(id) {
        const row = await tasks.getTask(id);
        await takeHold(tasks, id, { workerId: 'v', now: time.now, leaseUntil: time.now + 60_000 });
        return row;
      },
    };
    expect(await cancelTask({ ...ports, tasks: racing }, taskId, 'asked')).toBe('finalizing');
    expect(await tasks.getTask(taskId)).toMatchObject({ status: 'FINALIZING', claim: 2 });
  });

  test('ends an overdue task even if it is FINALIZING', async () => {
    const { core, tasks, taskId } = await finalizing();
    expect(await core.cancelTask(taskId, 'overdue')).toBe('cancelled');
    expect(await tasks.getTask(taskId)).toMatchObject({ status: 'FAILED', cancel_reason: 'overdue' });
  });
});
