/** The process of an embedded runtime, as whoever started it sees it. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fromRuntime, type FromRuntime, type FromTester, type RuntimeSettings, type Service } from './runtime-messages.ts';

const script = join(import.meta.dirname, 'runtime-process.ts');
const hook = join(import.meta.dirname, 'crash-on-demand.ts');

export interface Access {
  readonly apiUrl: string;
  readonly token: string;
  /** With which its services let a client in. */
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export class RuntimeChild {
  /** What the runtime said, and what its process wrote to standard error. */
  readonly said: string[] = [];
  private readonly child: ChildProcess;
  private readonly ended: Promise<unknown>;
  private readonly ready = Promise.withResolvers<Access>();
  private crashed: ((functionName: string) => void) | undefined;

  /** @param standBefore answers where callers of a service are to find it */
  constructor(settings: RuntimeSettings, standBefore: (service: Service, url: string) => Promise<string>) {
    this.child = fork(script, [JSON.stringify(settings)], {
      execArgv: ['--import', hook],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.ended = once(this.child, 'close');
    this.child.stderr?.on('data', (chunk: Buffer) => this.said.push(chunk.toString()));
    this.child.on('message', (message) => {
      void this.receive(fromRuntime.parse(message), standBefore);
    });
    void this.ended.then(() => {
      this.ready.reject(new Error(`The runtime did not start: ${this.said.join('')}`));
    });
    this.ready.promise.catch(() => undefined);
  }

  /** Resolves when it serves. @throws Error with what it said when it does not start */
  get access(): Promise<Access> {
    return this.ready.promise;
  }

  /** Whether the process is there. */
  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** As a power cut would: no signal handler runs. */
  async kill(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    this.child.kill(signal);
    await this.ended;
  }

  /** Resolves when the process has ended. */
  async end(): Promise<void> {
    await this.ended;
  }

  /** Ends a function's thread in the middle of what it does. Resolves when it has ended. */
  async crash(functionName: string): Promise<void> {
    const done = new Promise<void>((resolve) => {
      this.crashed = (name) => {
        if (name === functionName) resolve();
      };
    });
    this.tell({ kind: 'crash', functionName });
    await Promise.race([done, this.ended]);
  }

  private tell(message: FromTester): void {
    if (this.child.connected) this.child.send(message, () => undefined);
  }

  private async receive(message: FromRuntime, standBefore: (service: Service, url: string) => Promise<string>): Promise<void> {
    switch (message.kind) {
      case 'service':
        this.tell({ kind: 'between', service: message.service, url: await standBefore(message.service, message.url) });
        return;
      case 'ready':
        this.ready.resolve(message);
        return;
      case 'crashed':
        this.crashed?.(message.functionName);
        return;
      case 'log':
        this.said.push(`${message.text}\n`);
    }
  }
}
