/** The ledgers: one item per fleet. Every write has a condition. */
import { GetCommand, paginateScan, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import { fleetIdOfPartition, fleetPartition, ledgerKey, partitionsOfMonth } from '../../contracts/keys.ts';
import { fleetTable } from '../../contracts/tables.ts';
import { batchGet, projectionOf } from '../dynamo/batch-get.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { newest, notNewer, readable } from '../dynamo/item-version.ts';
import { inOrderOf, newestKeys, type KeyList } from '../dynamo/newest-keys.ts';
import type { Page, PageRequest } from '../page.ts';
import type { GraphStore, LedgerStore, SpecStore } from '../ports.ts';
import type { FleetTable } from './fleet-table.ts';
import { fromLedgerItem, summaryAttributeNames, toFleetSummary, toLedgerItem, type FrozenParts } from './ledger-item.ts';

/** @param frozen has what the ledgers of fleets lack: groups and dependencies */
export function createLedgerStore(table: FleetTable, frozen: Frozen): LedgerStore {
  return { ...singleLedgers(table, frozen), ...activeFleets(table), ...fleetLists(table) };
}

interface Frozen {
  readonly specs: Pick<SpecStore, 'getSpec'>;
  readonly graphs: Pick<GraphStore, 'getGraph'>;
}
type SingleLedgers = Pick<LedgerStore, 'getLedger' | 'getLedgerState' | 'putLedgerIfAbsent' | 'putLedgerAtVersion'>;

function singleLedgers(table: FleetTable, frozen: Frozen): SingleLedgers {
  const put = async (ledger: Ledger, condition: Record<string, unknown>): Promise<boolean> => {
    const command = new PutCommand({ TableName: table.name, Item: toLedgerItem(table, ledger), ...condition });
    return (await ifConditionHolds(table.client.send(command))) !== undefined;
  };
  let last: Ledger | undefined;
  return {
    async getLedger(fleetId) {
      const query = { TableName: table.name, Key: ledgerKey(fleetId), ConsistentRead: true };
      const { Item } = await table.client.send(new GetCommand(query));
      if (Item === undefined) return undefined;
      readable('ledger', Item);
      // A version of a ledger is written once and never changes. Many children read the same version, and decoding 10,000 targets
      // takes longer than reading them, so the last decoded ledger is kept.
      if (last?.fleetId === fleetId && last.version === versionOf(Item)) return last;
      const ledger = await fromLedgerItem(Item, partsOf(frozen));
      last = ledger;
      return ledger;
    },
    async getLedgerState(fleetId) {
      const query = { TableName: table.name, Key: ledgerKey(fleetId), ConsistentRead: true, ...attributesOfState };
      const { Item } = await table.client.send(new GetCommand(query));
      return Item && { fleetId, ...state.parse(readable('ledger', Item)) };
    },
    putLedgerIfAbsent: (ledger) => put(ledger, { ConditionExpression: 'attribute_not_exists(pk)' }),
    putLedgerAtVersion: (ledger) =>
      put(
        { ...ledger, version: ledger.version + 1 },
        {
          ConditionExpression: `#version = :version AND (${notNewer})`,
          ExpressionAttributeNames: { '#version': 'version' },
          ExpressionAttributeValues: { ':version': ledger.version, ...newest('ledger') },
        },
      ),
  };
}

/** Both throw where the part is not there: a submit writes it before the ledger, and it is kept longer. */
const partsOf = ({ specs, graphs }: Frozen): FrozenParts => ({
  async groupsOf(fleetId) {
    const spec = await specs.getSpec(fleetId);
    if (!spec) throw new Error(`Fleet ${fleetId} has no spec`);
    return spec.groups;
  },
  async graphOf(fleetId) {
    const graph = await graphs.getGraph(fleetId);
    if (!graph) throw new Error(`Fleet ${fleetId} has no graph of its dependencies`);
    return graph;
  },
});

const state = z.object({
  version: z.number(),
  generation: z.number(),
  owner: z.string(),
  teams: z.array(z.string()).exactOptional(),
});
const attributesOfState = projectionOf(['pk', 'sk', 'v', ...Object.keys(state.shape)]);

const stored = z.object({ version: z.number() });
const versionOf = (item: unknown): number => stored.parse(item).version;

const partition = z.object({ pk: z.string() });
const fleetIdOf = (item: unknown): string => fleetIdOfPartition(partition.parse(item).pk);

type ActiveFleets = Pick<LedgerStore, 'listFleetsToWake' | 'listActiveFleets' | 'listAllActiveFleets'>;

function activeFleets(table: FleetTable): ActiveFleets {
  const list = async (shard: number, until: number): Promise<string[]> => {
    const ids: string[] = [];
    let next: Record<string, unknown> | undefined;
    do {
      const answer = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: 'awake',
          KeyConditionExpression: 'active_shard = :shard',
          FilterExpression: 'wake_at <= :until',
          ExpressionAttributeValues: { ':shard': String(shard), ':until': until },
          ...(next ? { ExclusiveStartKey: next } : {}),
        }),
      );
      ids.push(...(answer.Items ?? []).map(fleetIdOf));
      next = answer.LastEvaluatedKey;
    } while (next);
    return ids;
  };
  return {
    listFleetsToWake: list,
    listActiveFleets: (shard) => list(shard, Number.MAX_SAFE_INTEGER),
    // The index has no other fleets, and a thousand of them are one page: a scan of it is a read instead of one for each shard.
    async listAllActiveFleets() {
      const ids: string[] = [];
      const pages = paginateScan({ client: table.client }, { TableName: table.name, IndexName: 'awake' });
      for await (const { Items = [] } of pages) ids.push(...Items.map(fleetIdOf));
      return ids;
    },
  };
}

function fleetLists(table: FleetTable): Pick<LedgerStore, 'getFleetSummaries' | 'listFleetsOfOwner' | 'listFleetsOfMonth'> {
  const summariesOf = async (partitionKeys: readonly string[]): Promise<readonly FleetSummary[]> => {
    const keys = partitionKeys.map((key) => ledgerKey(fleetIdOfPartition(key)));
    return (await batchGet(table.client, table.name, keys, summaryAttributeNames)).map(toFleetSummary);
  };
  type By = Pick<KeyList, 'index' | 'attribute' | 'partitions'>;
  const list = async (by: By, page: PageRequest): Promise<Page<FleetSummary>> => {
    const keys = { table: table.name, sort: 'created_at', id: fleetTable.partition, ...by };
    const { items: ids, next } = await newestKeys(table.client, keys, page);
    return { items: inOrderOf(ids, await summariesOf(ids), ({ fleet_id }) => fleetPartition(fleet_id)), next };
  };
  return {
    getFleetSummaries: (fleetIds) => summariesOf(fleetIds.map(fleetPartition)),
    listFleetsOfOwner: (owner, page) => list({ index: 'owner-fleets', attribute: 'owner', partitions: [owner] }, page),
    listFleetsOfMonth: (month, page) =>
      list({ index: 'month-fleets', attribute: 'month', partitions: partitionsOfMonth(month) }, page),
  };
}
