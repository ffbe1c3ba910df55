/** Work that asks a person, and goes on with the answer. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TaskRow } from '../../../contracts/task.ts';
import { workerConfig } from '../../../contracts/worker-config.ts';
import { makeRepository, removeFolders } from '../git-repository.ts';
import { shellTask, startTaskBench, taskRow, type TaskBench } from '../task-bench.ts';
import { type FakeAgent, fakeAgents } from './fake-agents.ts';

let bench: TaskBench;
let remote: ReturnType<typeof makeRepository>;
beforeAll(async () => {
  bench = await startTaskBench();
  remote = makeRepository();
  await bench.onboard({ repo: 'acme/api', clone_url: remote.url });
});
afterEach(() => bench.closeWorkers());
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

const question = 'Which colour?';
const session = '00000000-0000-4000-8000-000000000001';
const answers = [{ question, answer: 'Blue, please.' }];
const asks = `echo lost > lost.txt; echo '{"question": "${question}", "result": {"version": "1"}}' > "$BGAGENT_RESULT"`;
const greets = 'echo blue > greeting.txt';
/** Asks in its first run, and works in each later one. */
const asksOnce = `if test "$run" = 0; then ${asks}; else ${greets}; fi`;

function withAgents(agents: Record<string, FakeAgent>, more: object = {}) {
  const fakes = fakeAgents(agents);
  const config = workerConfig.parse({ agents: { ...fakes.agents, ...more }, default_agent: Object.keys(agents)[0] });
  bench.startWorker({ config, environment: fakes.environment });
  const run = async (given: Partial<TaskRow> = {}) => {
    const workflow = { resolved_workflow: { id: 'coding/new-task-v1', version: '1.0.0' } };
    return bench.ended(await bench.submit(taskRow({ ...workflow, task_description: 'Greet people', ...given })));
  };
  const notes = (agent: string) => {
    const folder = join(fakes.environment.BGAGENT_CONFIG_DIR, 'agents', agent);
    return readdirSync(folder).includes('sessions') ? readdirSync(join(folder, 'sessions')) : [];
  };
  return { ...fakes, run, notes };
}

const resumeOf = ({ agent = null, model = null, session_id }: TaskRow) => ({ agent, model, session_id: session_id ?? '' });

test('a question ends the task without an outcome, and nothing of its work is pushed', async () => {
  const { run } = withAgents({ claude: { preset: 'claude-code', prints: 'ask', does: asks } });
  const row = await run();
  expect(row).toMatchObject({
    status: 'COMPLETED',
    question,
    outcome: null,
    pr_url: null,
    session_id: session,
    cost_usd: 0.00524,
  });
  // A success of a later attempt would pass it on otherwise.
  expect(row.result ?? null).toBeNull();
  expect(remote.branches()).not.toContain(row.branch_name);
  expect(await bench.ports.events.getTaskOutput(row.task_id)).toMatch(/\n--- question\nWhich colour\?\n$/);
});

test.each(['claude-code', 'codex'] as const)('%s goes on with its session, which is told the answer alone', async (preset) => {
  const settings = preset === 'codex' ? { prices: { input: 1, output: 10 } } : { model: 'sonnet' };
  const { run, runsOf, notes } = withAgents({
    a: { preset, prints: 'resume', printsFirst: 'before-resume', does: asksOnce, settings },
  });
  const asked = await run();
  expect(asked).toMatchObject({ question });
  expect(notes('a')).toEqual([`${session}.json`]);
  const row = await run({ answers, resume: resumeOf(asked) });
  // The recorded total is that of the session, a part of which the first run has paid.
  const cost_usd = preset === 'codex' ? 0.006 : 0.00786;
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', session_id: session, cost_usd });
  expect(row.question ?? null).toBeNull();
  expect(remote.filesOf(row.branch_name ?? '')).not.toContain('lost.txt');
  const [first, second] = runsOf('a');
  expect(second?.args.join(' ')).toContain(preset === 'codex' ? `resume ${session}` : `--resume=${session}`);
  expect(second?.prompt).toContain(`Question: ${question}\nAnswer: Blue, please.`);
  expect(second?.prompt).toContain('fresh clone on the branch');
  expect(second?.prompt).not.toContain('Greet people');
  expect(first?.prompt).toContain('Greet people');
  expect(notes('a')).toEqual([]);
});

