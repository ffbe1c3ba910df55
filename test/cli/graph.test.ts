/** `fleet graph`: the tree at several widths, and what the API answers in other formats. */
import { renderGraphTree } from '../../cli/render/fleet/graph-tree.ts';
import { plainView } from '../../cli/render/view.ts';
import type { GraphView } from '../../contracts/http/graph.ts';
import { countStatuses, type TargetStatus } from '../../core/fleet.ts';
import { aggregateStatus } from '../../core/ledger/aggregate.ts';
import { cliForEachTest } from './cli-against-server.ts';
import type { Behaviour } from './contract-server.ts';
import { fleetId } from './samples.ts';

const cli = cliForEachTest();
const now = Date.parse('2026-11-20T10:10:00.000Z');

const node = (ordinal: number, path: string, status: TargetStatus, more: Partial<GraphView['nodes'][number]> = {}) => ({
  ...{ ordinal, path, id: path.slice(path.lastIndexOf('/') + 1), group: path.slice(0, path.lastIndexOf('/')), status },
  ...{ attempt: 1, wave: 1, started_at: null, duration_s: null, blocked_by: null, ...more },
});
const nodes = [
  node(0, 'libraries/structured-logging', 'SUCCEEDED', { started_at: '2026-11-20T10:00:00.000Z', duration_s: 154 }),
  node(1, 'libraries/http', 'FAILED', { started_at: '2026-11-20T10:00:00.000Z', duration_s: 61 }),
  node(2, 'services/ledger', 'RUNNING', { started_at: '2026-11-20T10:08:48.000Z' }),
  node(3, 'services/gateway', 'BLOCKED', { blocked_by: { path: 'libraries/http', status: 'FAILED' } }),
  node(4, 'services/eu/invoices', 'PENDING'),
];
const group = (path: string, from: number, to: number) => {
  const counts = countStatuses(nodes.slice(from, to).map(({ status }) => status));
  return { path, from, to, sandbox: null, counts, status: aggregateStatus(counts) };
};
const graph: GraphView = {
  ...{ fleet_id: fleetId, title: 'Migrate to slog 中文', version: 7, status: 'RUNNING', collapsed: [], next_from: null, nodes },
  groups: [group('libraries', 0, 2), group('services', 2, 5), group('services/eu', 4, 5)],
  edges: [
    { from: [2, 3], on: [0, 1], optional: false },
    { from: [3, 4], on: [0, 2], optional: false },
    { from: [4, 5], on: [2, 3], optional: false },
    { from: [4, 5], on: [0, 1], optional: true },
  ],
};
const answering: Behaviour = {
  getGraph: ({ query }) => (query['format'] === 'json' ? { data: graph } : { text: `${String(query['format'])} text\n` }),
};
const show = (...flags: string[]) => cli().run(answering, ['fleet', 'graph', fleetId, ...flags]);
const at = (columns: number) => renderGraphTree(graph, [], { ...plainView(now), columns }).split('\n');

