/** The graph of a fleet. It is read when the version of the fleet changes, and not otherwise. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import type { GraphView } from '../../contracts/http/graph.ts';
import { client, unwrap } from '../api/browser-client.ts';
import { queryKeys } from '../api/query-keys.ts';
import { useRead, type Read } from '../api/use-read.ts';
import { useSlowVersion } from '../api/use-slow-version.ts';

export type Graph = Pick<GraphView, 'groups' | 'edges' | 'nodes'>;

/** @param withNodes false: only the groups and the edges, which is a small answer also of a large fleet */
export function useGraph(fleet: FleetView, withNodes: boolean): Read<Graph> {
  const { fleet_id, generation, progress } = fleet;
  const version = useSlowVersion(fleet);
  return useRead({
    key: queryKeys.ofFleet(fleet_id, 'graph', { generation, version, withNodes }),
    read: (signal) => readGraph(fleet_id, withNodes ? 0 : progress.total, signal),
    keep: true,
  });
}

async function readGraph(fleet_id: string, first: number, signal: AbortSignal): Promise<Graph> {
  const nodes: GraphView['nodes'][number][] = [];
  for (let from = first; ;) {
    const answer = unwrap(await client.getGraph({ params: { fleet_id }, query: { format: 'json', from }, signal }));
    // Only the other formats answer a text.
    const graph = answer as GraphView;
    nodes.push(...graph.nodes);
    if (graph.next_from === null) return { groups: graph.groups, edges: graph.edges, nodes };
    from = graph.next_from;
  }
}

/** The same as a diagram in Mermaid. @throws ApiFailure */
export async function readMermaid(fleet_id: string): Promise<string> {
  const answer = unwrap(await client.getGraph({ params: { fleet_id }, query: { format: 'mermaid' } }));
  return typeof answer === 'string' ? answer : '';
}
