import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Durations } from '../../contracts/durations.ts';

/** The fleet table as the stores of this folder address it. */
export interface FleetTable {
  readonly client: DynamoDBDocumentClient;
  /** Deployed name. */
  readonly name: string;
  /** Seconds that a fleet is kept after its end. */
  readonly keepS: Durations['keep_s'];
}

/**
 * Expiry of what belongs to a fleet, in epoch seconds. The ledger goes when its time after the end is over; the rest carries
 * twice that time from its own writing on, since it must not go before the ledger does.
 */
export const expiryOfPart = (table: FleetTable, nowMs: number): number => Math.ceil(nowMs / 1_000) + 2 * table.keepS;
