/** The estimate of a plan, from the tasks of its caller. */
import type { TaskStore } from '../../../../adapters/task-stores.ts';
import type { PlanView } from '../../../../contracts/http/plan.ts';
import type { TaskRow } from '../../../../contracts/task.ts';
import type { ApiPorts } from '../../../../lambdas/api/api-ports.ts';
import { pastTasks } from '../../../../lambdas/api/fleets/submit/past-tasks.ts';
import { makeTask } from '../../../adapters/task/task-row.ts';
import { onboarded, putRepo } from '../../../tasks/task-platform.ts';
import { startBench, type Bench } from '../bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const workflow = 'coding/new-task-v1';
const of = (change: Partial<TaskRow>): Partial<TaskRow> => ({
  ...{ status: 'COMPLETED', claimed_at: '2026-11-05T00:00:00.000Z', resolved_workflow: { id: workflow, version: '1.0.0' } },
  ...change,
});

async function plan(body: object, token = bench.tokens.ann, ports: ApiPorts = bench.ports): Promise<PlanView['estimate']> {
  const asked = JSON.stringify({ task_description: 'x', targets: ['acme/auth', 'acme/users'], ...body });
  const reply = await bench.call('POST', '/v1/fleets/plan', { body: asked, token }, ports);
  expect(reply.status).toBe(200);
  return (reply.json as { data: PlanView }).data.estimate;
}

test('takes finished tasks of the caller, of that workflow, and of that agent and model', async () => {
  const rows: readonly [string, Partial<TaskRow>][] = [
    ['ann', of({ cost_usd: 1, agent: 'claude', model: 'sonnet' })],
    ['ann', of({ cost_usd: 3, agent: 'claude', model: 'opus', status: 'FAILED' })],
    ['ann', of({ cost_usd: null, agent: 'codex' })],
    // These say nothing: of another user, another workflow, not ended, never taken, failed before its agent was started, ended by a person, too old.
    ['bob', of({ cost_usd: 50 })],
    ['ann', of({ cost_usd: 50, resolved_workflow: { id: 'coding/pr-review-v1', version: '1.0.0' } })],
    ['ann', of({ cost_usd: 50, status: 'RUNNING' })],
    ['ann', of({ cost_usd: null, claimed_at: null, status: 'CANCELLED' })],
    ['ann', of({ cost_usd: 0, status: 'FAILED' })],
    ['ann', of({ cost_usd: 0.01, status: 'CANCELLED' })],
  ];
  const { now } = bench.time;
  for (const [userId, change] of rows) await bench.tasks.putTaskIfAbsent({ ...(await makeTask({ userId, now })), ...change });
  const old = { ...(await makeTask({ userId: 'ann', now: now - 121 * 86_400_000 })), ...of({ cost_usd: 50 }) };
  await bench.tasks.putTaskIfAbsent(old);
  expect(await plan({})).toEqual({
    usd: { low: 3, expected: 4, high: 5 },
    basis:
      'From 2 finished tasks of coding/new-task-v1 with a known cost, the newest from 2026-11-05; 1 more told no cost. One task for each of 2 targets; what is tried again comes on top.',
  });
  expect((await plan({ agent: 'claude', model: 'opus' })).usd).toEqual({ low: 6, expected: 6, high: 6 });
  expect((await plan({ workflow_ref: `${workflow}@1.0.0`, budget: { fleet_usd: 4.5 } })).usd).toEqual({
    low: 3,
    expected: 4,
    high: 4.5,
  });
  expect((await plan({ agent: 'codex', budget: {} })).basis).toBe(
    '1 finished task of coding/new-task-v1 with the agent codex told no cost. The budget allows $5.00 for an attempt: $10.00 for one at each of 2 targets.',
  );
  expect((await plan({}, bench.tokens.operator)).basis).toContain(
    'You have no finished task of coding/new-task-v1 in the last months',
  );
});

test('of a command reads no task', async () => {
  const settings = { ...bench.ports.settings, allowShell: true };
  const tasks = { ...bench.ports.tasks, listTasksOfUser: () => Promise.reject(new Error('read')) };
  const shell = { workflow_ref: 'shell/run-v1', params: { command: 'make' } };
  expect((await plan(shell, bench.tokens.ann, { ...bench.ports, settings, tasks })).usd).toEqual({
    low: 0,
    expected: 0,
    high: 0,
  });
});

describe('the tasks that are read', () => {
  const now = Date.UTC(2026, 10, 5);
  const wanted = { workflow, agent: null, model: null, now };
  /** A list whose pages are full and never end. */
  async function endless(change: Partial<TaskRow>) {
    const row = { ...(await makeTask({ now })), ...of(change) };
    const asked: (string | undefined)[] = [];
    const list: Pick<TaskStore, 'listTasksOfUser'> = {
      listTasksOfUser(_, { limit, after }) {
        asked.push(after);
        return Promise.resolve({ items: Array.from({ length: limit }, () => row), next: String(asked.length) });
      },
    };
    return { list, asked };
  }

  test('are the newest two hundred', async () => {
    const { list, asked } = await endless({ cost_usd: 1 });
    expect(await pastTasks(list, 'ann', wanted)).toHaveLength(200);
    expect(asked).toEqual([undefined, '1']);
  });

  test('are sought in four pages, whatever is in them', async () => {
    const { list, asked } = await endless({ status: 'RUNNING' });
    expect(await pastTasks(list, 'ann', wanted)).toEqual([]);
    expect(asked).toHaveLength(4);
  });

  test('are sought no further than the first that is too old', async () => {
    const { list, asked } = await endless({ created_at: '2026-01-01T00:00:00.000Z' });
    expect(await pastTasks(list, 'ann', wanted)).toEqual([]);
    expect(asked).toHaveLength(1);
  });
});

test('the plan of another repository of the caller is estimated in the same way', async () => {
  await putRepo(bench.repos, onboarded('acme/other'));
  expect((await plan({ targets: ['acme/other'] })).usd).toEqual({ low: 1.5, expected: 2, high: 2.5 });
});
