/** The OpenAPI 3.1 document, made from the operations list. */
import * as z from 'zod';
import { idempotencyKeyPattern } from '../fields.ts';
import { detailCodes, errorStatus, type ErrorCode } from './errors.ts';
import { operationList } from './operations.ts';
import { apiVersion } from './service-operations.ts';
import { scopes } from '../scopes.ts';
import type { Operation } from './operation.ts';
import { nextTokenHeader, pagination } from './paging.ts';

type Json = Readonly<Record<string, unknown>>;
type Io = 'input' | 'output';

const errorEnvelope = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      request_id: z.string(),
      details: z
        .array(z.object({ path: z.string().describe('JSON Pointer'), code: z.enum(detailCodes), message: z.string() }))
        .optional(),
    }),
  })
  .meta({
    id: 'Error',
    examples: [{ error: { code: 'FLEET_NOT_FOUND', message: 'There is no fleet 01K5….', request_id: 'JKJaXmPLvHcESHA=' } }],
  });

/** Made once: it does not depend on the request. */
let document: Json | undefined;
export function openapiDocument(): Json {
  document ??= makeDocument();
  return document;
}

function makeDocument(): Json {
  const components: Record<string, unknown> = {};
  const paths: Record<string, Record<string, unknown>> = {};
  toSchema(errorEnvelope, 'output', components);
  for (const [id, operation] of operationList) {
    const path = operation.path.replace('+}', '}');
    paths[path] = { ...paths[path], [operation.method.toLowerCase()]: describeOperation(id, operation, components) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'bgagent: fleet jobs for background coding agents',
      version: apiVersion,
      description: about,
      license: { name: 'MIT-0', identifier: 'MIT-0' },
    },
    servers: [{ url: '/', description: 'The installation that serves this document' }],
    tags: tags.map(([name, description]) => ({ name, description })),
    security: [{ bearer: [] }],
    paths,
    components: {
      schemas: components,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

const about =
  'One piece of work against many repositories, many pull requests back. Every answer is `{data}`, `{data, pagination}` or ' +
  '`{error}`, and has the header `X-Request-Id`. A request that accepts `application/problem+json` gets errors as RFC 9457. ' +
  'Unknown keys of a body are errors; in the body of a task they are ignored, as in the task API of ABCA. ' +
  `A token may name scopes (${scopes.join(', ')}), and then allows no more than they do; to write includes to read. Where it names ` +
  'none, a person may do everything that is theirs, and a machine nothing but read who it is.';

const tags = [
  ['fleets', 'One intent over many targets'],
  ['tasks', 'Single tasks; a fleet creates one for each attempt of a target'],
  ['repositories', 'Repositories that tasks may work on; for operators'],
  ['service', 'Without a token'],
] as const;

function describeOperation(id: string, operation: Operation, components: Record<string, unknown>): Json {
  const requestBody = operation.body && {
    required: !operation.body.safeParse({}).success || operation.ownChecks === true,
    content: { 'application/json': { schema: toSchema(operation.body, 'input', components) } },
  };
  return {
    operationId: id,
    tags: [operation.tag],
    summary: operation.summary,
    ...permissionOf(operation),
    ...parametersOf(operation, components),
    ...(requestBody === undefined ? {} : { requestBody }),
    responses: responsesOf(operation, components),
  };
}

/** What a caller needs: OpenAPI 3.1 lets `bearer` name scopes; the words say when they count. */
function permissionOf({ access, scope }: Operation): Json {
  if (access === 'anyone') return { security: [] };
  const needed = scope === undefined || scope === 'any' ? [] : [scope];
  const who = access === 'operator' ? 'For operators, and for machines with the scope. ' : '';
  const words = scope === undefined ? '' : `A token with scopes needs ${scope === 'any' ? 'one of them' : scope}.`;
  return { security: [{ bearer: needed }], ...(who + words === '' ? {} : { description: who + words }) };
}

function parametersOf(operation: Operation, components: Record<string, unknown>): Json {
  const header = (name: string, pattern: string | undefined, description: string) => ({
    name,
    in: 'header',
    description,
    schema: { type: 'string', ...(pattern === undefined ? {} : { pattern }) },
  });
  const parameters = [
    ...parametersIn('path', operation.params, components),
    ...parametersIn('query', operation.query, components),
    ...(operation.idempotencyKey
      ? [
          header(
            'Idempotency-Key',
            idempotencyKeyPattern.source,
            'Requests with the same key, method, path and body are carried out once.',
          ),
        ]
      : []),
    ...(operation.etag ? [header('If-None-Match', undefined, 'An ETag: answers 304 while nothing has changed.')] : []),
  ];
  return parameters.length === 0 ? {} : { parameters };
}

function parametersIn(place: 'path' | 'query', schema: z.ZodObject | undefined, components: Record<string, unknown>): Json[] {
  return Object.entries(schema?.shape ?? {}).map(([name, field]) => {
    const described = z.globalRegistry.get(field)?.description;
    const optional = field instanceof z.ZodType && field.safeParse(undefined).success;
    return {
      name,
      in: place,
      required: place === 'path' || !optional,
      ...(described === undefined ? {} : { description: described }),
      // A list in a query is text: the words are separated by commas.
      schema: field instanceof z.ZodType ? toSchema(field, 'input', components) : {},
    };
  });
}

function responsesOf(operation: Operation, components: Record<string, unknown>): Json {
  const { status, description } = operation.success;
  const success = { description, headers: successHeaders(operation), content: contentOf(operation, components) };
  return {
    [status]: success,
    ...(operation.success.status === 201
      ? { 200: { ...success, description: 'The same key again: the task as it is now.' } }
      : {}),
    ...(operation.etag ? { 304: { description: 'Nothing has changed since the ETag.' } } : {}),
    ...errorsOf(operation.errors),
  };
}

const headerOf = (description: string) => ({ description, schema: { type: 'string' } });

function successHeaders({ etag, idempotencyKey, success }: Operation): Json {
  return {
    'X-Request-Id': headerOf('Name of this request in the logs.'),
    ...(etag
      ? {
          ETag: headerOf(
            'Changes when the answer changes. That of a fleet or of its graph is weak: it does not change with the times of what runs.',
          ),
        }
      : {}),
    ...(idempotencyKey ? { 'Idempotent-Replay': headerOf('`true` if the request was carried out before.') } : {}),
    ...(success.shape === 'rows' ? { [nextTokenHeader]: headerOf('Token of the next page, if the answer is text.') } : {}),
  };
}

function contentOf({ success }: Operation, components: Record<string, unknown>): Json {
  const schema = toSchema(success.schema, 'output', components);
  const text = { schema: { type: 'string' } };
  const envelope = (data: Json, more: Json = {}) => ({
    schema: { type: 'object', required: ['data', ...Object.keys(more)], properties: { data, ...more } },
  });
  const list = () => envelope({ type: 'array', items: schema }, { pagination: toSchema(pagination, 'output', components) });
  switch (success.shape) {
    case 'one':
      return { 'application/json': envelope(schema) };
    case 'list':
      return { 'application/json': list() };
    case 'rows':
      return { 'application/json': list(), 'application/x-ndjson': text, 'text/csv': text };
    case 'picture':
      return { 'application/json': envelope(schema), [success.textType ?? 'text/plain']: text };
    case 'text':
      return { 'text/plain': text };
    case 'document':
      return { 'application/json': { schema } };
  }
}

function errorsOf(codes: readonly ErrorCode[]): Json {
  const statuses = [...new Set(codes.map((code) => errorStatus[code]))].sort((a, b) => a - b);
  const schema = toSchema(errorEnvelope, 'output', {});
  return Object.fromEntries(
    statuses.map((status) => {
      const here = [...new Set(codes.filter((code) => errorStatus[code] === status))];
      return [status, { description: here.join(', '), content: { 'application/json': { schema } } }];
    }),
  );
}

/** The JSON Schema of a value; each schema with an id becomes a component. */
function toSchema(schema: z.ZodType, io: Io, components: Record<string, unknown>): Json {
  const made = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      simplify(jsonSchema, io);
    },
  });
  // A JSON Schema is plain data, which JSON keeps.
  const { $defs = {}, ...own } = JSON.parse(JSON.stringify(made).replaceAll('#/$defs/', '#/components/schemas/')) as {
    $defs?: Record<string, Json>;
  };
  for (const [name, definition] of Object.entries($defs)) components[name] = withoutNames(definition);
  return withoutNames(own);
}

/** Drops keywords that tell a reader nothing, and those that would forbid a later version to answer with more keys. */
function simplify(schema: z.core.JSONSchema.BaseSchema, io: Io): void {
  if (schema.format === 'date-time') delete schema.pattern;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (io === 'output' && schema.additionalProperties === false) delete schema.additionalProperties;
}

const withoutNames = (schema: Json): Json =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => name !== 'id' && name !== '$schema'));
