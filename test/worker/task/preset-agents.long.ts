/** Tasks that a preset does, with programs that behave as a test says and print what the real ones printed. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { failureOfTask } from '../../../core/failure.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { workerConfig } from '../../../contracts/worker-config.ts';
import { makeRepository, removeFolders } from '../git-repository.ts';
import { startTaskBench, taskRow, type TaskBench } from '../task-bench.ts';
import { type FakeAgent, fakeAgents } from './fake-agents.ts';

let bench: TaskBench;
let remote: ReturnType<typeof makeRepository>;
beforeAll(async () => {
  bench = await startTaskBench();
  remote = makeRepository();
  await bench.onboard({ repo: 'acme/api', clone_url: remote.url });
});
afterEach(async () => {
  await bench.closeWorkers();
  expect(readdirSync(bench.sandboxRoot)).toEqual([]);
});
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

const edits = 'echo hello > greeting.txt';
const session = '00000000-0000-4000-8000-000000000001';
const workflow = (id: string) => ({ resolved_workflow: { id, version: '1.0.0' } });

/** Starts a worker with these agents. */
function withAgents(agents: Record<string, FakeAgent>, more: object = {}) {
  const fakes = fakeAgents(agents);
  bench.startWorker({ config: workerConfig.parse({ agents: fakes.agents, ...more }), environment: fakes.environment });
  const run = async (given: Partial<TaskRow> = {}) => {
    const task = taskRow({ ...workflow('coding/new-task-v1'), task_description: 'Greet people', ...given });
    const row = await bench.ended(await bench.submit(task));
    const failure = failureOfTask(row);
    const output = (await bench.ports.events.getTaskOutput(row.task_id)) ?? '';
    return { row, failure, output, raw: await bench.ports.events.getRawOutput(row.task_id) };
  };
  return { ...fakes, run };
}

describe('work', () => {
  test('has cost, turns, session and texts of what the program says, and people see it in lines', async () => {
    const { run, home, runsOf } = withAgents({
      claude: { preset: 'claude-code', prints: 'edit', does: edits, settings: { model: 'sonnet' } },
    });
    const { row, output, raw } = await run({ max_turns: 7, max_budget_usd: 0.5 });
    expect(row).toMatchObject({
      ...{ status: 'COMPLETED', outcome: 'changed', cost_usd: 0.00786, turns_completed: 3, turns_attempted: 3 },
      ...{ agent: 'claude', model: 'claude-sonnet-5-5', session_id: session },
    });
    expect(row.question ?? null).toBeNull();
    expect(remote.commitsOf(row.branch_name ?? '')).toEqual([expect.stringMatching(/^Greet from the scripted model\n/)]);
    expect(output).toContain('$ ls -a\n');
    expect(output).toMatch(
      /Greet from the scripted model\n\nWrites greeting\.txt and says hello in it\.\n\[claude-code session 0{8}-0000-4000-8000-0{11}1, 3 turns, \$0\.0079\]\n$/,
    );
    expect(output).not.toContain('{"type"');
    expect(raw).toContain('{"type":"system","subtype":"init"');
    expect(statSync(home('claude')).mode & 0o777).toBe(0o700);
    const [first] = runsOf('claude');
    expect(first?.args).toEqual(expect.arrayContaining(['--model=sonnet', '--max-turns=7', '--max-budget-usd=0.5']));
    expect(first?.prompt).toContain('Greet people');
    expect(first?.prompt).toContain('one short title line, an empty line');
    expect(first?.prompt).not.toMatch(/Turns at most|Budget|cost_usd/);
  });

  test('ends as the output says, and not as the exit code', async () => {
    const { run } = withAgents(
      {
        good: { preset: 'claude-code', prints: 'edit', does: edits, exitCode: 1 },
        bad: { preset: 'claude-code', prints: '429', does: edits, exitCode: 0 },
      },
      { default_agent: 'good' },
    );
    expect((await run()).row).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
    const { row, failure } = await run({ agent: 'bad' });
    expect(failure).toMatchObject({ class: 'network', code: 'RATE_LIMITED', retryable: true, by: 'transient' });
    expect(row).toMatchObject({ status: 'FAILED', agent: 'bad', cost_usd: 0, session_id: session });
    expect(remote.branches()).not.toContain(row.branch_name);
  });

  test('takes its texts from the result file, and cost and turns from the output', async () => {
    const file = JSON.stringify({ pr_title: 'A title', summary: 'A summary', cost_usd: 99, turns: 99, result: { answer: 42 } });
    const does = `${edits}; printf '%s' '${file}' > "$BGAGENT_RESULT"`;
    const { run } = withAgents({ codex: { preset: 'codex', prints: 'edit', does } });
    const { row, output } = await run({ max_turns: 7 });
    expect(row).toMatchObject({ status: 'COMPLETED', cost_usd: null, turns_completed: 3, result: { answer: 42 }, model: null });
    expect(remote.commitsOf(row.branch_name ?? '')).toEqual([expect.stringMatching(/^A title\n/)]);
    expect(output).toMatch(/3 turns, cost not known\]\n$/);
  });

  test('with prices costs its tokens, and is told the limits that the program does not keep', async () => {
    const settings = { prices: { input: 1.25, cached_input: 0.125, output: 10 }, max_turns: 5, max_budget_usd: 2 };
    const { run, runsOf } = withAgents({ codex: { preset: 'codex', prints: 'edit', does: edits, settings } });
    expect((await run({ max_turns: 7, max_budget_usd: 0.5 })).row).toMatchObject({ cost_usd: 0.006075 });
    expect(runsOf('codex')[0]?.prompt).toMatch(/Turns at most: 5\nBudget: 0\.5 USD at most/);
  });

  test('with the prices of one model has no known cost with another', async () => {
    const settings = { model: 'gpt-5.5', prices: { input: 1.25, cached_input: 0.125, output: 10 } };
    const { run } = withAgents({ codex: { preset: 'codex', prints: 'edit', does: edits, settings } });
    expect((await run({ model: 'gpt-5.5' })).row).toMatchObject({ cost_usd: 0.006075, model: 'gpt-5.5' });
    expect((await run({ model: 'gpt-5.5-mini' })).row).toMatchObject({ status: 'COMPLETED', cost_usd: null });
  });

  test('of a workflow that changes nothing may only read', async () => {
    const { run, runsOf } = withAgents({ claude: { preset: 'claude-code', prints: 'say' } });
    const { row } = await run(workflow('default/agent-v1'));
    expect(row).toMatchObject({ status: 'COMPLETED', outcome: null, cost_usd: 0.00262 });
    expect(runsOf('claude')[0]?.args).toContain('--tools=Read,Grep,Glob');
    expect(runsOf('claude')[0]?.prompt).not.toContain('BGAGENT_RESULT');
  });
});

