import { randomUUID } from 'node:crypto';

/** A failure that a task answered; `name` is what Retry and Catch match. */
export class TaskFailure extends Error {
  constructor(error: string, cause: string) {
    super(cause);
    this.name = error;
  }
}

/** How an answer to a token was taken. */
export type TokenAnswer = 'taken' | 'TaskDoesNotExist' | 'TaskTimedOut';

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (failure: TaskFailure) => void;
}

/** How many tokens that are over are remembered, to tell a late answer from a wrong one: those of the largest fleet. */
const rememberedTokens = 10_000;

/** The task tokens that are out: each is good for one answer. */
export class TaskTokens {
  private readonly waiting = new Map<string, Waiting>();
  private readonly over = new Set<string>();

  mint(): string {
    return randomUUID();
  }

  /** The answer to a token. @throws TaskFailure as the task failed */
  answer(token: string): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.waiting.set(token, { resolve, reject });
    });
  }

  succeed(token: string, output: unknown): TokenAnswer {
    return this.settle(token, (task) => {
      task.resolve(output);
    });
  }

  fail(token: string, error: string, cause: string): TokenAnswer {
    return this.settle(token, (task) => {
      task.reject(new TaskFailure(error, cause));
    });
  }

  /** How many tokens wait for their answer. */
  get waitingCount(): number {
    return this.waiting.size;
  }

  /** Whether a token still waits for its answer. */
  check(token: string): TokenAnswer {
    if (this.waiting.has(token)) return 'taken';
    return this.over.has(token) ? 'TaskTimedOut' : 'TaskDoesNotExist';
  }

  /** Ends a token without an answer: its state timed out, failed or was stopped. */
  drop(token: string): void {
    if (!this.waiting.delete(token)) return;
    this.remember(token);
  }

  private settle(token: string, how: (task: Waiting) => void): TokenAnswer {
    const task = this.waiting.get(token);
    if (task === undefined) return this.check(token);
    this.drop(token);
    how(task);
    return 'taken';
  }

  private remember(token: string): void {
    this.over.add(token);
    // A Set keeps the order of insertion: the first one is the oldest.
    const [oldest] = this.over;
    if (this.over.size > rememberedTokens && oldest !== undefined) this.over.delete(oldest);
  }
}
