/** What a handler answers, as a value; the envelope makes a response of it. */
import type { ApiError, ErrorCode } from '../../contracts/http/errors.ts';

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

/** Set on the answer to a request that was answered before. */
export const replayHeader = { 'idempotent-replay': 'true' } as const;
