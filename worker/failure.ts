/**
 * Why a task failed, in the task API's words: category and errorClass as in semantics 10, a title that becomes the failure's
 * code, a sentence that says what happened, and a remedy that says who should do what.
 * Example: failures.agent('The command ended with exit code 1.') → {category: 'agent', errorClass: 'user', …}.
 */
import type { FailureClass, FailureOwner } from '../core/failure.ts';
import type { ErrorClassification } from '../contracts/task.ts';

export interface TaskFailure {
  readonly status: 'FAILED' | 'TIMED_OUT';
  readonly message: string;
  readonly classification: ErrorClassification;
}

/** A step that either has its value or ends the task. */
export type Step<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: TaskFailure };

export const done = <T>(value: T): Step<T> => ({ ok: true, value });
export const failed = (failure: TaskFailure): { ok: false; failure: TaskFailure } => ({ ok: false, failure });

interface Kind {
  readonly category: FailureClass;
  readonly by: FailureOwner;
  readonly title: string;
  readonly remedy: string;
  readonly retryable?: boolean;
}

function failure(kind: Kind, message: string): TaskFailure {
  const { category, by, title, remedy, retryable = false } = kind;
  const status = category === 'timeout' ? 'TIMED_OUT' : 'FAILED';
  return { status, message, classification: { category, title, description: message, remedy, retryable, errorClass: by } };
}

/** One function per way in which a task fails; each takes the sentence that says what happened. */
export const failures = {
  agent: (message: string): TaskFailure =>
    failure(
      { category: 'agent', by: 'user', title: 'Agent failed', remedy: 'Read the task output, change the work, then retry.' },
      message,
    ),

  timeout: (message: string): TaskFailure =>
    failure(
      { category: 'timeout', by: 'user', title: 'Time limit', remedy: 'Raise timeout_s or ask for less work, then retry.' },
      message,
    ),

  /** Its message ends with the remedy: a fleet shows nothing else of a task, and here somebody must act. */
  auth: (message: string, remedy: string): TaskFailure => ({
    ...failure({ category: 'auth', by: 'service', title: 'Access refused', remedy }, message),
    message: `${message.replace(/\.?$/, '.')} ${remedy}`,
  }),

  network: (message: string): TaskFailure =>
    failure(
      {
        category: 'network',
        by: 'transient',
        title: 'Host unreachable',
        remedy: 'Try again; if it stays, check the network.',
        retryable: true,
      },
      message,
    ),

  config: (message: string, remedy: string): TaskFailure =>
    failure({ category: 'config', by: 'service', title: 'Not configured', remedy }, message),

  request: (message: string, remedy: string): TaskFailure =>
    failure({ category: 'config', by: 'user', title: 'Request cannot be done', remedy }, message),

  blocked: (message: string): TaskFailure =>
    failure(
      {
        category: 'blocked',
        by: 'user',
        title: 'Branch has other commits',
        remedy: 'Merge, rename or delete that branch, then retry.',
      },
      message,
    ),

  claims: (message: string): TaskFailure =>
    failure(
      {
        category: 'compute',
        by: 'service',
        title: 'Claimed too often',
        remedy: "Read the workers' logs for this task, mend what ended them, then retry.",
      },
      message,
    ),

  /** What it says of itself cannot be kept, so this is all that is told. */
  ending: (message: string): TaskFailure =>
    failure(
      {
        category: 'compute',
        by: 'service',
        title: 'End not stored',
        remedy: 'Read the worker log, and look at the branch: the work may be there.',
      },
      message,
    ),

  worker: (message: string): TaskFailure =>
    failure(
      {
        category: 'compute',
        by: 'transient',
        title: 'Worker failed',
        remedy: 'Try again; if it stays, read the worker log.',
        retryable: true,
      },
      message,
    ),
} as const;