describe('the tree', () => {
  test('at 120 columns is whole', () => {
    expect(at(120)).toMatchInlineSnapshot(`
     [
       "Migrate to slog 中文: RUNNING, 3/5 done",
       "[✗] libraries             partial 2/2       1 failed",
       "    ✓ structured-logging  succeeded 2m 34s",
       "    ✗ http                failed 1m 1s",
       "[~] services              running 1/3       1 blocked",
       "    ~ ledger              running 1m 12s    needs ✓ libraries/structured-logging",
       "    ✗ gateway             blocked           because libraries/http failed",
       "    [ ] eu                pending 0/1",
       "          invoices        pending           needs ~ services/ledger, ✓ libraries/structured-logging (optional)",
     ]
    `);
  });

  test('at 80 columns is cut', () => {
    expect(at(80)).toMatchInlineSnapshot(`
     [
       "Migrate to slog 中文: RUNNING, 3/5 done",
       "[✗] libraries             partial 2/2       1 failed",
       "    ✓ structured-logging  succeeded 2m 34s",
       "    ✗ http                failed 1m 1s",
       "[~] services              running 1/3       1 blocked",
       "    ~ ledger              running 1m 12s    needs ✓ libraries/structured-logging",
       "    ✗ gateway             blocked           because libraries/http failed",
       "    [ ] eu                pending 0/1",
       "          invoices        pending           needs ~ services/ledger, ✓ librarie…",
     ]
    `);
  });

  test('at 40 columns is cut more, and names keep their ends', () => {
    expect(at(40)).toMatchInlineSnapshot(`
     [
       "Migrate to slog 中文: RUNNING, 3/5 done",
       "[✗] libraries  partial 2/2  1 failed",
       "  ✓ …tured-logging  succeeded 2m 34s",
       "  ✗ http  failed 1m 1s",
       "[~] services  running 1/3  1 blocked",
       "  ~ ledger  running 1m 12s  needs ✓ lib…",
       "  ✗ gateway  blocked  because libraries…",
       "  [ ] eu  pending 0/1",
       "      invoices  pending  needs ~ servic…",
     ]
    `);
  });

  test('is painted at its marks alone', () => {
    const painted = renderGraphTree(graph, [], { ...plainView(now), paint: (style, text) => `{${style} ${text}}` }).split('\n');
    expect(painted.map((line) => line.replaceAll(/\{\w+ (.)\}/g, '$1'))).toEqual(at(Infinity));
    expect(painted[1]).toMatch(/^\[\{bad ✗\}\] libraries/);
  });
});

test('the tree is what is shown unless asked otherwise; a pipe gets no colours', async () => {
  const { stdout, code } = await show();
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Migrate to slog 中文: RUNNING, 3\/5 done\n\[✗\] libraries/);
  expect(stdout).not.toContain('\u001B');
});

test('a diagram is the text of the API, unchanged', async () => {
  expect((await show('--format', 'mermaid')).stdout).toBe('mermaid text\n');
  expect((await show('--format', 'dot', '--expand', 'services', '--expand', 'services/eu')).stdout).toBe('dot text\n');
  expect(
    cli()
      .asked('getGraph')
      .map(({ query }) => query),
  ).toEqual([{ format: 'mermaid' }, { format: 'dot', expand: 'services,services/eu' }]);
});

test('json is the data of the API, also with --json', async () => {
  expect(JSON.parse((await show('--format', 'json')).stdout)).toEqual(graph);
  expect(JSON.parse((await show('--json', '--format', 'mermaid')).stdout)).toEqual(graph);
});

test('a graph that takes several answers is put together', async () => {
  const parts: Behaviour = {
    getGraph: ({ query }) => {
      const from = Number(query['from'] ?? 0);
      return { data: { ...graph, nodes: nodes.slice(from, from + 2), next_from: from + 2 < nodes.length ? from + 2 : null } };
    },
  };
  const { stdout } = await cli().run(parts, ['fleet', 'graph', fleetId, '--json']);
  expect(JSON.parse(stdout)).toEqual(graph);
  expect(
    cli()
      .asked('getGraph')
      .map(({ query }) => query['from']),
  ).toEqual([undefined, '2', '4']);
});

test('a group that is not there is an error with the sentence of the API', async () => {
  const message = 'The fleet has no group x. Its groups: a.';
  const refusing: Behaviour = { getGraph: () => ({ error: { code: 'VALIDATION_ERROR', message } }) };
  const { stderr, code } = await cli().run(refusing, ['fleet', 'graph', fleetId, '--expand', 'x']);
  expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
});

test('an API that answers another format than was asked for is told apart from a fleet', async () => {
  const { stderr, code } = await cli().run({ getGraph: () => ({ text: 'flowchart LR' }) }, ['fleet', 'graph', fleetId]);
  expect([code, stderr]).toEqual([1, expect.stringContaining('answered a text where data was asked for')]);
});
