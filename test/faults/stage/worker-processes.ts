/** Real workers on a stage's runtime, one of which a fault may kill. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const program = join(import.meta.dirname, '..', '..', '..', 'worker', 'main.ts');

/** Each does few tasks at a time, so that a kill concerns few of them. */
export class WorkerProcess {
  /** What it logged. */
  readonly said: string[] = [];
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;

  /** @param config path of a worker.yaml */
  constructor(dir: string, concurrency = 2, config?: string) {
    const named = config === undefined ? [] : ['--config', config];
    const args = [program, '--dir', dir, '--concurrency', String(concurrency), '--exit-with-parent', ...named];
    this.child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.said.push(chunk.toString()));
    }
    this.child.stdin?.on('error', () => undefined);
    this.ended = once(this.child, 'close');
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.child.kill(signal);
    await this.ended;
  }
}
