/** The task tokens of running executions. Each takes one answer: success or failure. */
import { randomUUID } from 'node:crypto';

/** The failure of a task. Retry and Catch match its `name`. */
export class TaskFailure extends Error {
  constructor(error: string, cause: string) {
    super(cause);
    this.name = error;
  }
}

/** Whether an answer to a token was taken, or why not. */
export type TokenAnswer = 'taken' | 'TaskDoesNotExist' | 'TaskTimedOut';

interface Waiting {
  readonly resolve: (output: unknown) => void;
  readonly reject: (failure: TaskFailure) => void;
}

/** How many ended tokens are remembered, to tell a late answer from a wrong one. The largest fleet has so many tokens. */
const rememberedTokens = 10_000;

export class TaskTokens {
  private readonly waiting = new Map<string, Waiting>();
  private readonly over = new Set<string>();

  mint(): string {
    return randomUUID();
  }

  /** Waits for the answer to a token. @throws TaskFailure when the answer is a failure */
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

  /** How many tokens have no answer yet. */
  get waitingCount(): number {
    return this.waiting.size;
  }

  /** `taken`: the token still takes an answer. */
  check(token: string): TokenAnswer {
    if (this.waiting.has(token)) return 'taken';
    return this.over.has(token) ? 'TaskTimedOut' : 'TaskDoesNotExist';
  }

  /** Ends a token without an answer, when its state timed out, failed or was stopped. */
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
    // A Set keeps the order of insertion, so its first token is the oldest.
    const [oldest] = this.over;
    if (this.over.size > rememberedTokens && oldest !== undefined) this.over.delete(oldest);
  }
}
