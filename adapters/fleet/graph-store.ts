/** The dependencies of fleets, stored column by column: neighbours are alike, so columns deflate to half and less. */
import * as z from 'zod';
import type { DependencyGraph, Edge } from '../../core/graph/graph.ts';
import { graphKey } from '../../contracts/keys.ts';
import type { GraphStore } from '../ports.ts';
import type { FleetTable } from './fleet-table.ts';
import { createFrozenItems } from './frozen-items.ts';

const numbers = z.array(z.number());
/** One number an edge in each column, and one a target in the last. */
const columns = z.object({
  from: numbers,
  count: numbers,
  /** Where the dependencies begin, as the distance from `from`. */
  on: numbers,
  onCount: numbers,
  optional: numbers,
  dependents: numbers,
});
type Columns = z.infer<typeof columns>;

export function createGraphStore(table: FleetTable): GraphStore {
  const graphs = createFrozenItems<DependencyGraph>(table, {
    kind: 'graph',
    keyOf: graphKey,
    toStored: toColumns,
    fromStored: (stored) => fromColumns(columns.parse(stored)),
  });
  return { putGraph: (fleetId, graph) => graphs.put(fleetId, graph), getGraph: (fleetId) => graphs.get(fleetId) };
}

const toColumns = ({ edges, dependents }: DependencyGraph): Columns => ({
  from: edges.map(({ from }) => from),
  count: edges.map(({ from, to }) => to - from),
  on: edges.map(({ from, onFrom }) => onFrom - from),
  onCount: edges.map(({ onFrom, onTo }) => onTo - onFrom),
  optional: edges.map(({ optional }) => Number(optional)),
  dependents: [...dependents],
});

function fromColumns({ from, count, on, onCount, optional, dependents }: Columns): DependencyGraph {
  const edges = from.map((first, at): Edge => {
    const onFrom = first + (on[at] ?? 0);
    return { from: first, to: first + (count[at] ?? 1), onFrom, onTo: onFrom + (onCount[at] ?? 1), optional: optional[at] === 1 };
  });
  return { edges, dependents };
}