test('a session that the program does not know any more is begun anew, with question and answer', async () => {
  const unknown = `if test "$run" = 1; then echo "No conversation found with session ID" >&2; exit 1; fi; ${asksOnce}`;
  const { run, runsOf } = withAgents({ a: { preset: 'claude-code', prints: 'edit', does: unknown } });
  const asked = await run();
  const row = await run({ answers, resume: resumeOf(asked) });
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', cost_usd: 0.00786 });
  const [, , third] = runsOf('a');
  expect(third?.args.join(' ')).not.toContain('--resume');
  expect(third?.prompt).toMatch(
    /^Greet people\n\n.*the person who runs the work answered them.*\n\nQuestion: Which colour\?\nAnswer: Blue/,
  );
  expect(await bench.ports.events.getTaskOutput(row.task_id)).toContain('it begins anew');
});

test.each([
  ['of another agent', { agent: 'other', model: null, session_id: session }],
  ['that this machine does not know', { agent: 'a', model: null, session_id: 'another' }],
])('a session %s is not gone on with', async (_which, resume) => {
  const { run, runsOf } = withAgents({ a: { preset: 'claude-code', prints: 'edit', does: greets } });
  expect(await run({ answers, resume })).toMatchObject({ status: 'COMPLETED', outcome: 'changed', cost_usd: 0.00786 });
  const runs = runsOf('a');
  expect(runs).toHaveLength(1);
  expect(runs[0]?.args.join(' ')).not.toContain('--resume');
  expect(runs[0]?.prompt).toContain('Answer: Blue, please.');
});

test('after a run that was killed the cost of the next one with its session is not known', async () => {
  const dies = `if test "$run" = 1; then exec sleep 600; fi; ${asksOnce}`;
  const { run } = withAgents({ a: { preset: 'claude-code', prints: 'resume', does: dies, settings: { timeout_s: 1 } } });
  const resume = resumeOf(await run());
  expect(await run({ answers, resume })).toMatchObject({ status: 'TIMED_OUT', cost_usd: null });
  expect(await run({ answers, resume })).toMatchObject({ status: 'COMPLETED', outcome: 'changed', cost_usd: null });
});

test('an agent that is a command, and a shell command, ask in the same way', async () => {
  const told = 'grep -q "Answer: Blue" || echo \'{"question": "Which colour?"}\' > "$BGAGENT_RESULT"; echo x > x.txt';
  const { run } = withAgents({ a: { preset: 'claude-code' } }, { mine: { command: ['sh', '-c', told] } });
  expect(await run({ agent: 'mine' })).toMatchObject({ status: 'COMPLETED', question, outcome: null, agent: 'mine' });
  expect(await run({ agent: 'mine', answers })).toMatchObject({ status: 'COMPLETED', outcome: 'changed', agent: 'mine' });
  const shell = await bench.ended(await bench.submit(shellTask(asks)));
  expect(shell).toMatchObject({ status: 'COMPLETED', question, outcome: null });
  expect(remote.branches()).not.toContain(shell.branch_name);
  const toldShell = shellTask('test "$BGAGENT_QUESTION" = "Which colour?" && echo "$BGAGENT_ANSWER" > colour.txt', { answers });
  expect(await bench.ended(await bench.submit(toldShell))).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
});

test('a question is masked and cut, and a blank one is none', async () => {
  const long = `echo "{\\"question\\": \\"Is $KEY right? ${'x'.repeat(3_000)}\\"}" > "$BGAGENT_RESULT"`;
  const { run } = withAgents({
    long: { preset: 'claude-code', prints: 'say', does: long },
    blank: { preset: 'claude-code', prints: 'say', does: `echo '{"question": " "}' > "$BGAGENT_RESULT"` },
  });
  const { question: asked = '' } = await run();
  expect(asked).toMatch(/^Is \*\*\* right\? x+…$/);
  expect(asked?.length).toBeLessThanOrEqual(2_000);
  expect((await run({ agent: 'blank' })).question ?? null).toBeNull();
});
