/**
 * The dependencies of fleets, packed column by column. They never change once the fleet has a ledger, and nobody asks for them
 * before, so those that were read last are kept: an ordinary turn reads none.
 */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import type { DependencyGraph, Edge } from '../../core/graph/graph.ts';
import { graphKey } from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import { readable } from '../dynamo/item-version.ts';
import type { GraphStore } from '../ports.ts';
import { expiryOfPart, type FleetTable } from './fleet-table.ts';
import { packJson, unpackJson } from './packed-json.ts';

const item = z.object({ graph: z.instanceof(Uint8Array) });
const numbers = z.array(z.number());
/** One number an edge in each column, and one a target in the last. Neighbours are alike, so columns deflate to half and less. */
const columns = z.object({
  from: numbers,
  count: numbers,
  /** Where the dependencies begin, as the distance from `from`. */
  on: numbers,
  onCount: numbers,
  optional: numbers,
  dependents: numbers,
});

/** A function instance that serves more fleets with dependencies at once reads their graphs again. */
const keptGraphs = 8;

export function createGraphStore(table: FleetTable): GraphStore {
  const graphs = new LRUCache<string, DependencyGraph>({ max: keptGraphs, fetchMethod: (fleetId) => readGraph(table, fleetId) });
  return {
    async putGraph(fleetId, graph) {
      const packed = packJson(toColumns(graph));
      const stored = { ...graphKey(fleetId), ...versionOf('graph'), graph: packed, ttl: expiryOfPart(table, Date.now()) };
      await table.client.send(new PutCommand({ TableName: table.name, Item: stored }));
      graphs.delete(fleetId);
    },
    getGraph: (fleetId) => graphs.fetch(fleetId),
  };
}

/** @throws NewerVersion */
async function readGraph(table: FleetTable, fleetId: string): Promise<DependencyGraph | undefined> {
  const query = { TableName: table.name, Key: graphKey(fleetId), ConsistentRead: true };
  const { Item } = await table.client.send(new GetCommand(query));
  return Item && fromColumns(columns.parse(unpackJson(item.parse(readable('graph', Item)).graph)));
}

const toColumns = ({ edges, dependents }: DependencyGraph): z.infer<typeof columns> => ({
  from: edges.map(({ from }) => from),
  count: edges.map(({ from, to }) => to - from),
  on: edges.map(({ from, onFrom }) => onFrom - from),
  onCount: edges.map(({ onFrom, onTo }) => onTo - onFrom),
  optional: edges.map(({ optional }) => Number(optional)),
  dependents: [...dependents],
});

function fromColumns({ from, count, on, onCount, optional, dependents }: z.infer<typeof columns>): DependencyGraph {
  const edges = from.map((first, at): Edge => {
    const onFrom = first + (on[at] ?? 0);
    return { from: first, to: first + (count[at] ?? 1), onFrom, onTo: onFrom + (onCount[at] ?? 1), optional: optional[at] === 1 };
  });
  return { edges, dependents };
}
