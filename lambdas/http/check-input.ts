/** Reads path, query, Idempotency-Key and body of a request by the schemas of its operation, and collects all problems. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import * as z from 'zod';
import { idempotencyKeyPattern, mustBeIdempotencyKey } from '../../contracts/fields.ts';
import type { ApiError, ErrorCode, Problem } from '../../contracts/http/errors.ts';
import type { Operation } from '../../contracts/http/operation.ts';
import { problemsOf, type ProblemOptions } from '../../contracts/http/problems.ts';
import { validationError } from './answer.ts';

export interface Input {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
  readonly idempotencyKey: string | undefined;
}

export type CheckedInput = { readonly ok: true; readonly input: Input } | { readonly ok: false; readonly error: ApiError };

/** @param options of the body: the keys that are named and not supported yet */
export function checkInput(
  operation: Operation,
  event: APIGatewayProxyEventV2,
  raw: { params: unknown; body: unknown },
  options: ProblemOptions = {},
): CheckedInput {
  const params = parse(operation.params, raw.params);
  if (!params.ok) return { ok: false, error: missing(params.problems) };
  const query = parse(querySchemaOf(operation), queryOf(event));
  const body = operation.ownChecks ? { ok: true as const, value: raw.body } : parse(operation.body, raw.body, options);
  const idempotencyKey = event.headers['idempotency-key'];
  const keyProblems = operation.ownChecks || operation.idempotencyKey !== true ? [] : checkKey(idempotencyKey);
  const problems = [...keyProblems, ...(query.ok ? [] : query.problems), ...(body.ok ? [] : body.problems)];
  if (!query.ok || !body.ok || problems.length > 0) return { ok: false, error: validationError(problems) };
  return { ok: true, input: { params: params.value, query: query.value, body: body.value, idempotencyKey } };
}

function querySchemaOf({ query = z.object({}), otherQueryIgnored }: Operation): z.ZodObject {
  return otherQueryIgnored ? query : query.strict();
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problems: readonly Problem[] };

function parse(schema: z.ZodType | undefined, value: unknown, options: ProblemOptions = {}): Parsed {
  if (schema === undefined) return { ok: true, value: undefined };
  const read = schema.safeParse(value);
  if (read.success) return { ok: true, value: read.data };
  return { ok: false, problems: problemsOf(schema, value, read.error, options) };
}

/** The query parameters; the values of a parameter that is given several times are joined by commas. */
function queryOf(event: APIGatewayProxyEventV2): Record<string, string> {
  const given = new URLSearchParams(event.rawQueryString);
  return Object.fromEntries([...new Set(given.keys())].map((name) => [name, given.getAll(name).join(',')]));
}

function checkKey(key: string | undefined): Problem[] {
  if (key === undefined || idempotencyKeyPattern.test(key)) return [];
  return [
    {
      path: '/Idempotency-Key',
      code: 'INVALID_VALUE',
      message: `The header Idempotency-Key ${mustBeIdempotencyKey}.`,
    },
  ];
}

const notFound: Readonly<Record<string, { code: ErrorCode; what: string }>> = {
  '/fleet_id': { code: 'FLEET_NOT_FOUND', what: 'fleet' },
  '/task_id': { code: 'TASK_NOT_FOUND', what: 'task' },
  '/command_id': { code: 'COMMAND_NOT_FOUND', what: 'command' },
};

/** An id of the wrong form cannot exist: that is a 404, not a 400. */
function missing(problems: readonly Problem[]): ApiError {
  for (const { path } of problems) {
    const found = notFound[path];
    if (found) return { code: found.code, message: `There is no such ${found.what}: its id is a ULID of 26 characters.` };
  }
  return validationError(problems);
}
