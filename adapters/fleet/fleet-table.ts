/** The fleet table, and how long its items are kept. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Durations } from '../../contracts/durations.ts';

/** The fleet table as the stores of this folder address it. */
export interface FleetTable {
  readonly client: DynamoDBDocumentClient;
  /** Deployed name. */
  readonly name: string;
  /** Seconds that a fleet is kept after its end. */
  readonly keepS: Durations['keep_s'];
  /** Told of a ledger that was too large, and lost detail: its fleet, and the bytes that it would have had. */
  readonly onTrimmed?: ((fleetId: string, bytes: number) => void) | undefined;
}

/**
 * Expiry of an item that belongs to a fleet, in epoch seconds. The ledger expires `keepS` after the end of its fleet. Other items must
 * not expire before the ledger, and are not written again at that end: they expire after twice that time from their own writing on.
 */
export const expiryOfPart = (table: FleetTable, nowMs: number): number => Math.ceil(nowMs / 1_000) + 2 * table.keepS;
