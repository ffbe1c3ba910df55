/** The commands of single tasks. */
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { sampleTask, taskId } from './samples.ts';

const cli = cliForEachTest();

const behaviour: Behaviour = {
  createTask: () => ({ data: sampleTask() }),
  getTask: () => ({ data: sampleTask() }),
  listTasks: () => ({ data: [sampleTask()] }),
  cancelTask: () => ({ error: { code: 'TASK_ALREADY_TERMINAL', message: 'The task has ended.' } }),
  listTaskEvents: () => ({
    data: [{ event_id: '1', event_type: 'task_created', timestamp: '2026-11-20T10:00:00.000Z', metadata: { by: 'ana' } }],
  }),
  getTaskOutput: () => ({ text: 'out\n' }),
};
const task = (...args: string[]) => cli().run(behaviour, ['task', ...args]);

test('submit sends what the flags say and prints the task', async () => {
  const { stdout } = await task('submit', '--repo', 'acme/auth', '--command', 'true', '--task-timeout', '90');
  expect(stdout).toContain(taskId);
  expect(cli().asked('createTask')[0]?.body).toEqual({
    repo: 'acme/auth',
    workflow_ref: 'shell/run-v1',
    params: { command: 'true' },
    timeout_s: 90,
  });
});

test('status takes the beginning of an id; list, events and logs print what the API answers', async () => {
  expect((await task('status', taskId.slice(0, 12))).stdout).toContain('acme/auth');
  expect((await task('list', '--output', 'name')).stdout).toBe(`${taskId}\n`);
  expect((await task('events', taskId)).stdout).toContain('task_created');
  expect((await task('logs', taskId)).stdout).toBe('out\n');
});

test('cancel of a task that has ended is an error', async () => {
  const { code, stderr } = await task('cancel', taskId, '-y');
  expect([code, stderr]).toEqual([1, 'bgagent: The task has ended.\n']);
});
