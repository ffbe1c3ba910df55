/** The setup of most figures: `bgagent local` as a process on an empty folder, one or more workers, and a client. */
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import * as z from 'zod';
import { createClient, type Client } from '../../contracts/http/client.ts';
import { emptyFolder } from './empty-folder.ts';
import { closeInTheEnd } from './leave-nothing.ts';

const root = join(import.meta.dirname, '..', '..');
const ready = z.object({ api_url: z.url(), token: z.string(), dir: z.string(), pid: z.number() });

export interface SetupOptions {
  /** Number of real worker processes. Undefined: one instant worker instead (instant-worker.ts). */
  readonly workers?: number;
  /** Tasks at once per real worker. */
  readonly concurrency?: number;
}

export interface BenchSetup {
  readonly client: Client;
  /** A temporary folder that `close` removes. */
  readonly folder: string;
  /** The largest memory of the runtime's process so far, in MB. */
  peakMemoryMb(): Promise<number>;
  /** Processor time of the runtime so far, with its functions and without workers. */
  processorSeconds(): Promise<number>;
  /** Resolves when the runtime has almost nothing left to do. */
  untilQuiet(): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error with the runtime's error output when it does not start */
export async function openSetup(options: SetupOptions = {}): Promise<BenchSetup> {
  const { folder, remove } = await emptyFolder();
  const runtime = startRuntime(folder, options);
  const stopRuntime = closeInTheEnd(async () => {
    runtime.kill('SIGTERM');
    await runtime;
  });
  const { api_url: baseUrl, token, dir, pid } = await firstLine(runtime);
  const worker = options.workers === undefined ? startInstantWorker(dir) : undefined;
  return {
    client: createClient({ baseUrl, token }),
    folder,
    peakMemoryMb: () => peakMemoryMb(pid),
    processorSeconds: () => processorSeconds(pid),
    untilQuiet: () => untilQuiet(pid),
    close: async () => {
      await worker?.stop();
      await stopRuntime();
      await remove();
    },
  };
}

async function firstLine(runtime: ReturnType<typeof startRuntime>): Promise<z.infer<typeof ready>> {
  const lines = createInterface({ input: runtime.stdout });
  const [first] = await Promise.race([once(lines, 'line'), runtime.then(() => [undefined])]);
  if (first === undefined) throw new Error(`The runtime did not start: ${(await runtime).stderr}`);
  return ready.parse(JSON.parse(String(first)));
}

function startRuntime(folder: string, { workers = 0, concurrency = 4 }: SetupOptions) {
  const args = ['local', '--json', '--port', '0', '--dir', join(folder, 'runtime')];
  const flags = ['--workers', String(workers), '--concurrency', String(concurrency)];
  const env = { BGAGENT_CONFIG_DIR: join(folder, 'config') };
  const streams = { stdin: 'ignore', buffer: { stdout: false, stderr: true } } as const;
  return execa(process.execPath, [join(root, 'cli', 'bgagent.js'), ...args, ...flags], { env, reject: false, ...streams });
}

/** A worker that does no work: instant-worker.ts. */
export const startInstantWorker = (dir: string): { stop: () => Promise<void> } =>
  startProcess(join(import.meta.dirname, 'instant-worker.ts'), [dir], {});

/** The worker of the product, with one task at a time. */
export const startRealWorker = (dir: string, env: Readonly<Record<string, string>>): { stop: () => Promise<void> } =>
  startProcess(join(root, 'worker', 'main.ts'), ['--dir', dir, '--concurrency', '1', '--exit-with-parent'], env);

/** The process ends with this one at the latest, because its standard input closes then. */
function startProcess(script: string, args: readonly string[], env: Readonly<Record<string, string>>) {
  const streams = { stdin: 'pipe', stdout: 'ignore', stderr: 'inherit' } as const;
  const worker = execa(process.execPath, [script, ...args], { reject: false, env, ...streams });
  const stop = closeInTheEnd(async () => {
    worker.kill('SIGTERM');
    await worker;
  });
  return { stop };
}

async function peakMemoryMb(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  if (kilobytes === undefined) throw new Error('This system does not tell how much memory a process had at most.');
  return Number(kilobytes) / 1_024;
}

/** Seconds between two readings, and the share of a processor below which a process counts as quiet. */
const lookEvery = 3;
const quietShare = 0.1;
const ticksPerSecond = 100;

async function untilQuiet(pid: number): Promise<void> {
  for (let before = await processorSeconds(pid); ;) {
    await sleep(lookEvery * 1_000);
    const now = await processorSeconds(pid);
    if ((now - before) / lookEvery < quietShare) return;
    before = now;
  }
}

/** Processor time of a process with all its threads. */
async function processorSeconds(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may hold any character. After it, the first field is number 3; numbers 14 and 15 are user and system time.
  const fields = status.slice(status.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}
