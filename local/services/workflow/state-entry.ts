import type { State } from './definition.ts';

/** What `$$.State` says of one attempt at a state. */
interface Attempt {
  readonly entered: number;
  readonly retryCount: number;
}

/** As the language says. */
const defaultMaxAttempts = 3;

/**
 * Follows one run through its states, for the context object: when the present state was entered and which retry this is.
 * The engine keeps that to itself, so it is worked out from how each attempt ended, with the same rules as the engine's.
 */
export class StateEntry {
  private attempt: Attempt | undefined;
  private next: Attempt | undefined;
  private retries: number[] = [];

  /** When the present state was entered; a retry does not enter it again. Later entries are always later. */
  get enteredTime(): string {
    return new Date(this.current().entered).toISOString();
  }

  get retryCount(): number {
    return this.current().retryCount;
  }

  succeeded(): void {
    this.leave();
  }

  /** @param error its name, as Retry and Catch match it */
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

  /** The first retrier that matches decides. */
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
