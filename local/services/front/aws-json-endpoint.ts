/** Serves the operations of a service in one of AWS's JSON protocols, on a free port. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { z } from 'zod';
import { listen, type Listening } from '../../server/listen.ts';
import type { Credentials } from './local-client.ts';
import { onlyWithCredentials } from './only-with-credentials.ts';
import { readBody } from '../../server/request-body.ts';
import { messageOf } from '../../../core/text/message-of-error.ts';

/** A service that cannot do an operation now: clients try again. */
export class InternalError extends Error {}

/** An error answer of a service. `code` is the name by which AWS clients know the error. */
export class AwsJsonError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The body of a response as JSON text, from an engine that answers text. */
export class JsonText {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** One operation: takes the parsed body of the request, answers the body of the response. */
export type Operation = (input: unknown) => object | Promise<object>;

export interface AwsJsonService {
  /** The part of the header `X-Amz-Target` before the dot. */
  readonly target: string;
  readonly contentType: 'application/x-amz-json-1.0' | 'application/x-amz-json-1.1';
  readonly operations: Readonly<Record<string, Operation>>;
}

/** In bytes. */
const bodyLimit = 16 * 1024 * 1024;

/** An operation that checks its input with a schema first. A wrong input gets ValidationException. */
export function operation<T extends z.ZodType>(schema: T, run: (input: z.infer<T>) => object | Promise<object>): Operation {
  return (input) => {
    const parsed = schema.safeParse(input);
    if (parsed.success) return run(parsed.data);
    const problems = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new AwsJsonError('ValidationException', problems.join('; '));
  };
}

export function startAwsJsonEndpoint(service: AwsJsonService, credentials: Credentials): Promise<Listening> {
  return listen(onlyWithCredentials(awsJsonServer(service), credentials), 0);
}

/** The server of a service, which does not listen yet and checks no credentials. */
export function awsJsonServer(service: AwsJsonService): Server {
  return createServer((request, response) => {
    void answer(service, request, response);
  });
}

async function answer(service: AwsJsonService, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, body } = await perform(service, request).then(
    (result) => ({ status: 200, body: result }),
    (error: unknown) => failure(error),
  );
  response
    .writeHead(status, { 'content-type': service.contentType })
    .end(body instanceof JsonText ? body.text : JSON.stringify(body));
}

async function perform(service: AwsJsonService, request: IncomingMessage): Promise<object> {
  const body = await readBody(request, bodyLimit);
  const [target, name] = (request.headers['x-amz-target']?.toString() ?? '').split('.');
  const run =
    target === service.target && name !== undefined && Object.hasOwn(service.operations, name)
      ? service.operations[name]
      : undefined;
  if (run === undefined) {
    throw new AwsJsonError('UnknownOperationException', `The embedded runtime has no operation ${target ?? ''}.${name ?? ''}.`);
  }
  if (body === undefined) throw new AwsJsonError('RequestEntityTooLargeException', 'The request is too long.');
  return run(parseJson(body.toString('utf8')));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text === '' ? '{}' : text);
  } catch {
    throw new AwsJsonError('SerializationException', 'The request is not JSON.');
  }
}

function failure(error: unknown): { status: number; body: object } {
  if (error instanceof AwsJsonError) return { status: 400, body: { __type: error.code, message: error.message } };
  const code = error instanceof InternalError ? 'InternalServerError' : 'InternalFailure';
  return { status: 500, body: { __type: code, message: messageOf(error) } };
}
