import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { makeFolder, makeRepository, removeFolders } from './git-repository.ts';
import { startRuntimeDouble, type RuntimeDouble } from './runtime-double.ts';
import { shellTask } from './task-bench.ts';

const main = join(import.meta.dirname, '..', '..', 'worker', 'main.ts');

describe('a worker that cannot start', () => {
  const run = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', input: '' });
  afterAll(removeFolders);

  test.each([['--concurrency', 'many'], ['--no-such-flag']])('says how it is used: %j', (...args) => {
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
    await runtime.repos.putRepo({
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

  const start = (...args: string[]) => {
    const child = spawn(process.execPath, [main, '--dir', runtime.dir, ...args], {
      env: { ...process.env, TMPDIR: temporary },
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
    await runtime.queue.enqueue(row.task_id);
    return row;
  };
  const ended = async (taskId: string) => {
    for (let n = 0; n < 400; n += 1) {
      const row = await runtime.tasks.getTask(taskId);
      if (row?.completed_at) return row;
      await pause(50);
    }
    throw new Error('the task did not end');
  };
  const there = async (file: string) => {
    for (let n = 0; n < 400 && !existsSync(file); n += 1) await pause(50);
    return existsSync(file);
  };
  /** A task that says when it has begun, and leaves a trace if it is not killed within two seconds. */
  /** A task whose command starts a process of its own session, and goes on. */
  const longTask = async () => {
    const folder = makeFolder('marker');
    const [begun, pid] = [join(folder, 'begun'), join(folder, 'pid')];
    const wait = `while ! [ -s ${pid} ]; do sleep 0.05; done`;
    const row = await submit(`setsid sh -c 'echo $$ > ${pid}; exec sleep 300' & ${wait}; touch ${begun}; sleep 300`);
    return { row, begun, started: () => Number(readFileSync(pid, 'utf8')) };
  };

  const lives = (pid: number): boolean => {
    try {
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  };

  /** Patient where the machine is busy; a process that nobody kills lives on for minutes. */
  const gone = async (pid: number): Promise<boolean> => {
    for (let n = 0; n < 400 && lives(pid); n += 1) await pause(50);
    return !lives(pid);
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
    const { row, begun, started } = await longTask();
    expect(await there(begun)).toBe(true);
    worker.child.kill('SIGTERM');
    expect(await worker.exited).toEqual([0, null]);
    expect(await runtime.tasks.claimTaskIfFree(row.task_id, Date.now(), Date.now() + 1_000)).toMatchObject({
      previous: 'RUNNING',
    });
    expect(await gone(started())).toBe(true);
  });

  test('ends with its parent, even one that was killed, and so do its commands', async () => {
    const folder = makeFolder('parent');
    const pidFile = join(folder, 'pid');
    const script = `
      const child = require('node:child_process').spawn(process.execPath, ${JSON.stringify([main, '--dir', runtime.dir, '--exit-with-parent'])}, { stdio: ['pipe', 'ignore', 'ignore'] });
      require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(child.pid));`;
    const parent = spawn(process.execPath, ['-e', script], { env: { ...process.env, TMPDIR: temporary }, stdio: 'ignore' });
    children.push(parent);
    const { begun, started } = await longTask();
    expect(await there(begun)).toBe(true);
    const pid = Number(readFileSync(pidFile, 'utf8'));
    parent.kill('SIGKILL');
    expect(await gone(pid)).toBe(true);
    expect(await gone(started())).toBe(true);
    expect(readdirSync(temporary)).toEqual([]);
  });

  test('cleans up after one that was killed', async () => {
    const first = start();
    const { begun, started } = await longTask();
    expect(await there(begun)).toBe(true);
    first.child.kill('SIGKILL');
    await first.exited;
    expect(readdirSync(temporary)).toHaveLength(2);
    const second = start();
    const row = await submit('true');
    await ended(row.task_id);
    second.child.kill('SIGTERM');
    await second.exited;
    expect(readdirSync(temporary)).toEqual([]);
    expect(await gone(started())).toBe(true);
  });
});
