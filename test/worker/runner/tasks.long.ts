/** Whole tasks of a worker whose commands run in another container. */
import { readdirSync } from 'node:fs';
import { makeRepository, removeFolders } from '../git-repository.ts';
import { shellTask, startTaskBench, type TaskBench } from '../task-bench.ts';
import { startRunnerBench, testWithContainers, type RunnerBench } from './runner-bench.ts';

const test_ = testWithContainers('test/worker/runner/tasks');
let tasks: TaskBench;
let bench: RunnerBench;
beforeEach(async () => {
  [tasks, bench] = [await startTaskBench(), await startRunnerBench()];
});
afterEach(async () => {
  await tasks.stop();
  await bench.close();
  removeFolders();
});

test_('the work of a task is done there, and pushed from here', async () => {
  const repository = makeRepository();
  await tasks.onboard({ repo: 'acme/api', clone_url: repository.url, build_command: 'grep -q new file.txt' });
  const { walls, environment, workDir, privateDir } = bench;
  await bench.sandbox.remove();
  tasks.startWorker({ walls, environment });
  const row = await tasks.ended(await tasks.submit(shellTask('echo new > file.txt; ls -A .. > seen; cat /proc/1/cmdline')));
  expect(row).toMatchObject({ status: 'COMPLETED', outcome: 'changed', build_passed: true });
  expect(repository.fileOf(row.branch_name ?? '', 'seen').split('\n')).toEqual(['home', 'repo', 'tmp']);
  await tasks.closeWorkers();
  expect([readdirSync(workDir), readdirSync(privateDir)]).toEqual([['runner'], []]);
});

test_('a runner that a command kills fails the task as a fault of the worker', async () => {
  await tasks.onboard({ repo: 'acme/api', clone_url: makeRepository().url });
  tasks.startWorker({ walls: bench.walls, environment: bench.environment });
  const row = await tasks.ended(await tasks.submit(shellTask('kill -KILL $PPID; sleep 300')));
  expect(row).toMatchObject({ status: 'FAILED', error_classification: { errorClass: 'transient', retryable: true } });
  expect(row.error_message).toMatch(/^The worker failed: the command was lost: the runner ended before the command/);
});
