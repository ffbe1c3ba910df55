/** The setup of most figures: `bgagent local` as a process on an empty folder, one or more workers, and a client. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import type { Client } from '../../contracts/http/client.ts';
import { emptyFolder } from './empty-folder.ts';
import { closeInTheEnd } from './leave-nothing.ts';
import { startLocalRuntime, type Api, type LocalRuntimeOptions } from './local-runtime.ts';
import { memoryOfTree, processorSecondsOfTree, type ProcessMemory } from './process-tree.ts';

const root = join(import.meta.dirname, '..', '..');

/** Without `workers`, one instant worker runs beside the runtime instead (instant-worker.ts). */
export type SetupOptions = LocalRuntimeOptions;

export interface BenchSetup {
  readonly client: Client;
  readonly api: Api;
  /** A temporary folder that `close` removes. */
  readonly folder: string;
  /** Memory of each process of the runtime now, without workers. */
  memory(): Promise<ProcessMemory[]>;
  /** Processor time of all processes of the runtime so far, without workers. */
  processorSeconds(): Promise<number>;
  /** Resolves when the runtime has almost nothing left to do. */
  untilQuiet(): Promise<void>;
  close(): Promise<void>;
}

/** @throws Error with the runtime's error output when it does not start */
export async function openSetup(options: SetupOptions = {}): Promise<BenchSetup> {
  const { folder, remove } = await emptyFolder();
  const runtime = await startLocalRuntime(folder, options);
  const { client, api, pid } = runtime;
  const worker = options.workers === undefined ? startInstantWorker(runtime.dir) : undefined;
  return {
    client,
    api,
    folder,
    memory: () => memoryOfTree(pid),
    processorSeconds: () => processorSecondsOfTree(pid),
    untilQuiet: () => untilQuiet(pid),
    close: async () => {
      await worker?.stop();
      await runtime.stop();
      await remove();
    },
  };
}

interface Stoppable {
  stop(): Promise<void>;
}

/** A worker that does no work: instant-worker.ts. */
export const startInstantWorker = (dir: string): Stoppable =>
  startProcess(join(import.meta.dirname, 'instant-worker.ts'), [dir], {});

/** The worker of the product. @param concurrency tasks at a time */
export function startRealWorker(dir: string, env: Readonly<Record<string, string>>, concurrency: number): Stoppable {
  const args = ['--dir', dir, '--concurrency', String(concurrency), '--exit-with-parent'];
  return startProcess(join(root, 'worker', 'main.ts'), args, env);
}

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

/** Seconds between two readings, and the share of a processor below which a process counts as quiet. */
const lookEvery = 3;
const quietShare = 0.1;

async function untilQuiet(pid: number): Promise<void> {
  for (let before = await processorSecondsOfTree(pid); ;) {
    await sleep(lookEvery * 1_000);
    const now = await processorSecondsOfTree(pid);
    if ((now - before) / lookEvery < quietShare) return;
    before = now;
  }
}
