/** Why a read failed, what that means for who looks at the page, and when it is tried again. */
import type { ClientError } from '../../contracts/http/client.ts';
import { retryDelay } from './intervals.ts';

/** An answer that is no success, thrown so that a read knows that it failed. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  readonly error: ClientError;
  constructor(status: number, error: ClientError) {
    super(error.message);
    this.status = status;
    this.error = error;
  }
}

/** `passing`: trying again may help. `refused`: it cannot, and the message of the API says why. */
export type FailureKind = 'passing' | 'signed-out' | 'forbidden' | 'not-found' | 'newer-server' | 'refused';

export function failureKind({ status, error }: Pick<ApiFailure, 'status' | 'error'>): FailureKind {
  if (status === 401) return 'signed-out';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 0 || status === 408 || status === 429 || status >= 500) return 'passing';
  return error.code === 'UNEXPECTED_ANSWER' ? 'newer-server' : 'refused';
}

/** Of a read that has failed since its last success. */
export interface Failed {
  readonly failure: ApiFailure;
  readonly count: number;
  /** Milliseconds until it is tried again; false: not by itself. */
  readonly again: number | false;
}

/** One more failure. @param chance from 0 to 1 */
export function failedAgain(before: Failed | undefined, failure: ApiFailure, chance: number): Failed {
  const count = (before?.count ?? 0) + 1;
  const again = failureKind(failure) === 'passing' && retryDelay(count - 1, failure.error.retry_after_s, chance);
  return { failure, count, again };
}
