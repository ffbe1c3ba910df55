/**
 * Follows one run through its states, to know when the present state was entered and which retry this is. Functions get both
 * from the context object, but the engine does not tell them. So this file works them out from how each attempt
 * ended, by the rules of the language.
 */
import type { State } from './definition.ts';

/** One attempt at a state. `entered` is in epoch milliseconds. */
interface Attempt {
  readonly entered: number;
  readonly retryCount: number;
}

/** The default of the language. */
const defaultMaxAttempts = 3;

export class StateEntry {
  private attempt: Attempt | undefined;
  private next: Attempt | undefined;
  private retries: number[] = [];

  /** When the present state was entered. A retry does not enter it again. Each entry has a later time than the one before. */
  get enteredTime(): string {
    return new Date(this.current().entered).toISOString();
  }

  get retryCount(): number {
    return this.current().retryCount;
  }

  succeeded(): void {
    this.leave();
  }

  /** @param error name of the error, as Retry and Catch match it */
  failed(state: State, error: string): void {
    const attempt = this.current();
    const willRetry = this.takeRetry(state, error);
    this.leave();
    if (!willRetry) return;
    this.next = { entered: attempt.entered, retryCount: attempt.retryCount + 1 };
  }

  private current(): Attempt {
    if (this.next !== undefined) return this.next;
    this.retries = [];
    this.next = { entered: Math.max(Date.now(), (this.attempt?.entered ?? 0) + 1), retryCount: 0 };
    return this.next;
  }

  private leave(): void {
    this.attempt = this.current();
    this.next = undefined;
  }

  /** Whether the state is tried again. The first retrier that matches the error decides. */
  private takeRetry({ Retry: retriers = [] }: State, error: string): boolean {
    const index = retriers.findIndex(({ ErrorEquals: names }) => names.some((name) => matches(name, error)));
    const retrier = retriers[index];
    if (retrier === undefined) return false;
    const used = this.retries[index] ?? 0;
    this.retries[index] = used + 1;
    return used < (retrier.MaxAttempts ?? defaultMaxAttempts);
  }
}

function matches(name: string, error: string): boolean {
  return name === error || name === 'States.ALL' || (name === 'States.TaskFailed' && error !== 'States.Timeout');
}
