/** A retry of a person that goes on in the session of an earlier attempt. */
import type { TaskRow } from '../../../../contracts/task.ts';
import { workerConfig } from '../../../../contracts/worker-config.ts';
import { removeFolders } from '../../git-repository.ts';
import { startTaskBench, type TaskBench } from '../../task-bench.ts';
import { fakeAgents } from '../fake-agents.ts';
import { newTarget } from './step-bench.ts';

let bench: TaskBench;
beforeAll(async () => {
  bench = await startTaskBench();
});
afterEach(() => bench.closeWorkers());
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

const session = '00000000-0000-4000-8000-000000000001';
const resumeOf = ({ agent = null, model = null, session_id }: TaskRow) => ({
  agent,
  model,
  session_id: session_id ?? '',
  told: 'work' as const,
});

function startAgent(does: string) {
  const fakes = fakeAgents({ a: { preset: 'claude-code', prints: 'resume', printsFirst: 'before-resume', does } });
  bench.startWorker({ config: workerConfig.parse({ agents: fakes.agents }), environment: fakes.environment });
  return () => fakes.runsOf('a');
}

test('after a failed check: the agent goes on with its session, and is told the hint and what the branch has', async () => {
  const runsOf = startAgent('echo "$run" > "a$run.txt"');
  const { attempt, attempts } = await newTarget(bench);
  const verifiers = [{ name: 'unit', command: ['test', '-e', 'a1.txt'] }];
  const failed = await attempt(1, 'Greet people', { verifiers });
  expect(failed).toMatchObject({ build_passed: false, session_id: session });
  const retried = await attempt(2, 'Greet people', { verifiers, resume: resumeOf(failed), hint: 'Name it a1.txt' });
  expect(retried).toMatchObject({ outcome: 'changed', build_passed: true, session_id: session, cost_usd: 0.00786 });
  const [, second] = runsOf();
  expect(second?.args.join(' ')).toContain(`--resume=${session}`);
  expect(second?.prompt).toMatch(
    /^The person who runs this work asks you to go on with it\.\n\nGreet people\n\nThe person who runs this work adds:\n\nName it a1\.txt\n\n/,
  );
  expect(second?.prompt).toContain('It has what earlier attempts pushed to that branch');
  expect(attempts()).toEqual([1, 2]);
});

test('after a failure of the agent: the next attempt of it begins anew unless it is asked to go on', async () => {
  const runsOf = startAgent('test "$run" != 0 || exit 1; echo x > x.txt');
  const { attempt } = await newTarget(bench);
  const failed = await attempt(1, 'Greet people', { timeout_s: 60 });
  expect(failed).toMatchObject({ status: 'FAILED' });
  await attempt(2, 'Greet people', { hint: 'Once more' });
  expect(runsOf()[1]?.args.join(' ')).not.toContain('--resume');
  expect(runsOf()[1]?.prompt).toMatch(/^Greet people\n\nThe person who runs this work adds:\n\nOnce more\n\nRepository: /);
});

test('with other words the session is told them, and a heal what failed', async () => {
  const runsOf = startAgent('echo "$run" > "a$run.txt"');
  const { attempt } = await newTarget(bench);
  const first = await attempt(1, 'Greet people');
  const answers = [{ question: 'Who?', answer: 'People.' }];
  await attempt(2, 'Greet them in German', { answers, resume: resumeOf(first), heal_context: 'The build failed.' });
  const told = runsOf()[1]?.prompt ?? '';
  expect(told).toMatch(/^The person who runs this work asks you to go on with it\.\n\nGreet them in German\n/);
  expect(told).toContain('<<<\nThe build failed.\n>>>');
});
