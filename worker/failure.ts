/**
 * Why a task failed, as the task API says it: a category and an errorClass (semantics 10), a title that is the failure's code,
 * a sentence that says what happened, and a remedy that says who must do what.
 * Example: failures.agent('The command failed: exit code 1.') → {ok: false, failure: {status: 'FAILED', …}}.
 */
import type { FailureClass, FailureOwner } from '../core/failure.ts';
import type { ErrorClassification } from '../contracts/task.ts';

export interface TaskFailure {
  readonly status: 'FAILED' | 'TIMED_OUT';
  readonly message: string;
  readonly classification: ErrorClassification;
}

export interface Failed {
  readonly ok: false;
  readonly failure: TaskFailure;
}

/** The result of a step of the work: its value, or the failure that ends the task. */
export type Step<T> = { readonly ok: true; readonly value: T } | Failed;

export const done = <T>(value: T): Step<T> => ({ ok: true, value });

interface Kind {
  readonly category: FailureClass;
  readonly by: FailureOwner;
  readonly title: string;
  readonly remedy: string;
  readonly retryable?: boolean;
}

export function failed(kind: Kind, message: string): Failed {
  const { category, by, title, remedy, retryable = false } = kind;
  const status = category === 'timeout' ? 'TIMED_OUT' : 'FAILED';
  const classification = { category, title, description: message, remedy, retryable, errorClass: by };
  return { ok: false, failure: { status, message, classification } };
}

/** The message ends with the remedy, because a fleet shows only the message of a task, and a person must act. */
export function withRemedy(category: 'auth' | 'config', title: string, message: string, remedy: string): Failed {
  const { failure } = failed({ category, by: 'service', title, remedy }, message);
  return { ok: false, failure: { ...failure, message: `${message.replace(/\.?$/, '.')} ${remedy}` } };
}

/** Files that a message names. */
const mostPlaces = 5;

/** One function per way in which a task fails. Each takes the sentence that says what happened. */
export const failures = {
  agent: (message: string): Failed =>
    failed(
      { category: 'agent', by: 'user', title: 'Agent failed', remedy: 'Read the task output, change the work, then retry.' },
      message,
    ),

  timeout: (message: string): Failed =>
    failed(
      { category: 'timeout', by: 'user', title: 'Time limit', remedy: 'Raise timeout_s or ask for less work, then retry.' },
      message,
    ),

  auth: (message: string, remedy: string): Failed => withRemedy('auth', 'Access refused', message, remedy),

  network: (message: string): Failed =>
    failed(
      {
        category: 'network',
        by: 'transient',
        title: 'Host unreachable',
        remedy: 'Retry. If it happens again, check the network.',
        retryable: true,
      },
      message,
    ),

  config: (message: string, remedy: string): Failed =>
    failed({ category: 'config', by: 'service', title: 'Not configured', remedy }, message),

  request: (message: string, remedy: string): Failed =>
    failed({ category: 'config', by: 'user', title: 'Request cannot be done', remedy }, message),

  /** The message ends with the remedy, as that of `auth`. */
  baseGone: (message: string, remedy: string): Failed =>
    failed({ category: 'config', by: 'user', title: 'Base branch gone', remedy }, `${message} ${remedy}`),

  blocked: (message: string): Failed =>
    failed(
      {
        category: 'blocked',
        by: 'user',
        title: 'Branch has other commits',
        remedy: 'Merge, rename or delete that branch, then retry.',
      },
      message,
    ),

  /** The message ends with the remedy, as that of `auth`. @param where names of files, and of other places of the change */
  secretInTheChange(where: readonly string[], undone: 'committed' | 'published' = 'committed'): Failed {
    const [shown, more] = [where.slice(0, mostPlaces).join(', '), where.length - mostPlaces];
    const places = more > 0 ? `${shown} and ${more} more` : shown;
    const remedy = 'Keep it out of the change, then retry. Where it was printed or stored elsewhere, replace it.';
    const message = `The change adds a known secret, so nothing was ${undone}: ${places}. ${remedy}`;
    return failed({ category: 'blocked', by: 'user', title: 'Secret in the change', remedy }, message);
  },

  claimedTooOften: (message: string): Failed =>
    failed(
      {
        category: 'compute',
        by: 'service',
        title: 'Claimed too often',
        remedy: "Read the workers' logs of this task, repair what ended the workers, then retry.",
      },
      message,
    ),

  /** Replaces the end that the table refuses, so `message` must be short. */
  endNotStored: (message: string): Failed =>
    failed(
      {
        category: 'compute',
        by: 'service',
        title: 'End not stored',
        remedy: "Read the worker's log, and look at the branch: the change may be there.",
      },
      message,
    ),

  worker: (message: string): Failed =>
    failed(
      {
        category: 'compute',
        by: 'transient',
        title: 'Worker failed',
        remedy: "Retry. If it happens again, read the worker's log.",
        retryable: true,
      },
      message,
    ),
} as const;
