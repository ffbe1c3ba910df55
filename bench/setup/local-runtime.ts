/** `bgagent local` as a process, as a user starts it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as z from 'zod';
import { createClient, type Client } from '../../contracts/http/client.ts';
import { closeInTheEnd } from './leave-nothing.ts';

const cli = join(import.meta.dirname, '..', '..', 'cli', 'bgagent.js');
const ready = z.object({ api_url: z.url(), token: z.string(), dir: z.string(), pid: z.number() });

/** Characters of the error output that are kept. */
const mostErrorOutput = 10_000;

export interface LocalRuntimeOptions {
  /** Number of workers that the runtime starts. Default 0. */
  readonly workers?: number | undefined;
  /** Tasks at once per worker. Default 4. */
  readonly concurrency?: number | undefined;
}

export interface Api {
  readonly url: string;
  readonly token: string;
}

export interface LocalRuntime {
  readonly client: Client;
  /** Where its API is, and the token of its user: for requests that the client does not make. */
  readonly api: Api;
  /** The runtime's folder, which stays when it has ended. */
  readonly dir: string;
  readonly pid: number;
  /** Milliseconds from the start of the process until it said that it serves. */
  readonly startMs: number;
  /** Ends it as Ctrl-C does. */
  stop(): Promise<void>;
  /** Ends it with SIGKILL. Resolves as soon as the process is gone; its workers may end a moment later. */
  kill(): Promise<void>;
}

/**
 * @param folder for the folder of the runtime and that of the settings; both are made when missing
 * @throws Error with the runtime's error output when it does not start
 */
export async function startLocalRuntime(folder: string, options: LocalRuntimeOptions = {}): Promise<LocalRuntime> {
  const start = performance.now();
  const runtime = spawnRuntime(folder, options);
  const gone = once(runtime, 'exit');
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<void> => {
    runtime.kill(signal);
    await gone;
  };
  const stop = closeInTheEnd(() => end('SIGTERM'));
  const { api_url: baseUrl, token, dir, pid } = await firstLine(runtime);
  const startMs = performance.now() - start;
  const kill = async (): Promise<void> => {
    await end('SIGKILL');
    await stop();
  };
  return { client: createClient({ baseUrl, token }), api: { url: baseUrl, token }, dir, pid, startMs, stop, kill };
}

function spawnRuntime(folder: string, { workers = 0, concurrency = 4 }: LocalRuntimeOptions) {
  const args = ['local', '--json', '--port', '0', '--dir', join(folder, 'runtime')];
  const flags = ['--workers', String(workers), '--concurrency', String(concurrency)];
  const env = { ...process.env, BGAGENT_CONFIG_DIR: join(folder, 'config') };
  return spawn(process.execPath, [cli, ...args, ...flags], { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function firstLine(runtime: ReturnType<typeof spawnRuntime>): Promise<z.infer<typeof ready>> {
  let errorOutput = '';
  runtime.stderr.setEncoding('utf8').on('data', (text: string) => {
    errorOutput = (errorOutput + text).slice(-mostErrorOutput);
  });
  const lines = createInterface({ input: runtime.stdout });
  const [first] = await Promise.race([once(lines, 'line'), once(runtime, 'close').then(() => [undefined])]);
  if (first === undefined) throw new Error(`The runtime did not start: ${errorOutput}`);
  return ready.parse(JSON.parse(String(first)));
}
