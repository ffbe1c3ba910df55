/**
 * Runs all functions in one thread at a time. A thread that has died, or in which an invocation timed out, is replaced at the
 * next invocation.
 */
import type { HostedFunction } from './function-messages.ts';
import { FunctionThread, type Call, type ThreadOptions } from './function-thread-handle.ts';

export type FunctionThreadsOptions = Pick<ThreadOptions, 'environment' | 'log' | 'silentMs'>;

export class FunctionThreads {
  private readonly functions: readonly HostedFunction[];
  private readonly options: FunctionThreadsOptions;
  private current: FunctionThread | undefined;
  /** The current thread, and those whose last invocations still run. */
  private readonly alive = new Set<FunctionThread>();

  constructor(functions: readonly HostedFunction[], options: FunctionThreadsOptions) {
    this.functions = functions;
    this.options = options;
  }

  /** Resolves when the bundle of a function is loaded. @throws FunctionError when it does not load */
  loaded(functionName: string): Promise<undefined> {
    return this.thread().loaded(functionName);
  }

  /** @throws FunctionError with the error of the function */
  invoke(call: Call): Promise<unknown> {
    return this.thread().invoke(call);
  }

  /** Ends all threads. Invocations that run fail. */
  async close(): Promise<void> {
    await Promise.all([...this.alive].map((thread) => thread.stop()));
  }

  private thread(): FunctionThread {
    if (this.current !== undefined) return this.current;
    const thread = new FunctionThread({
      ...this.options,
      functions: this.functions,
      onRetired: () => {
        if (this.current === thread) this.current = undefined;
      },
      onExit: () => this.alive.delete(thread),
    });
    this.alive.add(thread);
    this.current = thread;
    return thread;
  }
}
