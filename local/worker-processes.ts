/**
 * Runs workers as processes of their own, and starts a worker again when it ends by itself.
 * Invariant: no worker outlives the runtime. The standard input of each is a pipe from this process, and the worker ends when the
 * pipe closes, however this process ended.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { ulid } from 'ulid';
import type { WorkerRegister } from './folder/worker-register.ts';
import { RotatingLog } from './folder/rotating-log.ts';
import type { RuntimeLogger } from './runtime-logger.ts';

export interface WorkerOptions {
  readonly count: number;
  /** Tasks at once, per worker. */
  readonly concurrency: number;
  /** The runtime's folder. */
  readonly dir: string;
  readonly logs: string;
  /** Path of worker.yaml, where it is not the default one. */
  readonly config?: string;
  readonly logger: RuntimeLogger;
  readonly register: WorkerRegister;
  /** Program and first arguments, for tests. */
  readonly command?: readonly string[];
}

export interface WorkerProcesses {
  /** Asks the workers to end, and kills those that do not within five seconds. */
  readonly close: () => Promise<void>;
}

/**
 * Megabytes for young objects in a worker, for each of two halves. To start a command, the system copies the page tables of the worker,
 * so a worker that is small starts its commands sooner.
 */
const youngObjects = '--max-semi-space-size=4';
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;
/** A worker that ran this long had no trouble with its start: the next pause is short again. */
const steadyAfterMs = 60_000;
const patienceMs = 5_000;
/** Characters of what a worker said last that the warning about its end repeats. */
const longestReason = 2_000;
const workerProgram = join(import.meta.dirname, '..', 'worker', 'start.js');

export function startWorkers(options: WorkerOptions): WorkerProcesses {
  const workers = Array.from({ length: options.count }, (_none, index) => new WorkerProcess(options, index + 1));
  return {
    close: async () => {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}

class WorkerProcess {
  private readonly options: WorkerOptions;
  private readonly name: string;
  private readonly log: RotatingLog;
  private child: ChildProcess | undefined;
  private restart: NodeJS.Timeout | undefined;
  private pauseMs = firstPauseMs;
  private stopping = false;

  constructor(options: WorkerOptions, number: number) {
    this.options = options;
    this.name = `worker-${number}`;
    this.log = new RotatingLog(join(options.logs, `${this.name}.log`));
    this.start();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.restart);
    await this.end();
    await this.log.close();
  }

  private start(): void {
    const [program = process.execPath, ...first] = this.options.command ?? [process.execPath, youngObjects, workerProgram];
    const { dir, concurrency, config } = this.options;
    const id = ulid();
    const args = [
      ...first,
      '--dir',
      dir,
      '--concurrency',
      String(concurrency),
      '--id',
      id,
      '--exit-with-parent',
      ...(config === undefined ? [] : ['--config', config]),
    ];
    const started = Date.now();
    const { register } = this.options;
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.child = child;
    // Registered before the worker can take a task: so the next runtime finds every worker whose tasks it has to take up.
    if (child.pid !== undefined) register.add(id, child.pid);
    // Writing to the pipe of a worker that has ended fails, and nothing is lost by it.
    child.stdin.on('error', () => undefined);
    child.stdout.on('data', (chunk: Buffer) => {
      this.log.write(chunk);
    });
    let told = '';
    child.stderr.on('data', (chunk: Buffer) => {
      this.log.write(chunk);
      told = (told + chunk.toString()).slice(-longestReason);
    });
    child.on('error', (error) => {
      this.options.logger.warn(`The process of ${this.name} failed: ${error.message}`);
    });
    child.on('close', (code, signal) => {
      // Exit code 0: the worker has given its tasks back. Any other stays registered, so that the next runtime takes up its
      // tasks.
      if (code === 0) register.remove(id);
      // A worker that cannot start says why as its only words there, such as what is wrong in worker.yaml.
      const why = Date.now() - started < steadyAfterMs ? told : '';
      this.ended(code ?? signal ?? 'nothing', { ranMs: Date.now() - started, why });
    });
  }

  private ended(how: number | string, { ranMs, why }: { readonly ranMs: number; readonly why: string }): void {
    this.child = undefined;
    if (this.stopping) return;
    this.pauseMs = ranMs > steadyAfterMs ? firstPauseMs : Math.min(this.pauseMs * 2, longestPauseMs);
    // Lines of its log are JSON.
    const said = why.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
    const reason = said.map((line) => `\n  ${line}`).join('');
    this.options.logger.warn(
      `${this.name} ended (${how}). It starts again in ${this.pauseMs / 1_000} s. Its log is logs/${this.name}.log.${reason}`,
    );
    this.restart = setTimeout(() => {
      this.start();
    }, this.pauseMs);
  }

  private async end(): Promise<void> {
    const { child } = this;
    if (child === undefined) return;
    const closed = new Promise((resolve) => child.once('close', resolve));
    // The pipe stays open meanwhile, so that the worker can give its tasks back before it ends.
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
    await closed;
    clearTimeout(timer);
  }
}
