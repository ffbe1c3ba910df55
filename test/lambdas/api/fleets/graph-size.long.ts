/** The graphs of the largest fleets, through the front door. */
import type { GraphView } from '../../../../contracts/http/graph.ts';
import type { TargetStatus } from '../../../../core/fleet.ts';
import { edge } from '../../../core/graph/graph-of.ts';
import { putFleetWithGraph, type GraphWish } from '../../fleet-with-graph.ts';
import { startBench, type Bench } from '../bench.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench();
});
afterAll(() => bench.stop());

const fleet = (wish: GraphWish): Promise<string> => putFleetWithGraph(bench.stores, { now: bench.time.now, ...wish });
const many = (total: number): TargetStatus[] => Array.from({ length: total }, () => 'PENDING');

async function graphOf(id: string, query: { from?: number } = {}): Promise<GraphView> {
  const answer = await bench.clientOf(bench.tokens.ann).getGraph({ params: { fleet_id: id }, query });
  if (!answer.ok || typeof answer.data === 'string') throw new Error('No graph was answered.');
  return answer.data;
}

test('nodes that do not fit into an answer of Lambda come with the next one', async () => {
  const long = 'x'.repeat(700);
  const id = await fleet({ statuses: many(3_500), nameOf: (ordinal) => `${long}${ordinal}` });
  const [reply, first] = [await bench.call('GET', `/v1/fleets/${id}/graph`), await graphOf(id)];
  expect(JSON.stringify(reply.text).length).toBeLessThan(6_000_000);
  expect(first.next_from).toBe(first.nodes.length);
  expect(first.nodes.length).toBeGreaterThan(1_000);
  const second = await graphOf(id, { from: first.next_from ?? 0 });
  expect([second.next_from, second.nodes[0]?.ordinal, second.nodes.at(-1)?.ordinal]).toEqual([null, first.next_from, 3_499]);
  expect((await graphOf(id, { from: 9_999 })).nodes).toEqual([]);
});

test('a fleet of 10,000 targets with 30,000 dependencies is one answer', async () => {
  const edges = Array.from({ length: 30_000 }, (_, at) => edge(Math.floor(at / 3) + 1, Math.floor(at / 3) - (at % 3))).filter(
    ({ onFrom, from }) => onFrom >= 0 && from < 10_000,
  );
  const id = await fleet({ statuses: many(10_000), edges });
  const graph = await graphOf(id);
  expect([graph.nodes.length, graph.edges.length, graph.next_from]).toEqual([10_000, edges.length, null]);
  expect(graph.nodes.at(-1)?.wave).toBe(10_000);
});