describe('a program', () => {
  test.each([
    ['prints nothing', '', 0],
    ['prints garbage', 'echo garbage; echo "it broke" >&2', 1],
    ['prints half a stream', `head -c 2000 "$PRINTS"; PRINTS=`, 0],
    ['writes a result and fails', `echo '{"pr_title": "x", "cost_usd": 1}' > "$BGAGENT_RESULT"`, 1],
  ])('that %s has not come to its end', async (_what, does, exitCode) => {
    const prints = does.includes('PRINTS') ? { prints: 'edit' } : {};
    const { run } = withAgents({ claude: { preset: 'claude-code', does: `${edits}; ${does}`, exitCode, ...prints } });
    const { row, failure } = await run();
    expect(failure).toMatchObject({ class: 'agent', code: 'PROCESS', by: 'user', retryable: false });
    expect(row).toMatchObject({ cost_usd: null, agent: 'claude' });
    expect(remote.branches()).not.toContain(row.branch_name);
  });

  test('that floods its output is read all the same', async () => {
    const flood = 'head -c 100000000 /dev/zero | tr "\\0" x; echo';
    const { run } = withAgents({ codex: { preset: 'codex', prints: 'edit', does: `${edits}; ${flood}` } });
    expect((await run()).row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', turns_completed: 3 });
  });

  test('that edits the git folder of its clone changes nothing but files', async () => {
    const does = `${edits}; echo '#!/bin/sh' > .git/hooks/pre-commit; echo 'exit 1' >> .git/hooks/pre-commit; chmod +x .git/hooks/pre-commit; git config core.fsmonitor /nowhere; rm -rf .git/objects`;
    const { run } = withAgents({ claude: { preset: 'claude-code', prints: 'edit', does } });
    const { row } = await run();
    expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
    expect(remote.fileOf(row.branch_name ?? '', 'greeting.txt')).toBe('hello');
  });

  test('that is asked to end at the time limit is read for what it said until then', async () => {
    const does = `sed '$d' "$PRINTS"; trap 'echo "{}"; exit 143' TERM; while :; do sleep 0.05; done`;
    const { run } = withAgents({ claude: { preset: 'claude-code', prints: 'edit', does, settings: { timeout_s: 1 } } });
    const { row, output, failure } = await run();
    expect(failure).toMatchObject({ class: 'timeout' });
    expect(row).toMatchObject({ status: 'TIMED_OUT', cost_usd: null, turns_completed: 3, session_id: session });
    expect(output).toContain('3 turns, cost not known]');
  });

  test('that has told its end and stays until the time limit has done its work', async () => {
    const does = `${edits}; cat "$PRINTS"; exec sleep 600`;
    const { run } = withAgents({ claude: { preset: 'claude-code', prints: 'edit', does, settings: { timeout_s: 1 } } });
    expect((await run()).row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', cost_usd: 0.00786 });
  });

  test('whose time at its price per hour is the budget is stopped there', async () => {
    const settings = { usd_per_hour: 36, max_budget_usd: 0.01 };
    const { run } = withAgents({ codex: { preset: 'codex', does: 'exec sleep 600', settings } });
    const { row, failure } = await run();
    expect(failure).toMatchObject({ class: 'budget', code: 'BUDGET', by: 'user', retryable: false });
    expect(failure?.message).toContain('the budget of $0.01 was used up');
    expect(row.cost_usd).toBeNull();
  });

  test('that is not there is a fault of the settings', async () => {
    const { run } = withAgents({ codex: { preset: 'codex', settings: { program: 'no-such-codex' } } });
    const { failure } = await run();
    expect(failure).toMatchObject({ class: 'config', code: 'BAD_CONFIG', by: 'service' });
    expect(failure?.message).toContain('agents.codex.program');
  });

  test('whose provider repeats the key does not show it', async () => {
    const said = { type: 'result', subtype: 'success', is_error: true, session_id: 'key-of-the-provider', api_error_status: 401 };
    const does = `echo '${JSON.stringify({ ...said, result: 'The key key-of-the-provider is wrong.' })}'; echo "$KEY"`;
    const { run } = withAgents({ claude: { preset: 'claude-code', does } });
    const { row, failure, output, raw } = await run();
    expect(failure).toMatchObject({ class: 'auth', code: 'AUTH_REFUSED', by: 'service' });
    expect(failure?.message).toContain('The key *** is wrong.');
    expect(JSON.stringify([row, output, raw])).not.toContain('key-of-the-provider');
  });

  test.each([
    ['says where it was', "sed '$d'", 'cost not known', null],
    ['has the cost that it told', 'cat', '\\$0\\.0079', 0.00786],
  ])('whose task is cancelled %s', async (_, print, cost, cost_usd) => {
    const does = `${print} "$PRINTS"; trap 'exit 143' TERM; touch "$HOME/ready"; while :; do sleep 0.05; done`;
    const { agents, environment, home } = fakeAgents({ claude: { preset: 'claude-code', prints: 'edit', does } });
    bench.startWorker({ config: workerConfig.parse({ agents }), environment });
    const id = await bench.submit(taskRow({ ...workflow('coding/new-task-v1'), task_description: 'x' }));
    while (!existsSync(join(home('claude'), 'ready'))) await pause(20);
    await bench.ports.tasks.moveTaskIfStatus(id, { from: ['RUNNING'], to: 'CANCELLED', now: Date.now() });
    await bench.gone(id);
    const output = (await bench.ports.events.getTaskOutput(id)) ?? '';
    expect(output).toMatch(new RegExp(`\\[claude-code session .*3 turns, ${cost}\\]\\n$`));
    expect(await bench.ports.events.getRawOutput(id)).toContain('"type":"system"');
    expect(await bench.rowOf(id)).toMatchObject({ status: 'CANCELLED', cost_usd });
  });
});

test('several agents work side by side, and a task may name one and its model', async () => {
  const one: FakeAgent = { preset: 'claude-code', prints: 'say', settings: { model: 'sonnet', models: ['opus'] } };
  const { run, runsOf } = withAgents({ one, two: { preset: 'codex', prints: 'say' } }, { default_agent: 'two' });
  const rows = await Promise.all([run(), run({ agent: 'one', model: 'opus' }), run({ agent: 'three' })]);
  expect(rows.map(({ row, failure }) => [row.status, row.agent, failure?.code])).toEqual([
    ['COMPLETED', 'two', undefined],
    ['COMPLETED', 'one', undefined],
    ['FAILED', 'three', 'BAD_CONFIG'],
  ]);
  expect(runsOf('one')[0]?.args).toContain('--model=opus');
});
