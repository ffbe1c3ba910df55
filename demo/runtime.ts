/** Runs the embedded runtime as a process of the demo. */
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { execa } from 'execa';
import * as z from 'zod';
import { binary, environmentOf } from './bgagent.ts';
import type { Workspace } from './workspace.ts';

export interface Runtime {
  readonly apiUrl: string;
  /** Ends the runtime and its workers. Resolves when the process has ended. */
  stop(): Promise<void>;
}

export interface RuntimeOptions {
  readonly workspace: Workspace;
  readonly args: readonly string[];
  readonly signal: AbortSignal;
  /** Called with each line on stderr until the runtime is ready. */
  readonly onLine: (line: string) => void;
}

/** The line that `bgagent local --json` prints as soon as it serves requests. */
const readyLine = z.object({ api_url: z.url() });

/** The first start in a clone also builds the app. */
const patienceToStartMs = 180_000;
const patienceToEndMs = 20_000;

/** @throws Error when the runtime ended, was not ready in time, or the signal stopped it; its process has then ended */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const child = spawnRuntime(options);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await child;
  };
  try {
    return { apiUrl: await untilServing(child, options), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Child = ReturnType<typeof spawnRuntime>;

function spawnRuntime({ workspace, args }: RuntimeOptions) {
  const child = execa(process.execPath, [binary, ...args], {
    cwd: workspace.folder,
    env: environmentOf(workspace),
    extendEnv: false,
    stdin: 'ignore',
    buffer: false,
    reject: false,
    forceKillAfterDelay: patienceToEndMs,
  });
  child.stderr.pipe(createWriteStream(join(workspace.logs, 'local.log')));
  return child;
}

async function untilServing(child: Child, { signal, onLine }: RuntimeOptions): Promise<string> {
  const words = createInterface({ input: child.stderr }).on('line', onLine);
  const waiting = AbortSignal.any([signal, AbortSignal.timeout(patienceToStartMs)]);
  const ready: Promise<unknown[]> = once(createInterface({ input: child.stdout }), 'line', { signal: waiting });
  const [line] = await Promise.race([ready, endOf(child)]);
  words.off('line', onLine);
  return readyLine.parse(JSON.parse(String(line))).api_url;
}

async function endOf(child: Child): Promise<never> {
  const { exitCode, signal } = await child;
  throw new Error(`The runtime ended before it served (${String(exitCode ?? signal)}).`);
}
