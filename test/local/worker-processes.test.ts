import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openWorkerRegister } from '../../local/folder/worker-register.ts';
import { startWorkers } from '../../local/worker-processes.ts';
import { temporaryFolder } from './fixture-app.ts';
import { waitFor } from './fixture-runtime.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder.remove();
});

/** A stand-in for the worker: notes its number and arguments, and ends as it is told. */
async function standIn(then: string): Promise<{ command: string[]; starts: () => Promise<{ pid: number; args: string[] }[]> }> {
  const [script, notes] = [join(folder.path, 'worker.mjs'), join(folder.path, 'notes')];
  const note = `appendFileSync(${JSON.stringify(notes)}, JSON.stringify({ pid: process.pid, args: process.argv.slice(2) }) + '\\n');`;
  await writeFile(script, `import { appendFileSync } from 'node:fs';\nconsole.log('hello');\n${note}\n${then}\n`);
  const read = async () => {
    const lines = (await readFile(notes, 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
    // The script above wrote these.
    return lines.map((line) => JSON.parse(line) as { pid: number; args: string[] });
  };
  return { command: [process.execPath, script], starts: read };
}

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

const options = () => ({
  concurrency: 3,
  register: openWorkerRegister(join(folder.path, 'workers.json')),
  dir: folder.path,
  logs: folder.path,
  config: '/w.yaml',
  logger: { info: () => undefined, warn: () => undefined },
});

test('starts so many workers, tells them where the runtime is, keeps their output, and ends them', async () => {
  const { command, starts } = await standIn('process.stdin.resume();');
  const workers = startWorkers({ ...options(), count: 2, command });
  const started = await waitFor(starts, (notes) => notes.length === 2);
  for (const { args } of started) {
    const id = expect.stringMatching(/^[0-9A-Z]{26}$/) as string;
    expect(args).toEqual(['--dir', folder.path, '--concurrency', '3', '--id', id, '--exit-with-parent', '--config', '/w.yaml']);
  }
  await workers.close();
  expect(started.map(({ pid }) => isAlive(pid))).toEqual([false, false]);
  expect(await readFile(join(folder.path, 'worker-1.log'), 'utf8')).toBe('hello\n');
});

test('a worker that dies is started again, and the warning says why it died', async () => {
  const { command, starts } = await standIn(`console.error('worker.yaml:3: wrong\\nworker.yaml:4: too'); process.exitCode = 1;`);
  const warnings: string[] = [];
  const logger = { info: () => undefined, warn: (message: string) => warnings.push(message) };
  const workers = startWorkers({ ...options(), logger, count: 1, command });
  const started = await waitFor(starts, (notes) => notes.length >= 2);
  await workers.close();
  expect(warnings[0]).toBe(
    'worker-1 ended (1). It starts again in 2 s. Its log is logs/worker-1.log.\n  worker.yaml:3: wrong\n  worker.yaml:4: too',
  );
  expect(new Set(started.map(({ pid }) => pid)).size).toBe(started.length);
});

test('a worker that does not end when it is asked to is ended', async () => {
  const { command, starts } = await standIn(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1_000);`);
  const workers = startWorkers({ ...options(), count: 1, command });
  const [started] = await waitFor(starts, (notes) => notes.length === 1);
  await workers.close();
  expect(isAlive(started?.pid ?? 0)).toBe(false);
});

describe('the register of workers', () => {
  const open = () => openWorkerRegister(join(folder.path, 'workers.json'));

  test('tells the next runtime which of them are gone: by the process and its start', async () => {
    const { command, starts } = await standIn('process.stdin.resume();');
    const register = open();
    const workers = startWorkers({ ...options(), count: 1, command, register });
    const [started] = await waitFor(starts, (notes) => notes.length === 1);
    const id = started?.args[started.args.indexOf('--id') + 1] ?? '';
    expect(open().dead).toEqual([]);
    process.kill(started?.pid ?? 0, 'SIGKILL');
    await waitFor(
      () => Promise.resolve(open().dead),
      (dead) => dead.includes(id),
    );
    await workers.close();
  });

  test('a number that another process has now is a dead worker', async () => {
    await writeFile(join(folder.path, 'workers.json'), JSON.stringify([{ id: 'w', pid: process.pid, started: '1' }]));
    expect(open().dead).toEqual(['w']);
  });

  test('forgets workers that have given their tasks back, keeps a bounded number, and goes on with a broken file', async () => {
    const register = open();
    for (let n = 0; n < 500; n += 1) register.add(`w${n}`, 2 ** 22 - 1);
    register.remove('w499');
    const { dead } = open();
    expect(dead).not.toContain('w499');
    expect(dead).toContain('w498');
    expect(dead.length).toBeLessThan(300);
    await writeFile(join(folder.path, 'workers.json'), '{');
    expect(open().dead).toEqual([]);
  });
});
