/** The workers of one scenario on a deployed stack: processes that the environment tells where tables, queue and bus are. */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { DeployedStack } from './deployed-stack.ts';
import type { SystemOptions } from './place.ts';
import { workerConfigOf } from './worker-config.ts';

const script = join(import.meta.dirname, '../../worker/main.ts');

type WorkerProcess = ReturnType<typeof startProcess>;

function startProcess(args: readonly string[], env: Readonly<Record<string, string>>, log: string) {
  const child = execa(process.execPath, [script, ...args], { reject: false, env, stdin: 'ignore', all: true, buffer: false });
  child.all.pipe(createWriteStream(log, { flags: 'a' }));
  return child;
}

export class DeployedWorkers {
  private readonly processes: readonly WorkerProcess[];

  private constructor(processes: readonly WorkerProcess[]) {
    this.processes = processes;
  }

  /** As many as the scenario asks for. */
  static async start(folder: string, options: SystemOptions, stack: DeployedStack): Promise<DeployedWorkers> {
    const { workers = 1, concurrency = 4 } = options;
    const config = join(folder, 'config');
    await mkdir(config, { recursive: true });
    const args = ['--config', await workerConfigOf(folder, options), '--concurrency', String(concurrency)];
    const env = { ...stack.worker_environment, BGAGENT_CONFIG_DIR: config };
    const log = join(stack.logs, 'workers.log');
    return new DeployedWorkers(Array.from({ length: workers }, () => startProcess(args, env, log)));
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    for (const each of this.processes) each.kill(signal);
    await Promise.all(this.processes);
  }
}
