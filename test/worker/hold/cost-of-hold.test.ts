/** What a task is known to have cost where its work did not come to its own end. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { workerConfig } from '../../../contracts/worker-config.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { makeFolder, removeFolders } from '../git-repository.ts';
import { startTaskBench, taskRow, type TaskBench } from '../task-bench.ts';

let bench: TaskBench;
beforeAll(async () => {
  bench = await startTaskBench();
});
afterEach(() => bench.closeWorkers());
afterAll(async () => {
  await bench.stop();
  removeFolders();
});

const says = (usd: number): string => `echo '{"cost_usd": ${usd}, "turns": 2}' > "$BGAGENT_RESULT"`;
const startAgent = (...command: string[]) => bench.startWorker({ config: workerConfig.parse({ agents: { a: { command } } }) });
const agentTask = (given: Partial<TaskRow> = {}) =>
  taskRow({ repo: null, resolved_workflow: { id: 'default/agent-v1', version: '1.0.0' }, ...given });
const cancel = (id: string) =>
  bench.ports.tasks.moveTaskIfStatus(id, { from: ['HYDRATING', 'RUNNING'], to: 'CANCELLED', now: Date.now() });

async function cancelledWhile(does: string, given: Partial<TaskRow> = {}): Promise<TaskRow> {
  const ready = join(makeFolder('ready'), 'file');
  startAgent('sh', '-c', `${does}; touch ${ready}; sleep 600`);
  const id = await bench.submit(agentTask(given));
  while (!existsSync(ready)) await pause(10);
  await cancel(id);
  await bench.gone(id);
  return bench.rowOf(id);
}

test('a cancelled task has the cost that its work told until then, before its end is published once more', async () => {
  const row = await cancelledWhile(says(0.25));
  expect(row).toMatchObject({ status: 'CANCELLED', cost_usd: 0.25, turns_completed: 2, turns_attempted: 2 });
  expect(bench.published.at(-1)).toMatchObject({ task_id: row.task_id, status: 'CANCELLED', previous_status: null });
});

test('the cost of a cancelled task whose work told none is unknown', async () => {
  expect(await cancelledWhile(':')).toMatchObject({ status: 'CANCELLED', cost_usd: null });
});

/** A worker that died while the agent ran, or before. */
const takenOverFrom = (status: 'HYDRATING' | 'RUNNING' | 'FINALIZING', given: Partial<TaskRow> = {}) =>
  agentTask({ status, claim: 1, claimed_at: new Date().toISOString(), ...given });

test('where an agent ended with an earlier worker, nobody knows what the task cost', async () => {
  startAgent('sh', '-c', says(0.25));
  const over = takenOverFrom('RUNNING');
  expect(await bench.ended(await bench.submit(over))).toMatchObject({ status: 'COMPLETED', claim: 2, cost_usd: null });
  const before = takenOverFrom('HYDRATING');
  expect(await bench.ended(await bench.submit(before))).toMatchObject({ status: 'COMPLETED', claim: 2, cost_usd: 0.25 });
  const free = takenOverFrom('RUNNING', {
    ...{
      resolved_workflow: { id: 'shell/run-v1', version: '1.0.0' },
      repo: 'acme/none',
      params: { command: 'true' },
      cost_usd: 0,
    },
  });
  expect(await bench.ended(await bench.submit(free))).toMatchObject({ status: 'FAILED', claim: 2, cost_usd: 0 });
  const publishes = takenOverFrom('FINALIZING', { publish: { work: [], pr_title: null, summary: null } });
  expect(await bench.ended(await bench.submit(publishes))).toMatchObject({ outcome: 'step_skipped', claim: 2, cost_usd: 0 });
});

test('a task whose agent was never started has cost nothing', async () => {
  startAgent('/no/such/agent');
  const [absent, uncloned] = [
    agentTask(),
    agentTask({ repo: 'acme/none', resolved_workflow: { id: 'coding/new-task-v1', version: '1.0.0' } }),
  ];
  for (const task of [absent, uncloned]) {
    expect(await bench.ended(await bench.submit(task))).toMatchObject({ status: 'FAILED', cost_usd: 0 });
  }
});
