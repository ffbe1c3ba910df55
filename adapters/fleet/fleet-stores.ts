/** All stores of the fleet table together. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { FleetStores } from '../ports.ts';
import type { FleetTable } from './fleet-table.ts';
import { createClaimStore } from './claim-store.ts';
import { createCommandStore } from './command-store.ts';
import { createGraphStore } from './graph-store.ts';
import { createKeyStore } from './key-store.ts';
import { createLedgerStore } from './ledger-store.ts';
import { createLogStore } from './log-store.ts';
import { createSpecStore } from './spec-store.ts';
import { createTargetStore } from './target-store.ts';
import { createTeamStore } from './team-store.ts';
import { createTokenStore } from './token-store.ts';

/** @param settings `keepS` and `onTrimmed` as in `FleetTable` */
export function createFleetStores(
  client: DynamoDBDocumentClient,
  settings: { readonly fleetTable: string } & Pick<FleetTable, 'keepS' | 'onTrimmed'>,
): FleetStores {
  const { fleetTable, ...others } = settings;
  const table = { client, name: fleetTable, ...others };
  const specs = createSpecStore(table);
  const graphs = createGraphStore(table);
  return {
    ledgers: createLedgerStore(table, { specs, graphs }),
    targets: createTargetStore(table),
    tokens: createTokenStore(table),
    specs,
    graphs,
    commands: createCommandStore(table),
    log: createLogStore(table),
    keys: createKeyStore(table),
    claims: createClaimStore(table),
    teams: createTeamStore(table),
  };
}
