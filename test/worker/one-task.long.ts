/** Processes that do one task each over the API of workers, with no variable of AWS: to the end, killed, cancelled, told to end. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { build } from 'esbuild';
import type { TaskRow } from '../../contracts/task.ts';
import { startWorkerApi, type WorkerApi } from '../lambdas/worker-api/worker-api-server.ts';
import { patienceMs } from '../patience.ts';
import { putRepo } from '../tasks/task-platform.ts';
import { makeFolder, makeRepository, removeFolders } from './git-repository.ts';
import { isRunning, longSleep } from './running-processes.ts';
import { shellTask } from './task-bench.ts';

const door = join(import.meta.dirname, '..', '..', 'worker', 'one-task.ts');
const children: ChildProcess[] = [];
let api: WorkerApi;
let remote: ReturnType<typeof makeRepository>;

beforeEach(async () => {
  api = await startWorkerApi();
  remote = makeRepository();
  const nothing = {
    default_branch: null,
    tags: {},
    max_turns: null,
    max_budget_usd: null,
    build_command: null,
    lint_command: null,
  };
  const onboarded_at = new Date().toISOString();
  await putRepo(api.repos, { repo: 'acme/api', status: 'active', clone_url: remote.url, onboarded_at, ...nothing });
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await api.stop();
  removeFolders();
});

async function start(taskId: string, given: { claim?: number; token?: string } = {}) {
  const token = given.token ?? (await api.launch(taskId, given.claim));
  const env = {
    PATH: process.env['PATH'],
    HOME: makeFolder('home'),
    TMPDIR: makeFolder('tmp'),
    BGAGENT_API_URL: api.url,
    BGAGENT_TASK_ID: taskId,
    BGAGENT_LAUNCH_TOKEN: token,
    BGAGENT_WORK_DIR: makeFolder('work'),
    BGAGENT_WORKER_YAML: 'sandbox: none\n',
  };
  const child = spawn(process.execPath, [door], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  children.push(child);
  const log: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  const exited = once(child, 'exit').then(([code]: unknown[]) => code);
  return { child, token, exited, log: () => log.join('') };
}

async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
  for (const end = Date.now() + patienceMs; !(await holds());) {
    if (Date.now() > end) throw new Error('it did not come to that');
    await pause(50);
  }
}

const rowOf = async (taskId: string): Promise<TaskRow | undefined> => api.tasks.getTask(taskId);

test('a task is done to its end, and its token is in no command', async () => {
  const row = await api.put(shellTask('env; echo done > made.txt'));
  const { exited, log, token } = await start(row.task_id);
  expect([await exited, log()]).toEqual([0, expect.stringContaining('Task ended')]);
  expect(await rowOf(row.task_id)).toMatchObject({ error_message: null, status: 'COMPLETED', outcome: 'changed', claim: 1 });
  const output = (await api.events.getTaskOutput(row.task_id)) ?? '';
  expect(output).toContain('PATH=');
  expect(output).not.toContain('BGAGENT_LAUNCH_TOKEN');
  expect(output + log()).not.toContain(token);
  expect(log()).toContain(`"task_id":"${row.task_id}"`);
  expect((await api.events.getDiff(row.task_id))?.text).toContain('made.txt');
  expect(api.broken).toEqual([]);
});

test('one that is killed is claimed anew with the next number, and its first token is good for nothing', async () => {
  const seconds = longSleep();
  const row = await api.put(shellTask(`sleep ${seconds}`));
  const first = await start(row.task_id);
  await until(() => isRunning(`sleep\0${seconds}`));
  first.child.kill('SIGKILL');
  await first.exited;
  const late = await start(row.task_id, { token: first.token });
  expect([await late.exited, late.log()]).toEqual([3, expect.stringContaining('The task is not claimed')]);
  await until(async () => ((await api.tasks.getHeartbeats([row.task_id])).get(row.task_id)?.leaseUntil ?? 0) < Date.now());
  const second = await start(row.task_id, { claim: 2 });
  await until(async () => (await rowOf(row.task_id))?.claim === 2);
  await api.tasks.moveTaskIfStatus(row.task_id, { from: ['RUNNING'], to: 'CANCELLED', now: Date.now() });
  expect([await second.exited, second.log()]).toEqual([0, expect.stringContaining('Task given up')]);
  expect(await rowOf(row.task_id)).toMatchObject({ status: 'CANCELLED', claim: 2 });
});

test('one that is cancelled stops its commands', async () => {
  const seconds = longSleep();
  const row = await api.put(shellTask(`echo begun; sleep ${seconds}`));
  const { exited, log } = await start(row.task_id);
  await until(() => isRunning(`sleep\0${seconds}`));
  await api.tasks.moveTaskIfStatus(row.task_id, { from: ['RUNNING'], to: 'CANCELLED', now: Date.now() });
  expect([await exited, log()]).toEqual([0, expect.stringContaining('"why":"ended"')]);
  expect(isRunning(`sleep\0${seconds}`)).toBe(false);
  expect(await api.events.getTaskOutput(row.task_id)).toContain('begun');
});

test('one that is told to end gives its task back at once', async () => {
  const seconds = longSleep();
  const row = await api.put(shellTask(`sleep ${seconds}`));
  const { child, exited, log } = await start(row.task_id);
  await until(() => isRunning(`sleep\0${seconds}`));
  child.kill('SIGTERM');
  expect([await exited, log()]).toEqual([0, expect.stringContaining('"why":"closing"')]);
  expect(isRunning(`sleep\0${seconds}`)).toBe(false);
  expect((await api.tasks.getHeartbeats([row.task_id])).get(row.task_id)?.leaseUntil).toBeLessThan(Date.now());
  expect(await rowOf(row.task_id)).toMatchObject({ status: 'RUNNING', claim: 1 });
});

test('one without its variables names all of them', async () => {
  const child = spawn(process.execPath, [door], { env: { PATH: process.env['PATH'] }, stdio: ['ignore', 'ignore', 'pipe'] });
  const log: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()));
  expect(await once(child, 'exit')).toEqual([1, null]);
  for (const name of ['BGAGENT_API_URL', 'BGAGENT_TASK_ID', 'BGAGENT_LAUNCH_TOKEN']) expect(log.join('')).toContain(name);
});

test('no client of AWS and no store is among its code', async () => {
  const root = join(import.meta.dirname, '..', '..');
  const { metafile } = await build({
    ...{ entryPoints: [door], bundle: true, write: false, metafile: true, platform: 'node', format: 'esm', target: 'node24' },
    ...{ absWorkingDir: root, outfile: 'one-task.mjs', logLevel: 'silent', mainFields: ['module', 'main'] },
  });
  const files = Object.keys(metafile.inputs);
  expect(files).toContain('worker/start-one-task.ts');
  const ofAws = files.filter((file) =>
    /node_modules\/@aws-sdk\/|aws-clients|adapters\/(task|repo|fleet|secrets)\/|adapters\/bus/.test(file),
  );
  expect(ofAws).toEqual([]);
  expect(readFileSync(door, 'utf8')).not.toContain('@aws-sdk');
});
