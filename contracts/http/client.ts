/** A typed client of the API over fetch, made from the operations list: one method per operation id. */
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import * as z from 'zod';
import type { ErrorCode, Problem } from './errors.ts';
import { operations, type OperationId, type Operations } from './operations.ts';
import type { Operation } from './operation.ts';
import { nextTokenHeader, pagination, type Pagination } from './paging.ts';

/** The codes of the API, and those of failures on the way to it. */
export type ClientErrorCode = ErrorCode | 'UNREACHABLE' | 'ISSUER_UNREACHABLE' | 'UNEXPECTED_ANSWER';

/** Thrown by the `fetch` of the settings where a request cannot be sent with a token: its code and message are the answer. */
export class NotSent extends Error {
  readonly code: 'ISSUER_UNREACHABLE' | 'UNAUTHORIZED';

  constructor(code: NotSent['code'], message: string) {
    super(message);
    this.name = 'NotSent';
    this.code = code;
  }
}

export interface ClientError {
  readonly code: ClientErrorCode;
  readonly message: string;
  /** Null where there was no answer. */
  readonly request_id: string | null;
  /** A newer server may know further codes. */
  readonly details: readonly (Pick<Problem, 'path' | 'message'> & { readonly code: string })[];
  /** Seconds, where the API asks to wait. */
  readonly retry_after_s: number | null;
}

export type ClientAnswer<T> =
  | { readonly ok: true; readonly status: number; readonly data: T; readonly pagination?: Pagination; readonly headers: Headers }
  /** `status` is 0 where there was no answer. */
  | { readonly ok: false; readonly status: number; readonly error: ClientError };

/** One request and its answer, for `--debug`, without the token. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  readonly requestHeaders: Readonly<Record<string, string>>;
  readonly requestBody: string | undefined;
  readonly status: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;
}

export interface ClientSettings {
  /** Such as `http://127.0.0.1:4747`, with or without a slash at the end, and without `/v1`. */
  readonly baseUrl: string;
  readonly token?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly onExchange?: ((exchange: Exchange) => void) | undefined;
}

type Part<O, K extends string> = O extends { readonly [P in K]: infer S extends z.ZodType }
  ? { readonly [P in K]: z.input<S> }
  : unknown;
type QueryPart<O> = O extends { readonly query: infer S extends z.ZodType } ? { readonly query?: z.input<S> } : unknown;

/** The argument of a method: `params`, `query` and `body` of its operation, and further headers. */
export type RequestOf<O extends Operation> = Part<O, 'params'> &
  QueryPart<O> &
  Part<O, 'body'> & {
    readonly headers?: Readonly<Record<string, string>>;
    readonly signal?: AbortSignal;
  };

type Data<O extends Operation> = z.output<O['success']['schema']>;
/** The `data` of a method's answer. */
export type DataOf<O extends Operation> = O['success']['shape'] extends 'list'
  ? Data<O>[]
  : O['success']['shape'] extends 'rows'
    ? Data<O>[] | string
    : O['success']['shape'] extends 'picture'
      ? Data<O> | string
      : Data<O>;

type Method<O extends Operation> =
  object extends RequestOf<O>
    ? (request?: RequestOf<O>) => Promise<ClientAnswer<DataOf<O>>>
    : (request: RequestOf<O>) => Promise<ClientAnswer<DataOf<O>>>;

export type ClientOf<O extends Readonly<Record<string, Operation>>> = { readonly [K in keyof O]: Method<O[K]> };
export type Client = ClientOf<Pick<Operations, OperationId>>;

