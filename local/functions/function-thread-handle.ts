/**
 * The runtime's side of the thread of a function: starts the thread, gives it invocations, and tells their callers how they
 * ended. Invocations run in one thread side by side, so an invocation that times out cannot be stopped alone.
 */
import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Invocation, ThreadMessage, ThreadSettings } from './function-messages.ts';
import { errorOf } from '../error-facts.ts';
import type { RotatingLog } from '../folder/rotating-log.ts';

/** The error of an invocation, as Lambda tells it to the caller. `name` is the type of the error. */
export class FunctionError extends Error {
  constructor(type: string, message: string) {
    super(message);
    this.name = type;
  }
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: FunctionError) => void;
  readonly timer: NodeJS.Timeout;
}

export interface ThreadOptions extends ThreadSettings {
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly log: RotatingLog;
  /** Called once, when the thread takes no more invocations: it has died, or an invocation timed out in it. */
  readonly onRetired: () => void;
}

/**
 * In megabytes. V8 lets the young objects of each thread grow to 48 MB before it collects them, and there are six threads. The
 * old objects of a submit of 10,000 targets take about 100 MB.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 512 };

export class FunctionThread {
  private readonly options: ThreadOptions;
  private readonly worker: Worker;
  private readonly pending = new Map<string, Pending>();
  private readonly loaded = Promise.withResolvers<undefined>();
  private retired = false;

  constructor(options: ThreadOptions) {
    this.options = options;
    const { file, handler, functionName } = options;
    this.worker = new Worker(new URL('./function-thread.ts', import.meta.url), {
      workerData: { file, handler, functionName },
      env: { ...options.environment },
      resourceLimits,
      stdout: true,
      stderr: true,
    });
    this.loaded.promise.catch(() => undefined);
    this.follow();
  }

  /** Resolves when the bundle is loaded. @throws FunctionError when it does not load */
  get ready(): Promise<undefined> {
    return this.loaded.promise;
  }

  /** @throws FunctionError with the error of the function */
  invoke(event: unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = randomUUID();
      const timer = setTimeout(() => {
        this.timeOut(id);
      }, this.options.timeoutMs);
      this.pending.set(id, { resolve, reject, timer });
      const invocation: Invocation = { id, event: JSON.stringify(event), deadline: Date.now() + this.options.timeoutMs };
      this.worker.postMessage(invocation);
    });
  }

  /** Stops the thread. Invocations that run in it fail. */
  async stop(): Promise<void> {
    this.retired = true;
    await this.worker.terminate();
  }

  private follow(): void {
    this.worker.stdout.on('data', (chunk: Buffer) => {
      this.options.log.write(chunk);
    });
    this.worker.stderr.on('data', (chunk: Buffer) => {
      this.options.log.write(chunk);
    });
    this.worker.on('message', (message: ThreadMessage) => {
      this.receive(message);
    });
    this.worker.on('error', (error) => {
      const known = errorOf(error);
      this.options.log.write(`${known.stack ?? known.message}\n`);
      this.fail(new FunctionError('Runtime.UnhandledError', known.message));
    });
    this.worker.on('exit', (code) => {
      this.fail(new FunctionError('Runtime.ExitError', `The thread of the function exited with code ${code}.`));
    });
  }

  private receive(message: ThreadMessage): void {
    if (message.kind === 'ready') {
      this.loaded.resolve(undefined);
      return;
    }
    const waiting = this.take(message.id);
    if (message.kind === 'result') waiting?.resolve(JSON.parse(message.result));
    else waiting?.reject(new FunctionError(message.errorType, message.errorMessage));
    if (message.kind === 'failure') this.options.log.write(`${message.trace}\n`);
    if (this.retired && this.pending.size === 0) void this.worker.terminate();
  }

  /** Lambda would end the sandbox at once. Here other invocations run in the thread, so it ends after the last of them. */
  private timeOut(id: string): void {
    const seconds = (this.options.timeoutMs / 1_000).toFixed(2);
    this.take(id)?.reject(new FunctionError('Sandbox.Timedout', `Task timed out after ${seconds} seconds`));
    this.retire();
    if (this.pending.size === 0) void this.worker.terminate();
  }

  private fail(error: FunctionError): void {
    this.loaded.reject(error);
    for (const id of [...this.pending.keys()]) this.take(id)?.reject(error);
    this.retire();
  }

  private retire(): void {
    if (this.retired) return;
    this.retired = true;
    this.options.onRetired();
  }

  private take(id: string): Pending | undefined {
    const waiting = this.pending.get(id);
    this.pending.delete(id);
    clearTimeout(waiting?.timer);
    return waiting;
  }
}
