import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
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
  await writeFile(script, `import { appendFileSync } from 'node:fs';\n${note}\nconsole.log('hello');\n${then}\n`);
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
    expect(args).toEqual(['--dir', folder.path, '--concurrency', '3', '--exit-with-parent', '--config', '/w.yaml']);
  }
  await workers.close();
  expect(started.map(({ pid }) => isAlive(pid))).toEqual([false, false]);
  expect(await readFile(join(folder.path, 'worker-1.log'), 'utf8')).toBe('hello\n');
});

test('a worker that dies is started again', async () => {
  const { command, starts } = await standIn('process.exit(1);');
  const workers = startWorkers({ ...options(), count: 1, command });
  const started = await waitFor(starts, (notes) => notes.length >= 2);
  await workers.close();
  expect(new Set(started.map(({ pid }) => pid)).size).toBe(started.length);
});

test('a worker that does not end when it is asked to is ended', async () => {
  const { command, starts } = await standIn(`process.on('SIGTERM', () => {}); setInterval(() => {}, 1_000);`);
  const workers = startWorkers({ ...options(), count: 1, command });
  const [started] = await waitFor(starts, (notes) => notes.length === 1);
  await workers.close();
  expect(isAlive(started?.pid ?? 0)).toBe(false);
});
