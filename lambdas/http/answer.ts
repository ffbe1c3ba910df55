/** The answer of a handler as a value, which `envelope.ts` turns into a response. */
import type { ApiError, ErrorCode, Problem } from '../../contracts/http/errors.ts';
import type { Totals } from '../../contracts/http/paging.ts';
import { limits } from '../../contracts/limits.ts';

type Headers = Readonly<Record<string, string>>;

export type Answer =
  | {
      readonly kind: 'data';
      readonly status: number;
      readonly data: unknown;
      readonly headers?: Headers;
      /** The ETag, where it is not made from the text of the answer. */
      readonly etag?: string;
    }
  /** The caller already has the answer with this ETag. */
  | { readonly kind: 'unchanged'; readonly etag: string }
  /** `next`: token of the next page, signed. */
  | { readonly kind: 'page'; readonly items: readonly unknown[]; readonly next: string | undefined; readonly totals?: Totals }
  | {
      readonly kind: 'text';
      readonly body: string;
      readonly type: string;
      readonly next?: string | undefined;
      /** Absent: the answer has none. */
      readonly etag?: string;
    }
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

/** An error that says the only problem, or how many there are. More than `limits.problems` are not counted. */
export function validationError(details: readonly Problem[]): ApiError {
  const [first] = details;
  const count = details.length > limits.problems ? `more than ${limits.problems}` : details.length;
  const message = details.length === 1 && first ? first.message : `The request has ${count} problems; see details.`;
  return { code: 'VALIDATION_ERROR', message, details };
}
