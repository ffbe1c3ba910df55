/** The graph of a fleet, through the front door. */
import type { GraphView } from '../../../../contracts/http/graph.ts';
import type { TargetStatus } from '../../../../core/fleet.ts';
import { edge } from '../../../core/graph/graph-of.ts';
import { taskOf } from '../../../tasks/task-platform.ts';
import { putFleetWithGraph, type GraphWish } from '../../fleet-with-graph.ts';
import { errorOf, startBench, type Bench } from '../bench.ts';

let bench: Bench;
let diamond: string;
beforeAll(async () => {
  bench = await startBench();
  diamond = await fleet(diamondWish);
});
afterAll(() => bench.stop());

const fleet = (wish: GraphWish): Promise<string> => putFleetWithGraph(bench.stores, { now: bench.time.now, ...wish });
const get = (id: string, query = '', request = {}) => bench.call('GET', `/v1/fleets/${id}/graph${query}`, request);

/** lib ← left, right ← app, where left failed. */
const diamondWish: GraphWish = {
  title: 'Migrate "all" to <slog>',
  groups: [
    { path: 'libs', from: 0, to: 1 },
    { path: 'services', from: 1, to: 3 },
    { path: 'apps', from: 3, to: 4 },
  ],
  statuses: ['SUCCEEDED', 'FAILED', 'SUCCEEDED', 'BLOCKED'],
  edges: [edge(1, 0), edge(2, 0, true), edge(3, [1, 3])],
  nameOf: (ordinal) => ['lib', 'left', 'right', 'app'][ordinal] ?? '',
  outcomes: new Map([
    [0, {}],
    [1, { status: 'FAILED', duration_s: 5 }],
    [2, { duration_s: 3_900 }],
  ]),
};
const many = (total: number): TargetStatus[] => Array.from({ length: total }, () => 'PENDING');

async function graphOf(id: string, query: { expand?: string } = {}): Promise<GraphView> {
  const answer = await bench.clientOf(bench.tokens.ann).getGraph({ params: { fleet_id: id }, query });
  if (!answer.ok || typeof answer.data === 'string') throw new Error('No graph was answered.');
  return answer.data;
}

test('a fleet tells where its graph is', async () => {
  const answer = await bench.clientOf(bench.tokens.ann).getFleet({ params: { fleet_id: diamond } });
  expect(answer.ok && answer.data.links.graph).toBe(`/v1/fleets/${diamond}/graph`);
});

test('as data it has groups, nodes with their waves, and edges as ranges', async () => {
  const graph = await graphOf(diamond);
  expect(graph).toMatchObject({
    fleet_id: diamond,
    title: 'Migrate "all" to <slog>',
    status: 'RUNNING',
    collapsed: [],
    groups: [
      { path: 'libs', from: 0, to: 1, status: 'SUCCEEDED', counts: { SUCCEEDED: 1, FAILED: 0 } },
      { path: 'services', from: 1, to: 3, status: 'PARTIAL', counts: { SUCCEEDED: 1, FAILED: 1 } },
      { path: 'apps', from: 3, to: 4, status: 'SKIPPED', counts: { BLOCKED: 1 } },
    ],
    edges: [
      { from: [1, 2], on: [0, 1], optional: false },
      { from: [2, 3], on: [0, 1], optional: true },
      { from: [3, 4], on: [1, 3], optional: false },
    ],
    next_from: null,
  });
  expect(graph.nodes[1]).toEqual({
    ...{ ordinal: 1, path: 'services/left', id: 'left', group: 'services', status: 'FAILED', attempt: 1, wave: 2 },
    ...{ started_at: '2026-11-20T10:00:00.000Z', duration_s: 5, blocked_by: null },
  });
  expect(graph.nodes.map(({ wave }) => wave)).toEqual([1, 2, 2, 3]);
});

