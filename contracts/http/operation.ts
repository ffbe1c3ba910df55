/** The form in which each operation of the API is described. */
import type { z } from 'zod';
import type { Scope } from '../scopes.ts';
import type { ErrorCode } from './errors.ts';

/** One operation as data: the router, the OpenAPI document and the client are made from it. */
export interface Operation {
  /** `worker`: not a part of the API of callers (contracts/worker-api.ts). */
  readonly tag: 'fleets' | 'tasks' | 'repositories' | 'service' | 'worker';
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** `{name}` is one segment, `{name+}` the rest of the path. */
  readonly path: `/v1/${string}`;
  readonly summary: string;
  /** `anyone` needs no token. */
  readonly access: 'anyone' | 'caller' | 'operator';
  /** The scope that a token needs which is narrowed to scopes; `any`: one of them. Absent: none. */
  readonly scope?: Scope | 'any';
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** The handler checks the body itself, in an order that a schema does not have. */
  readonly ownChecks?: true;
  /** Unknown query parameters are ignored, as in ABCA's task API; in other operations they are errors. */
  readonly otherQueryIgnored?: true;
  /** Takes the header `Idempotency-Key`. */
  readonly idempotencyKey?: true;
  /** Answers an ETag, and 304 to If-None-Match. */
  readonly etag?: true;
  readonly success: {
    readonly status: 200 | 201 | 202;
    /** `one` and `list` come in the envelope, `text` and `document` as they are; `rows` is a list or its text, `picture` one or its text. */
    readonly shape: 'one' | 'list' | 'rows' | 'picture' | 'text' | 'document';
    /** Of `data`; for a list, of one element. */
    readonly schema: z.ZodType;
    readonly description: string;
    /** Media type of the text of a `picture`, unless it is plain text. */
    readonly textType?: string;
  };
  readonly errors: readonly ErrorCode[];
}

/** Errors that every operation with a token may answer. */
export const commonErrors = ['UNAUTHORIZED', 'FORBIDDEN', 'INTERNAL_ERROR', 'SERVICE_UNAVAILABLE'] as const;
/** Errors of every operation that reads a body. */
export const bodyErrors = ['VALIDATION_ERROR', 'MALFORMED_JSON', 'PAYLOAD_TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'] as const;
