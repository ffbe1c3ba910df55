/**
 * The runtime's side of the thread that the functions share: starts the thread, gives it invocations, and tells their callers how
 * they ended. Invocations run in one thread side by side, so one that times out cannot be stopped alone.
 */
import { randomUUID } from 'node:crypto';
import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { HostedFunction, MessageFromThread, MessageToThread } from './function-messages.ts';
import { ThreadWatch } from './thread-watch.ts';
import { errorOf } from '../error-facts.ts';

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

export interface ThreadOptions {
  readonly functions: readonly HostedFunction[];
  /** Variables of the thread outside of every function. */
  readonly environment: Readonly<Record<string, string>>;
  /** Milliseconds without an answer after which the thread is ended. */
  readonly silentMs: number;
  /** Takes what functions write. Undefined: what belongs to no function. */
  readonly log: (functionName: string | undefined, text: string | Buffer) => void;
  /** Called once, when the thread takes no more invocations: it has died, or an invocation timed out in it. */
  readonly onRetired: () => void;
  /** Called once, when the thread is gone. */
  readonly onExit: () => void;
}

/** An invocation, as its caller wants it. */
export interface Call {
  readonly function: string;
  readonly event: unknown;
  readonly timeoutMs: number;
}

/**
 * In megabytes. V8 lets the young objects of a thread grow to 48 MB before it collects them. The old objects of a submit of
 * 10,000 targets take about 100 MB.
 */
const resourceLimits = { maxYoungGenerationSizeMb: 12, maxOldGenerationSizeMb: 512 };

export class FunctionThread {
  private readonly options: ThreadOptions;
  private readonly worker: Worker;
  private readonly watch: ThreadWatch;
  private readonly pending = new Map<string, Pending>();
  private readonly loading: ReadonlyMap<string, PromiseWithResolvers<undefined>>;
  private stillToLoad: number;
  private retired = false;

  constructor(options: ThreadOptions) {
    this.options = options;
    this.worker = new Worker(new URL('./function-thread.ts', import.meta.url), {
      env: { ...options.environment, ...compileCache() },
      workerData: { functions: options.functions.map(({ name }) => name) },
      resourceLimits,
      stdout: true,
      stderr: true,
    });
    this.watch = new ThreadWatch({
      silentMs: options.silentMs,
      ask: () => {
        this.send({ kind: 'ping' });
      },
      onSilent: () => {
        this.endSilent();
      },
    });
    this.loading = new Map(options.functions.map(({ name }) => [name, Promise.withResolvers<undefined>()]));
    this.stillToLoad = this.loading.size;
    for (const { promise } of this.loading.values()) promise.catch(() => undefined);
    this.follow();
    this.send({ kind: 'load', functions: options.functions });
  }

  /** Resolves when the bundle of a function is loaded. @throws FunctionError when it does not load */
  loaded(functionName: string): Promise<undefined> {
    return this.loading.get(functionName)?.promise ?? Promise.resolve(undefined);
  }

  /** @throws FunctionError with the error of the function */
  invoke({ function: name, event, timeoutMs }: Call): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const id = randomUUID();
      const timer = setTimeout(() => {
        this.timeOut(id, timeoutMs);
      }, timeoutMs);
      this.pending.set(id, { resolve, reject, timer });
      this.watchIfBusy();
      this.send({ kind: 'invoke', id, function: name, event: JSON.stringify(event), deadline: Date.now() + timeoutMs });
    });
  }

  /** Stops the thread. Invocations that run in it fail. */
  async stop(): Promise<void> {
    this.retired = true;
    await this.worker.terminate();
  }

  private send(message: MessageToThread): void {
    this.worker.postMessage(message);
  }

  private follow(): void {
    for (const stream of [this.worker.stdout, this.worker.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        this.options.log(undefined, chunk);
      });
    }
    this.worker.on('message', (message: MessageFromThread) => {
      this.receive(message);
    });
    // The thread itself has told the stack of the error, for the log.
    this.worker.on('error', (error) => {
      this.fail(new FunctionError('Runtime.UnhandledError', errorOf(error).message));
    });
    this.worker.on('exit', (code) => {
      this.fail(new FunctionError('Runtime.ExitError', `The thread of the functions exited with code ${code}.`));
      this.options.onExit();
    });
  }

  private receive(message: MessageFromThread): void {
    this.watch.answered();
    switch (message.kind) {
      case 'pong':
        return;
      case 'output':
        this.options.log(message.function, message.text);
        return;
      case 'loaded':
        this.loading.get(message.function)?.resolve(undefined);
        this.countLoaded();
        return;
      case 'not-loaded':
        this.options.log(message.function, `${message.trace}\n`);
        this.loading.get(message.function)?.reject(new FunctionError(message.errorType, message.errorMessage));
        this.countLoaded();
        return;
      case 'result':
        this.take(message.id)?.resolve(JSON.parse(message.result));
        break;
      case 'failure':
        this.options.log(message.function, `${message.trace}\n`);
        this.take(message.id)?.reject(new FunctionError(message.errorType, message.errorMessage));
        break;
    }
    this.endIfDone();
  }

  private countLoaded(): void {
    this.stillToLoad -= 1;
    this.watchIfBusy();
  }

  /** While bundles load the thread answers late, on a busy machine very late. */
  private watchIfBusy(): void {
    if (this.stillToLoad === 0 && this.pending.size > 0) this.watch.start();
  }

  /** Lambda would end the sandbox at once. Here other invocations run in the thread, so it ends after the last of them. */
  private timeOut(id: string, timeoutMs: number): void {
    const seconds = (timeoutMs / 1_000).toFixed(2);
    this.take(id)?.reject(new FunctionError('Sandbox.Timedout', `Task timed out after ${seconds} seconds`));
    this.retire();
    this.endIfDone();
  }

  /** It is not known which of the invocations keeps the thread from answering, so all of them fail. */
  private endSilent(): void {
    const seconds = this.options.silentMs / 1_000;
    const message = `The thread of the functions did not answer for ${seconds} seconds. It was ended.`;
    this.options.log(undefined, `${message}\n`);
    this.fail(new FunctionError('Sandbox.Timedout', message));
    void this.worker.terminate();
  }

  private endIfDone(): void {
    if (this.retired && this.pending.size === 0) void this.worker.terminate();
  }

  private fail(error: FunctionError): void {
    // In their order: the first that is not loaded yet is the one whose load ended the thread.
    for (const { reject } of this.loading.values()) reject(error);
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
    if (this.pending.size === 0) this.watch.stop();
    return waiting;
  }
}

/** A thread keeps compiled code where the process keeps it, if it does; so it starts in half the time. Functions do not see this variable. */
function compileCache(): Record<string, string> {
  const folder = getCompileCacheDir();
  // The folder of this version of Node.js, in the one that the variable names.
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}
