/** All stores of the fleet table together. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { FleetStores } from '../ports.ts';
import { createCommandStore } from './command-store.ts';
import { createKeyStore } from './key-store.ts';
import { createLedgerStore } from './ledger-store.ts';
import { createLogStore } from './log-store.ts';
import { createSpecStore } from './spec-store.ts';
import { createTargetStore } from './target-store.ts';
import { createTokenStore } from './token-store.ts';

/** @param settings `keepS`: seconds that a fleet is kept after its end */
export function createFleetStores(
  client: DynamoDBDocumentClient,
  settings: { readonly fleetTable: string; readonly keepS: number },
): FleetStores {
  const table = { client, name: settings.fleetTable, keepS: settings.keepS };
  return {
    ledgers: createLedgerStore(table),
    targets: createTargetStore(table),
    tokens: createTokenStore(table),
    specs: createSpecStore(table),
    commands: createCommandStore(table),
    log: createLogStore(table),
    keys: createKeyStore(table),
  };
}