test('as Mermaid and DOT it is text that a browser shows', async () => {
  const mermaid = await get(diamond, '?format=mermaid');
  expect([mermaid.status, mermaid.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(mermaid.text.split('\n').slice(1, 18)).toEqual([
    'title: "Migrate \\u0022all\\u0022 to ‹slog›: RUNNING, 4/4 done"',
    'config:',
    '  flowchart:',
    '    wrappingWidth: 640',
    '---',
    'flowchart LR',
    '  subgraph g0["libs | 1/1 ✓"]',
    '    n0["✓ lib | 2m 34s"]:::succeeded',
    '  end',
    '  subgraph g1["services | 1/2 ✓ 1 ✗"]',
    '    n1["✗ left | 5s"]:::failed',
    '    n2["✓ right | 1h 5m"]:::succeeded',
    '  end',
    '  subgraph g2["apps | 0/1 ✓ 1 ✗"]',
    '    n3["✗ app"]:::blocked',
    '  end',
    '  n0 --> n1',
  ]);
  expect(mermaid.text).toContain('\n  n0 -->|optional| n2\n  g1 --> n3\n');
  const dot = await get(diamond, '?format=dot');
  expect([dot.status, dot.headers['content-type']]).toEqual([200, 'text/plain; charset=utf-8']);
  expect(dot.text).toContain('n1 -> n3 [ltail=cluster_g1];');
});

test('a running target shows its time so far', async () => {
  const id = await fleet({ statuses: ['RUNNING', 'PENDING'], edges: [edge(1, 0)] });
  const created = await bench.core.createTask(
    { repo: 'acme/auth', workflow_ref: 'coding/new-task-v1', task_description: 'Do it.' },
    {
      userId: 'ann',
      channelSource: 'fleet',
      channelMetadata: { fleet_id: id, target: 'r0', attempt: 1 },
      idempotencyKey: `flt_${id}_0_1`,
    },
  );
  const taskId = taskOf(created).task_id;
  await bench.stores.targets.recordCreated(id, 0, 1, { task_id: taskId });
  const now = bench.time.now;
  const changes = { started_at: new Date(now).toISOString() };
  await bench.tasks.moveTaskIfStatus(taskId, { from: ['SUBMITTED'], to: 'HYDRATING', now });
  await bench.tasks.moveTaskIfStatus(taskId, { from: ['HYDRATING'], to: 'RUNNING', changes, now });
  bench.time.now += 72_000;
  const { text } = await get(id, '?format=mermaid');
  expect(text).toContain('n0["~ r0 | 1m 12s"]:::running\n  n1["r1"]:::pending\n  n0 -.-> n1');
});

test('a reader that has the current version is told so', async () => {
  for (const format of ['json', 'mermaid', 'dot']) {
    const first = await get(diamond, `?format=${format}`);
    const headers = { 'if-none-match': first.headers['etag'] ?? '' };
    expect(first.headers['etag']).toMatch(/^W\/"/);
    expect((await get(diamond, `?format=${format}`, { headers })).status).toBe(304);
    expect((await get(diamond, `?format=${format}&expand=libs`, { headers })).status).toBe(200);
  }
});

describe('above 200 targets', () => {
  let large: string;
  beforeAll(async () => {
    const statuses = many(300).map((status, at): TargetStatus => (at < 12 ? 'SUCCEEDED' : at === 12 ? 'FAILED' : status));
    const groups = [
      { path: 'lib', from: 0, to: 40 },
      { path: 'app', from: 40, to: 300 },
      { path: 'app/web', from: 290, to: 300 },
    ];
    large = await fleet({ groups, statuses, edges: [...Array(20).keys()].map((at) => edge(100 + at, at)) });
  });

  test('groups are one box with counts, and their dependencies one arrow', async () => {
    const { text } = await get(large, '?format=mermaid');
    expect(text).toContain('  g0[["lib | 12/40 ✓ 1 ✗"]]:::running\n  g1[["app | 0/260 ✓"]]:::pending\n  g0 -.-> g1\n');
    expect((await graphOf(large)).collapsed).toEqual(['lib', 'app']);
  });

  test('expand shows what is in a group, given again and again or with commas', async () => {
    const one = (await get(large, '?format=mermaid&expand=lib')).text;
    expect(one).toContain('n0["✓ r0"]');
    expect(one).toContain('n19 -.-> g1');
    const both = (await get(large, '?format=mermaid&expand=lib&expand=app/web')).text;
    expect(both).toBe((await get(large, '?format=mermaid&expand=lib,app/web')).text);
    expect(both).toContain('subgraph g2["web | 0/10 ✓"]');
    expect(both).toContain('(["… 100 more targets"]):::rest');
    expect((await graphOf(large, { expand: 'app' })).collapsed).toEqual(['lib', 'app/web']);
    expect((await graphOf(large)).nodes).toHaveLength(300);
  });

  test('a group that is not there is named, with those that are', async () => {
    const reply = await get(large, '?expand=lib,lob');
    expect([reply.status, errorOf(reply)]).toEqual([
      400,
      {
        code: 'VALIDATION_ERROR',
        message: 'The fleet has no group lob. Its groups: lib, app, app/web.',
        details: ['INVALID_VALUE /expand/1'],
      },
    ]);
    const groups = Array.from({ length: 12 }, (_, at) => ({ path: `g${at}`, from: at, to: at + 1 }));
    const twelve = await fleet({ groups, statuses: many(12) });
    expect(errorOf(await get(twelve, '?expand=x')).message).toMatch(/g9 and 2 more\.$/);
  });

  test('a plain list is one box', async () => {
    const id = await fleet({ statuses: many(201) });
    expect((await get(id, '?format=mermaid')).text).toContain('\n  g0[["default | 0/201 ✓"]]:::pending\n');
    expect((await get(id, '?format=mermaid&expand=default')).text).toContain('\n  r200(["… 1 more target"]):::rest\n');
  });
});

test.each([
  ['format=svg', 'INVALID_VALUE /format'],
  ['expand=', 'INVALID_VALUE /expand/0'],
  ['from=-1', 'INVALID_VALUE /from'],
  ['depth=2', 'UNKNOWN_KEY /depth'],
])('refuses ?%s', async (query, detail) => {
  const reply = await get(diamond, `?${query}`);
  expect([reply.status, errorOf(reply).details]).toEqual([400, [detail]]);
});

test('is for the owner of the fleet, and for operators', async () => {
  expect(errorOf(await get(diamond, '', { token: bench.tokens.bob })).code).toBe('FORBIDDEN');
  expect((await get(diamond, '', { token: bench.tokens.operator })).status).toBe(200);
  expect(errorOf(await get('01K00000000000000000000000')).code).toBe('FLEET_NOT_FOUND');
});
