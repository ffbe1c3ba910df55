/** What a handler answers, as a value; the envelope makes a response of it. */
import type { ApiError, ErrorCode, Problem } from '../../contracts/http/errors.ts';
import { limits } from '../../contracts/limits.ts';

type Headers = Readonly<Record<string, string>>;

export type Answer =
  | {
      readonly kind: 'data';
      readonly status: number;
      readonly data: unknown;
      readonly headers?: Headers;
      /** What the answer is known by, where that is not its text. */
      readonly etag?: string;
    }
  /** The caller has the answer that this ETag stands for. */
  | { readonly kind: 'unchanged'; readonly etag: string }
  /** `next`: token of the next page, signed. */
  | { readonly kind: 'page'; readonly items: readonly unknown[]; readonly next: string | undefined }
  | { readonly kind: 'text'; readonly body: string; readonly type: string; readonly next?: string | undefined }
  | { readonly kind: 'document'; readonly document: unknown }
  | Refusal;

export interface Refusal {
  readonly kind: 'error';
  readonly error: ApiError;
  readonly headers?: Headers;
}

export const data = (status: number, value: unknown, headers: Headers = {}): Answer => ({
  kind: 'data',
  status,
  data: value,
  headers,
});

export const refuse = (code: ErrorCode, message: string, more: Partial<ApiError> = {}): Refusal => ({
  kind: 'error',
  error: { code, message, ...more },
});

/** One sentence for one problem; for more, how many there are, as far as they were counted. */
export function validationError(details: readonly Problem[]): ApiError {
  const [first] = details;
  const count = details.length > limits.problems ? `more than ${limits.problems}` : details.length;
  const message = details.length === 1 && first ? first.message : `The request has ${count} problems; see details.`;
  return { code: 'VALIDATION_ERROR', message, details };
}

/** Set on the answer to a request that was answered before. */
export const replayHeader = { 'idempotent-replay': 'true' } as const;

export const otherBody = refuse(
  'IDEMPOTENCY_MISMATCH',
  'This Idempotency-Key was used for another request. Take a new key, or send the same method, path and body.',
);
