/** The ledgers: one item per fleet. Every write has a condition. */
import { GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { FleetSummary } from '../../contracts/fleet-records.ts';
import { ledgerKey } from '../../contracts/keys.ts';
import { batchGet } from '../dynamo/batch-get.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { newest, notNewer, readable } from '../dynamo/item-version.ts';
import { pageOf, toPage } from '../dynamo/page-position.ts';
import type { LedgerStore, Page, PageRequest } from '../ports.ts';
import type { FleetTable } from './fleet-table.ts';
import { fromLedgerItem, toFleetSummary, toLedgerItem } from './ledger-item.ts';

export function createLedgerStore(table: FleetTable): LedgerStore {
  return { ...singleLedgers(table), ...activeFleets(table), ...fleetLists(table) };
}

function singleLedgers(table: FleetTable): Pick<LedgerStore, 'getLedger' | 'putLedgerIfAbsent' | 'putLedgerAtVersion'> {
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
      if (!last || last.fleetId !== fleetId || last.version !== versionOf(Item)) last = fromLedgerItem(Item);
      return last;
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

const stored = z.object({ version: z.number() });
const versionOf = (item: unknown): number => stored.parse(item).version;

const partition = z.object({ pk: z.string() });
const fleetIdOf = (item: unknown): string => partition.parse(item).pk.slice('FLEET#'.length);

function activeFleets(table: FleetTable): Pick<LedgerStore, 'listFleetsToWake' | 'listActiveFleets'> {
  const list = async (shard: number, until: number): Promise<string[]> => {
    const ids: string[] = [];
    let next: Record<string, unknown> | undefined;
    do {
      const answer = await table.client.send(
        new QueryCommand({
          TableName: table.name,
          IndexName: 'active',
          KeyConditionExpression: 'active_shard = :shard AND wake_at <= :until',
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
  };
}

function fleetLists(table: FleetTable): Pick<LedgerStore, 'getFleetSummaries' | 'listFleetsOfOwner' | 'listFleetsOfMonth'> {
  const list = async (
    index: 'by-owner' | 'by-month',
    attribute: string,
    value: string,
    page: PageRequest,
  ): Promise<Page<FleetSummary>> => {
    const query = new QueryCommand({
      TableName: table.name,
      IndexName: index,
      KeyConditionExpression: '#attribute = :value',
      ExpressionAttributeNames: { '#attribute': attribute },
      ExpressionAttributeValues: { ':value': value },
      ScanIndexForward: false,
      ...pageOf(page),
    });
    return toPage(await table.client.send(query), toFleetSummary);
  };
  return {
    async getFleetSummaries(fleetIds) {
      return (await batchGet(table.client, table.name, fleetIds.map(ledgerKey))).map(toFleetSummary);
    },
    listFleetsOfOwner: (owner, page) => list('by-owner', 'owner', owner, page),
    listFleetsOfMonth: (month, page) => list('by-month', 'month', month, page),
  };
}
