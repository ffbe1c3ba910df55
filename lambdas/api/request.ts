/** The request that a handler gets: it has passed the schemas of its operation. */
import type * as z from 'zod';
import type { Operation } from '../../contracts/http/operation.ts';
import type { Answer } from './answer.ts';
import type { ApiPorts, Caller } from './api-ports.ts';

/** Signs and reads the `next_token`s of one list for one caller. Each rejects where the keys cannot be read. */
export interface PageTokens {
  sign(position: string): Promise<string>;
  /** The position; undefined for a token that is broken, that belongs to another list or caller, or whose key is gone. */
  read(token: string): Promise<string | undefined>;
}

type Part<O, K extends string> = O extends { readonly [P in K]: infer S extends z.ZodType } ? z.output<S> : undefined;

/** The body of an operation with `ownChecks` is any JSON; its handler checks it. */
export interface ApiRequest<O extends Operation = Operation> {
  readonly params: Part<O, 'params'>;
  readonly query: Part<O, 'query'>;
  readonly body: O extends { readonly ownChecks: true } ? unknown : Part<O, 'body'>;
  /** The JSON of the body as it came, before the schema filled in defaults. */
  readonly rawBody?: unknown;
  readonly caller: Caller;
  readonly requestId: string;
  readonly idempotencyKey: string | undefined;
  /** The header If-None-Match: ETags of answers that the caller has. */
  readonly ifNoneMatch: string | undefined;
  readonly method: string;
  readonly path: string;
  readonly pages: PageTokens;
}

export type Handler<O extends Operation> = (ports: ApiPorts, request: ApiRequest<O>) => Promise<Answer>;
