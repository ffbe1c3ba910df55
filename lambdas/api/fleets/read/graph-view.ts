/** The graph of a fleet in the API's form. Groups and dependencies come from the ledger; for its nodes all targets are read. */
import { aggregateStatus } from '../../../../core/ledger/aggregate.ts';
import { countStatuses } from '../../../../core/fleet.ts';
import type { Edge } from '../../../../core/graph/graph.ts';
import { wavesOfEdges } from '../../../../core/graph/waves-of-edges.ts';
import type { Ledger } from '../../../../core/ledger/ledger.ts';
import { foldedPaths } from '../../../../core/picture/parts.ts';
import type { GraphView } from '../../../../contracts/http/graph.ts';
import { utf8Bytes } from '../../../../core/text/utf8-bytes.ts';
import type { ApiPorts } from '../../api-ports.ts';
import { readTargetViews } from './target-view.ts';

/** Lambda's answers have 6 MB at most. */
const mostBytes = 5_000_000;
/** Targets of one read. */
const chunk = 1_000;

type Node = GraphView['nodes'][number];

/** @param from the first ordinal in the nodes; the rest of the answer is always whole */
export async function readGraphView(
  ports: ApiPorts,
  ledger: Ledger,
  { expand, from }: { expand: readonly string[]; from: number },
): Promise<GraphView> {
  const whole = wholeGraph(ledger, expand);
  const nodes: Node[] = [];
  let bytes = bytesInAnswer(whole);
  for await (const node of nodesFrom(ports, ledger, from)) {
    bytes += bytesInAnswer(node);
    // One node always fits, so that the caller comes forward.
    if (bytes > mostBytes && nodes.length > 0) return { ...whole, nodes, next_from: node.ordinal };
    nodes.push(node);
  }
  return { ...whole, nodes, next_from: null };
}

/** The body is a text in the JSON of the function's answer, whose quotes make it longer. */
const bytesInAnswer = (value: unknown): number => utf8Bytes(JSON.stringify(JSON.stringify(value)));

function wholeGraph(ledger: Ledger, expand: readonly string[]): Omit<GraphView, 'nodes' | 'next_from'> {
  const { fleetId, settings, version, status, groups, statuses, graph } = ledger;
  return {
    fleet_id: fleetId,
    title: settings.title,
    version,
    status,
    collapsed: foldedPaths({ total: statuses.length, groups, expand }),
    groups: groups.map(({ path, from, to, shared }) => {
      const counts = countStatuses(statuses.slice(from, to));
      return { path, from, to, sandbox: shared ? 'shared' : null, status: aggregateStatus(counts), counts };
    }),
    edges: (graph?.edges ?? []).map(edgeView),
  };
}

const edgeView = ({ from, to, onFrom, onTo, optional }: Edge): GraphView['edges'][number] => ({
  from: [from, to],
  on: [onFrom, onTo],
  optional,
});

async function* nodesFrom(ports: ApiPorts, ledger: Ledger, first: number): AsyncGenerator<Node> {
  const total = ledger.statuses.length;
  const waves = wavesOfEdges(total, ledger.graph?.edges ?? []);
  for (let start = first; start < total; start += chunk) {
    const ordinals = Array.from({ length: Math.min(chunk, total - start) }, (_, at) => start + at);
    for (const view of await readTargetViews(ports, ledger, ordinals)) {
      const { ordinal, path, id, group, status, attempt, started_at, duration_s, blocked_by } = view;
      yield {
        ordinal,
        path,
        id,
        group,
        status,
        attempt,
        wave: waves[ordinal] ?? 1,
        started_at,
        duration_s,
        blocked_by,
      };
    }
  }
}
