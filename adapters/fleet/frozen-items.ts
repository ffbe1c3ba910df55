/**
 * Items of fleets that never change once the fleet has a ledger, packed as JSON. Nobody asks for one before that, so those that were
 * read last are kept: an ordinary turn or visit of a child reads none.
 */
import { GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { LRUCache } from 'lru-cache';
import * as z from 'zod';
import { versionOf, type Versioned } from '../../contracts/versions.ts';
import { readable } from '../dynamo/item-version.ts';
import { packJson, unpackJson } from './packed-json.ts';
import { expiryOfPart, type FleetTable } from './fleet-table.ts';

const anyItem = z.record(z.string(), z.unknown());
const bytes = z.instanceof(Uint8Array);

/** A function instance that serves more fleets at once reads an item again. */
const kept = 8;

export interface FrozenKind<T extends object> {
  /** Also the name of the attribute that holds the packed value. */
  readonly kind: Versioned;
  readonly keyOf: (fleetId: string) => Record<string, string>;
  readonly toStored: (value: T) => unknown;
  readonly fromStored: (stored: unknown) => T;
}

export interface FrozenItems<T> {
  put(fleetId: string, value: T): Promise<void>;
  /** Undefined where there is none. @throws NewerVersion */
  get(fleetId: string): Promise<T | undefined>;
}

export function createFrozenItems<T extends object>(table: FleetTable, of: FrozenKind<T>): FrozenItems<T> {
  // Keeps no failure, and no item that is not there. Those who ask at the same time share one read.
  const items = new LRUCache<string, T>({ max: kept, fetchMethod: (fleetId) => read(table, of, fleetId) });
  return {
    async put(fleetId, value) {
      const packed = { [of.kind]: packJson(of.toStored(value)) };
      const stored = { ...of.keyOf(fleetId), ...versionOf(of.kind), ...packed, ttl: expiryOfPart(table, Date.now()) };
      await table.client.send(new PutCommand({ TableName: table.name, Item: stored }));
      items.delete(fleetId);
    },
    get: (fleetId) => items.fetch(fleetId),
  };
}

async function read<T extends object>(table: FleetTable, of: FrozenKind<T>, fleetId: string): Promise<T | undefined> {
  const query = { TableName: table.name, Key: of.keyOf(fleetId), ConsistentRead: true };
  const { Item } = await table.client.send(new GetCommand(query));
  if (!Item) return undefined;
  const { [of.kind]: packed } = anyItem.parse(readable(of.kind, Item));
  return of.fromStored(unpackJson(bytes.parse(packed)));
}
