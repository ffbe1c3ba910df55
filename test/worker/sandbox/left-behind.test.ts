/** Processes that try to outlive the work that started them. */
import { setTimeout as pause } from 'node:timers/promises';
import { workerConfig } from '../../../contracts/worker-config.ts';
import { hasProcessNamespace } from '../../../worker/sandbox/process-namespace.ts';
import { makeRepository, removeFolders } from '../git-repository.ts';
import { isGone, isRunning, longSleep } from '../running-processes.ts';
import { shellTask, startTaskBench, taskRow, type TaskBench } from '../task-bench.ts';

let bench: TaskBench;
beforeEach(async () => {
  bench = await startTaskBench();
  await bench.onboard({ repo: 'acme/api', clone_url: makeRepository().url });
});
afterEach(async () => {
  await bench.stop();
  removeFolders();
});

/** Processes that leave the group, the folder and the variables of their command, and ignore signals. */
const waysOut = (sleep: () => string): string =>
  [
    `setsid ${sleep()} &`,
    `(cd / && setsid env -i ${sleep()}) &`,
    `(cd / && setsid env -i sh -c "${sleep()} & exit") &`,
    `(cd /; setsid env -i sh -c 'trap "" TERM HUP INT; ${sleep()}; ${sleep()}') &`,
  ].join(' ');

function sleepers() {
  const seconds: string[] = [];
  const next = (): string => `sleep ${(seconds.push(longSleep()), seconds.at(-1) ?? '')}`;
  const commands = () => seconds.map((each) => `sleep\0${each}`);
  return {
    next,
    run: () => commands().filter(isRunning),
    areGone: async () => (await Promise.all(commands().map(isGone))).every(Boolean),
  };
}

const test_ = hasProcessNamespace() ? test : test.skip;
if (!hasProcessNamespace()) {
  process.stderr.write('SKIPPED test/worker/left-behind: this system gives no process namespace (see docs/operations.md).\n');
}

test_('nothing that work started is left when it succeeded', async () => {
  const { next, areGone } = sleepers();
  bench.startWorker();
  const row = await bench.ended(await bench.submit(shellTask(`${waysOut(next)} sleep 0.3; echo x > x.txt`)));
  expect(row.status).toBe('COMPLETED');
  expect(await areGone()).toBe(true);
});

test_('nothing that work started is left when its task was cancelled', async () => {
  const { next, run, areGone } = sleepers();
  bench.startWorker();
  const id = await bench.submit(shellTask(`${waysOut(next)} sleep 300`));
  while (run().length < 4) await pause(25);
  const move = { from: ['HYDRATING', 'RUNNING'], to: 'CANCELLED', now: Date.now() } as const;
  expect(await bench.ports.tasks.moveTaskIfStatus(id, move)).toBeDefined();
  expect(await areGone()).toBe(true);
});

test_('work sees no process but its own, and so none of the worker and its variables', async () => {
  bench.startWorker({ environment: { ...process.env } });
  const look = 'cat /proc/[0-9]*/cmdline | tr "\\0" " "; echo; cat /proc/$PPID/environ | tr "\\0" "\\n" | cut -d= -f1';
  const id = await bench.submit(shellTask(look));
  await bench.ended(id);
  const output = (await bench.ports.events.getTaskOutput(id)) ?? '';
  expect(output).toContain('BGAGENT_TASK_ID');
  expect(output).not.toContain(process.argv[0]);
  expect(output).not.toMatch(/JEST|npm_/);
});

test_('an agent with a PATH of its own gets a namespace, too', async () => {
  const agents = { a: { command: ['/bin/sh', '-c', 'echo "pid $PPID"'], env: { PATH: '/nowhere' } } };
  bench.startWorker({ config: workerConfig.parse({ agents }) });
  const task = taskRow({ repo: null, resolved_workflow: { id: 'default/agent-v1', version: '1.0.0' } });
  expect(await bench.ended(await bench.submit(task))).toMatchObject({ status: 'COMPLETED' });
  expect(await bench.ports.events.getTaskOutput(task.task_id)).toBe('pid 1\n');
});

test_('a command that a signal ended says so', async () => {
  bench.startWorker();
  const row = await bench.ended(await bench.submit(shellTask('kill -KILL $$')));
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { category: 'agent' } });
  expect(row.error_message).toContain('killed by SIGKILL');
});
