/** Fleets that are asked for a report: what a submit takes and keeps, and how answers are shown. */
import type { FleetSpec } from '../../../../contracts/fleet-records.ts';
import type { FleetView } from '../../../../contracts/http/fleet.ts';
import { answerReports } from './answer-reports.ts';
import { errorOf, startBench, type Bench } from '../bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const ports = () => ({ ...bench.ports, settings: { ...bench.ports.settings, callerVerifiers: true } });
const send = (path: string, body: object) => bench.call('POST', path, { body: JSON.stringify(body) }, ports());
/** `2` is the first key of every JavaScript object that has it. */
const schema = { type: 'object', properties: { z: { type: 'string' }, a: { type: 'array' }, 'x, "y"': {} }, required: ['z'] };
const report = { schema };
const good = { targets: ['acme/auth', 'acme/users'], task_description: 'Which Go?', report };
const check = { name: 'test', command: ['make', 'test'] };

async function submitted(body: object): Promise<{ fleet: FleetView; spec: FleetSpec }> {
  const reply = await send('/v1/fleets', body);
  expect([reply.status, reply.text]).toEqual([202, expect.any(String)]);
  const { data: fleet } = reply.json as { data: FleetView };
  const spec = await bench.stores.specs.getSpec(fleet.fleet_id);
  if (!spec) throw new Error('no spec');
  return { fleet, spec };
}

test('a report makes a fleet one of reports; the schema keeps its order', async () => {
  const { fleet, spec } = await submitted(good);
  expect(fleet).toMatchObject({ workflow_ref: 'coding/report-v1', report });
  expect(spec.report_schema).toBe(JSON.stringify(schema));
  const plan = (await send('/v1/fleets/plan', good)).json as { data: { report: object } };
  expect(Object.keys((plan.data.report as typeof report).schema.properties)).toEqual(['z', 'a', 'x, "y"']);
});

test.each<[what: string, body: object, problems: string[]]>([
  ['a report without a schema', { ...good, report: {} }, ['INVALID_VALUE /report/schema']],
  ['a report with more', { ...good, report: { ...report, strict: true } }, ['UNKNOWN_KEY /report/strict']],
  ['no report for its workflow', { ...good, report: null, workflow_ref: 'coding/report-v1' }, ['INVALID_VALUE /report']],
  ['another workflow', { ...good, workflow_ref: 'coding/new-task-v1' }, ['INVALID_VALUE /report']],
  ['steps', { ...good, steps: [{ name: 'a', workflow_ref: 'coding/new-task-v1' }] }, ['INVALID_VALUE /report']],
  [
    'a step of it',
    { targets: ['acme/auth'], task_description: 'x', steps: [{ name: 'a', workflow_ref: 'coding/report-v1' }] },
    ['INVALID_VALUE /steps/0/workflow_ref'],
  ],
  ['no question', { ...good, task_description: null }, ['INVALID_VALUE /task_description']],
  [
    'repositories that share a sandbox',
    { ...good, targets: null, groups: [{ name: 'g', sandbox: 'shared', targets: ['acme/auth', 'acme/users'] }] },
    ['INVALID_VALUE /workflow_ref'],
  ],
  [
    'all that is about a change, and what is wrong with the schema',
    {
      ...good,
      targets: ['acme/auth', { repo: 'acme/users', verifiers: [check], pr_number: 7 }],
      report: { schema: { ...schema, properties: { a: { $ref: 'https://a.example' }, b: { pattern: '(a)\\1' } } } },
      heal: { enabled: true },
      verifiers: [check],
      pull_request: { draft: true },
    },
    [
      ...['/report/schema/properties/a/$ref', '/report/schema/properties/b/pattern', '/pull_request', '/heal', '/verifiers'],
      ...['/targets/1/verifiers', '/targets/1/pr_number'],
    ].map((path) => `INVALID_VALUE ${path}`),
  ],
])('%s is refused', async (_what, body, problems) => {
  const reply = await send('/v1/fleets', body);
  expect([reply.status, errorOf(reply).details]).toEqual([400, problems]);
});

test('an empty pull_request, a heal that is off and steps that are null ask for nothing', async () => {
  expect((await submitted({ ...good, pull_request: {}, heal: { enabled: false }, steps: null })).fleet.report).toEqual(report);
});

test('a fleet that is made from one has its report; one of other work does not', async () => {
  const { fleet } = await submitted(good);
  const again = { retry_of: fleet.fleet_id, targets: ['acme/pay'] };
  expect((await submitted(again)).fleet).toMatchObject({ workflow_ref: 'coding/report-v1', report });
  expect((await submitted({ ...again, workflow_ref: 'coding/new-task-v1' })).fleet.report).toBeNull();
  const work = { task_description: 'Do it.', targets: ['acme/auth'], heal: { enabled: true }, steps: [{ name: 'a' }] };
  const ofWork = { retry_of: (await submitted({ ...work, verifiers: [check], pull_request: { draft: true } })).fleet.fleet_id };
  expect((await submitted({ ...ofWork, targets: ['acme/pay'], report })).fleet).toMatchObject({
    ...{ workflow_ref: 'coding/report-v1', report, heal: null, verifiers: [], steps: [], pull_request: {} },
  });
});

test('answers are shown with their targets, and CSV has a column for each field', async () => {
  const { fleet } = await submitted({ ...good, targets: ['acme/auth', 'acme/users', 'acme/pay'] });
  const params = { fleet_id: fleet.fleet_id };
  const first = { z: '=1+1', a: [1, { b: 2 }], 'x, "y"': null };
  await answerReports(bench, fleet.fleet_id, [first, { z: 'two', more: 1 }, undefined]);
  const client = bench.clientOf(bench.tokens.ann);
  const results = await client.getResults({ params });
  expect(results.ok && Array.isArray(results.data) && results.data.map((target) => target.report)).toEqual([
    first,
    { z: 'two', more: 1 },
    null,
  ]);
  expect(await client.getTarget({ params: { ...params, path: 'auth' } })).toMatchObject({ data: { report: first } });
  const csv = await client.getResults({ params, query: { format: 'csv' } });
  if (!csv.ok || typeof csv.data !== 'string') throw new Error('no text');
  const rows = csv.data.split('\n');
  expect(rows[0]).toMatch(/,report\.z,report\.a,"report\.x, ""y"""$/);
  expect(rows[1]).toMatch(/,'=1\+1,"\[1,\{""b"":2\}\]",$/);
  expect(rows[2]).toMatch(/,two,,$/);
  expect(rows[3]).toMatch(/,,,$/);
});
