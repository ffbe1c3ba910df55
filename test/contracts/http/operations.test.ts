import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addressOf, createClient } from '../../../contracts/http/client.ts';
import { openapiDocument } from '../../../contracts/http/openapi.ts';
import { operationList, operations } from '../../../contracts/http/operations.ts';
import { errorStatus } from '../../../contracts/http/errors.ts';

interface Described {
  readonly operationId: string;
  readonly responses: Record<string, unknown>;
  readonly parameters?: { name: string; in: string }[];
  readonly requestBody?: unknown;
  readonly security?: unknown[];
  readonly description?: string;
}
const document = openapiDocument() as {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, unknown> };
};

describe('the OpenAPI document', () => {
  test('has every operation, and no other', () => {
    const described = Object.values(document.paths).flatMap((path) => Object.values(path).map(({ operationId }) => operationId));
    expect(described.sort()).toEqual(operationList.map(([id]) => id).sort());
  });

  test.each(operationList)('tells of %s what its operation says', (id, operation) => {
    const described = document.paths[operation.path.replace('+}', '}')]?.[operation.method.toLowerCase()];
    expect(described?.operationId).toBe(id);
    const statuses = new Set(operation.errors.map((code) => String(errorStatus[code])));
    expect(Object.keys(described?.responses ?? {})).toEqual(
      expect.arrayContaining([String(operation.success.status), ...statuses]),
    );
    const inPath = [...operation.path.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => name);
    expect(described?.parameters?.filter((one) => one.in === 'path').map(({ name }) => name) ?? []).toEqual(inPath);
    expect(Object.keys(operation.params?.shape ?? {})).toEqual(inPath);
    expect(described?.requestBody !== undefined).toBe(operation.body !== undefined);
    expect(described?.security?.length === 0).toBe(operation.access === 'anyone');
  });

  test('says which scope an operation needs', () => {
    const { putRepo, getRepo, listFleets, getMe } = Object.fromEntries(
      Object.values(document.paths).flatMap((path) => Object.values(path).map((one) => [one.operationId, one])),
    );
    const needs = (one: Described | undefined) => [one?.security, one?.description];
    expect([putRepo, getRepo, listFleets, getMe].map(needs)).toEqual([
      [[{ bearer: ['repos:write'] }], 'For operators, and for machines with the scope. A token with scopes needs repos:write.'],
      [[{ bearer: [] }], 'A token with scopes needs one of them.'],
      [[{ bearer: ['fleets:read'] }], 'A token with scopes needs fleets:read.'],
      [[{ bearer: [] }], undefined],
    ]);
  });

  test('points nowhere that is not there', () => {
    const pointers = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, to]) => to ?? '');
    expect(pointers.length).toBeGreaterThan(20);
    for (const to of new Set(pointers)) {
      expect(Object.keys(document.components.schemas)).toContain(to.replace('#/components/schemas/', ''));
    }
  });

  test('says of every max_budget_usd when it is not enforced', () => {
    const { schemas } = document.components as {
      schemas: Record<string, { properties?: Record<string, { description?: string }> }>;
    };
    const having = Object.entries(schemas).flatMap(([name, { properties }]) =>
      properties?.['max_budget_usd'] ? [[name, properties['max_budget_usd'].description]] : [],
    );
    expect(having.map(([name]) => name).sort()).toEqual([
      'CancelledTask',
      'HealRequest',
      'OneRepository',
      'Repository',
      'RepositoryChanges',
      'RepositoryRequest',
      'Task',
      'TaskRequest',
    ]);
    for (const [name, description] of having) {
      expect([name, description]).toEqual([name, expect.stringContaining('not enforced')]);
    }
  });

  test('is the one in docs/', () => {
    const text = readFileSync(join(import.meta.dirname, '../../../docs/openapi.json'), 'utf8');
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(document)));
  });
});

describe('addresses', () => {
  test.each([
    [
      'a rest of a path keeps its slashes',
      operations.getTarget,
      { params: { fleet_id: 'F', path: 'pay ments/a?b' } },
      'http://x/v1/fleets/F/targets/pay%20ments/a%3Fb',
    ],
    ['a segment does not', operations.putRepo, { params: { owner: 'a/b', name: 'c' } }, 'http://x/v1/repos/a%2Fb/c'],
    [
      'a query without what is absent',
      operations.listFleets,
      { query: { status: 'A,B', limit: 5, label: undefined } },
      'http://x/v1/fleets?status=A%2CB&limit=5',
    ],
  ])('%s', (_, operation, request, address) => {
    expect(addressOf('http://x/', operation, request)).toBe(address);
  });
});

describe('the client', () => {
  const answering = (status: number, body: string, headers: Record<string, string> = {}) =>
    createClient({
      baseUrl: 'http://x',
      token: 'secret-token',
      fetch: () => Promise.resolve(new Response(body, { status, headers: { 'content-type': 'application/json', ...headers } })),
    });

  test('tells an error as a value', async () => {
    const error = { code: 'FLEET_NOT_FOUND', message: 'No.', request_id: 'r' };
    const answer = await answering(404, JSON.stringify({ error }), { 'retry-after': '7' }).getFleet({
      params: { fleet_id: 'F' },
    });
    expect(answer).toEqual({ ok: false, status: 404, error: { ...error, details: [], retry_after_s: 7 } });
  });

  test.each([
    [200, '<html>'],
    [200, '{"data":{"status":"odd"}}'],
    [502, '<html>'],
  ])('%i with %s is unexpected', async (status, body) => {
    expect(await answering(status, body).getHealth()).toMatchObject({ ok: false, status, error: { code: 'UNEXPECTED_ANSWER' } });
  });

  test('a network that fails is a value, too', async () => {
    const client = createClient({ baseUrl: 'http://127.0.0.1:1' });
    expect(await client.getHealth()).toMatchObject({ ok: false, status: 0, error: { code: 'UNREACHABLE' } });
  });

  test('shows each exchange, without the token', async () => {
    const seen: unknown[] = [];
    const fetched: RequestInit[] = [];
    const client = createClient({
      baseUrl: 'http://x',
      token: 'secret-token',
      fetch: (_, init) => {
        fetched.push(init ?? {});
        return Promise.resolve(new Response('{"data":{"status":"ok","version":"1"}}'));
      },
      onExchange: (exchange) => void seen.push(exchange),
    });
    await client.getHealth();
    expect(fetched[0]?.headers).toMatchObject({ authorization: 'Bearer secret-token' });
    expect(seen).toMatchObject([{ method: 'GET', url: 'http://x/v1/health', status: 200 }]);
    expect(JSON.stringify(seen)).not.toContain('secret-token');
  });
});
