/** The worker as a process: its start, its end, and what is left of it. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { hasProcessNamespace } from '../../worker/sandbox/process-namespace.ts';
import { makeFolder, makeRepository, removeFolders } from './git-repository.ts';
import { isGone, isRunning, longSleep } from './running-processes.ts';
import { startRuntimeDouble, type RuntimeDouble } from './runtime-double.ts';
import { shellTask } from './task-bench.ts';
import { patienceMs } from '../patience.ts';
import { putRepo } from '../tasks/task-platform.ts';
import { takeHold } from '../../tasks/take-hold.ts';

const main = join(import.meta.dirname, '..', '..', 'worker', 'main.ts');

describe('a worker that cannot start', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', input: '' });
  afterAll(removeFolders);

  test.each([['--concurrency', 'many'], ['--no-such-flag']])('prints its usage: %j', (...args) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(2);
    expect(stderr).toContain('Usage: node worker/main.ts');
  });

  test('names the file and line of a bad configuration', () => {
    const file = join(makeFolder('config'), 'worker.yaml');
    writeFileSync(file, 'agents:\n  a:\n    comand: [x]\n');
    const { status, stderr } = run('--config', file);
    expect(status).toBe(1);
    expect(stderr).toContain(`${file}:3: agents.a`);
  });

  test('says where it looked for a runtime, or what is missing of its environment', () => {
    const dir = makeFolder('nothing');
    expect(run('--dir', dir)).toMatchObject({
      status: 1,
      stderr: `${dir} holds no runtime.json. Start the runtime with: bgagent local --dir ${dir}\n`,
    });
    expect(run().stderr).toContain('TASK_QUEUE_URL');
    writeFileSync(join(dir, 'runtime.json'), JSON.stringify({ api_url: 'http://127.0.0.1:1' }));
    const { status, stderr } = run('--dir', dir);
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining(`${dir}/runtime.json was written by another version of the runtime`),
    ]);
    expect(stderr).toContain('credentials: ');
    expect(stderr).toContain('Start the runtime again.\n');
  });
});

describe('a worker process', () => {
  let runtime: RuntimeDouble;
  let remote: ReturnType<typeof makeRepository>;
  let temporary: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    runtime = await startRuntimeDouble();
    remote = makeRepository();
    temporary = makeFolder('tmp');
    const unknown = {
      default_branch: null,
      tags: {},
      max_turns: null,
      max_budget_usd: null,
      build_command: null,
      lint_command: null,
    };
    await putRepo(runtime.repos, {
      repo: 'acme/api',
      status: 'active',
      clone_url: remote.url,
      ...unknown,
      onboarded_at: new Date().toISOString(),
    });
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await runtime.stop();
    removeFolders();
  });

  const environment = () => ({ ...process.env, TMPDIR: temporary, BGAGENT_CONFIG_DIR: makeFolder('config') });
  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [main, '--dir', runtime.dir, ...args], {
      env: environment(),
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    children.push(child);
    const log: string[] = [];
    child.stderr.on('data', (chunk: Buffer) => log.push(chunk.toString()));
    return { child, exited: once(child, 'exit'), log: () => log.join('') };
  };
  const submit = async (command: string) => {
    const row = shellTask(command);
    await runtime.tasks.putTaskIfAbsent(row);
    await runtime.queue.enqueue({ taskId: row.task_id, userId: row.user_id, lane: 'tasks' });
    return row;
  };
  const ended = async (taskId: string) => {
    for (const end = Date.now() + patienceMs; Date.now() < end;) {
      const row = await runtime.tasks.getTask(taskId);
      if (row?.completed_at) return row;
      await pause(50);
    }
    throw new Error('the task did not end');
  };
  /** A task whose command starts a process of its own session, and goes on. */
  const longTask = async () => {
    const [inOwnSession, itself] = [longSleep(), longSleep()];
    const row = await submit(`setsid sleep ${inOwnSession} & sleep ${itself}`);
    const commands = [`sleep\0${inOwnSession}`, `sleep\0${itself}`];
    return {
      row,
      hasBegun: async () => {
        for (const end = Date.now() + patienceMs; !commands.every(isRunning) && Date.now() < end;) await pause(50);
        return commands.every(isRunning);
      },
      allGone: async () => (await Promise.all(commands.map(isGone))).every(Boolean),
    };
  };

  test('finds the runtime by its file, does a task, logs JSON with its ids, and ends on SIGTERM', async () => {
    const worker = start('--concurrency', '2');
    const row = await submit('echo x > x.txt');
    expect(await ended(row.task_id)).toMatchObject({ status: 'COMPLETED', outcome: 'changed' });
    expect(remote.branches()).toEqual([row.branch_name]);
    worker.child.kill('SIGTERM');
    expect(await worker.exited).toEqual([0, null]);
    const lines = worker
      .log()
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(lines).toContainEqual(expect.objectContaining({ message: 'Task ended', task_id: row.task_id, status: 'COMPLETED' }));
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('that gets SIGTERM kills its commands and gives the task back', async () => {
    const worker = start();
    const { row, hasBegun, allGone } = await longTask();
    expect(await hasBegun()).toBe(true);
    worker.child.kill('SIGTERM');
    expect(await worker.exited).toEqual([0, null]);
    expect(
      await takeHold(runtime.tasks, row.task_id, { workerId: 'w', now: Date.now(), leaseUntil: Date.now() + 1_000 }),
    ).toMatchObject({
      previous: 'RUNNING',
    });
    expect(await allGone()).toBe(true);
  });

  test('ends with its parent, even one that was killed, and so do its commands', async () => {
    const script = `
      const args = ${JSON.stringify([main, '--dir', runtime.dir, '--exit-with-parent'])};
      require('node:child_process').spawn(process.execPath, args, { stdio: ['pipe', 'ignore', 'ignore'] });`;
    const parent = spawn(process.execPath, ['-e', script], { env: environment(), stdio: 'ignore' });
    children.push(parent);
    const { hasBegun, allGone } = await longTask();
    expect(await hasBegun()).toBe(true);
    parent.kill('SIGKILL');
    expect(await isGone(`${main}\0--dir\0${runtime.dir}\0--exit`)).toBe(true);
    expect(await allGone()).toBe(true);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('cleans up after one that was killed', async () => {
    const first = start();
    const { hasBegun, allGone } = await longTask();
    expect(await hasBegun()).toBe(true);
    first.child.kill('SIGKILL');
    await first.exited;
    expect(readdirSync(temporary)).toHaveLength(2);
    // In a namespace they end with the worker, without another one that cleans up.
    if (hasProcessNamespace()) expect(await allGone()).toBe(true);
    const second = start();
    const row = await submit('true');
    await ended(row.task_id);
    second.child.kill('SIGTERM');
    await second.exited;
    expect(readdirSync(temporary)).toEqual([]);
    expect(await allGone()).toBe(true);
  });
});