/** Any operation's request, as the sender sees it. */
interface AnyRequest {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * A client with one method per operation id: `client.submitFleet({ body, headers })`. A failure of server or network is an answer,
 * not an error that is thrown; an aborted `signal` is answered as UNREACHABLE.
 */
export const createClient = (settings: ClientSettings): Client => clientOf<Operations>(operations, settings);

/** A client of another list of operations. */
export function clientOf<O extends Readonly<Record<string, Operation>>>(operations: O, settings: ClientSettings): ClientOf<O> {
  const methods = Object.entries(operations).map(([id, operation]) => {
    return [id, (request: AnyRequest = {}) => send(settings, operation, request)] as const;
  });
  // One method per entry of the list that the type is derived from; each answers what its operation's schema parsed.
  return Object.fromEntries(methods) as ClientOf<O>;
}

async function send(settings: ClientSettings, operation: Operation, request: AnyRequest): Promise<ClientAnswer<unknown>> {
  const url = addressOf(settings.baseUrl, operation, request);
  const headers = headersOf(request);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const authorization = settings.token === undefined ? {} : { authorization: `Bearer ${settings.token}` };
  try {
    const response = await (settings.fetch ?? fetch)(url, {
      method: operation.method,
      headers: { ...headers, ...authorization },
      ...(body === undefined ? {} : { body }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    const text = await response.text();
    settings.onExchange?.({
      method: operation.method,
      url,
      requestHeaders: headers,
      requestBody: body,
      status: response.status,
      responseHeaders: Object.fromEntries(response.headers),
      responseBody: text,
    });
    return readAnswer(operation, response, text);
  } catch (error) {
    if (error instanceof NotSent) return failed(error.code === 'UNAUTHORIZED' ? 401 : 0, error.code, error.message);
    return unreachable(settings.baseUrl, error);
  }
}

/** The address of a request: path with its parameters, then the query. */
export function addressOf(baseUrl: string, operation: Operation, request: Pick<AnyRequest, 'params' | 'query'>): string {
  const path = operation.path.replaceAll(/\{(\w+)(\+?)\}/g, (_, name: string, rest: string) => {
    const value = textOf(request.params?.[name]);
    return rest === '' ? encodeURIComponent(value) : value.split('/').map(encodeURIComponent).join('/');
  });
  const given = Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined && value !== null);
  const query = new URLSearchParams(Object.fromEntries(given.map(([name, value]) => [name, textOf(value)]))).toString();
  return `${baseUrl.replace(/(?<!\/)\/+$/, '')}${path}${query === '' ? '' : `?${query}`}`;
}

/** Parameters are words, numbers or lists of words. */
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : Array.isArray(value) ? value.join(',') : JSON.stringify(value);

function headersOf(request: AnyRequest): Record<string, string> {
  const content: Record<string, string> = request.body === undefined ? {} : { 'content-type': 'application/json' };
  return { accept: 'application/json, text/plain;q=0.9, */*;q=0.8', ...content, ...request.headers };
}

function readAnswer(operation: Operation, response: Response, text: string): ClientAnswer<unknown> {
  const { status, headers } = response;
  if (!response.ok) return { ok: false, status, error: readError(response, text) };
  const { shape, schema } = operation.success;
  if (shape === 'text') return { ok: true, status, data: text, headers };
  if (shape === 'picture' && !isJson(headers)) return { ok: true, status, data: text, headers };
  if (shape === 'rows' && !isJson(headers)) return { ok: true, status, data: text, pagination: pageOf(headers), headers };
  const read = answerSchema(shape, schema).safeParse(
    shape === 'document' ? { data: jsonOrUndefined(text) } : jsonOrUndefined(text),
  );
  if (!read.success) return unexpected(status, read.error);
  const { data, pagination: page } = read.data;
  return { ok: true, status, data, headers, ...(page === undefined ? {} : { pagination: page }) };
}

const answerSchema = (shape: Operation['success']['shape'], schema: z.ZodType) =>
  shape === 'list' || shape === 'rows'
    ? z.object({ data: z.array(schema), pagination: pagination.optional() })
    : z.object({ data: schema, pagination: pagination.optional() });

const isJson = (headers: Headers): boolean => /^application\/json\b/.test(headers.get('content-type') ?? '');

function pageOf(headers: Headers): Pagination {
  const next = headers.get(nextTokenHeader);
  return { next_token: next, has_more: next !== null };
}

function unexpected(status: number, error: z.ZodError): ClientAnswer<never> {
  const where = error.issues.slice(0, 1).map((issue) => ` (${issue.path.join('.')}: ${issue.message})`);
  const message = `The server answered ${status} with something else than this client expects${where.join('')}.`;
  return failed(status, 'UNEXPECTED_ANSWER', `${message} Use the client of the server's version.`);
}

const errorEnvelope = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    request_id: z.string(),
    details: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).default([]),
  }),
});

function readError(response: Response, text: string): ClientError {
  const read = errorEnvelope.safeParse(jsonOrUndefined(text));
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
  const retry_after_s = Number.isFinite(wait) ? wait : null;
  if (!read.success) {
    const message = `The server answered ${response.status} without a reason that this client understands. Check the API address.`;
    return { code: 'UNEXPECTED_ANSWER', message, request_id: null, details: [], retry_after_s };
  }
  // A newer server may know further codes; callers compare with the ones that they know.
  const code = read.data.error.code as ClientErrorCode;
  return { ...read.data.error, code, retry_after_s };
}

function unreachable(baseUrl: string, error: unknown): ClientAnswer<never> {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
  return failed(0, 'UNREACHABLE', `Cannot reach ${baseUrl}: ${cause}.`);
}

const failed = (status: number, code: ClientErrorCode, message: string): ClientAnswer<never> => ({
  ok: false,
  status,
  error: { code, message, request_id: null, details: [], retry_after_s: null },
});
