/** The table of task events, as the stores in it are given it. */
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

export interface EventTable {
  readonly client: DynamoDBDocumentClient;
  readonly name: string;
  /** Seconds that events and output are kept. */
  readonly keepS: number;
}

export const expiry = ({ keepS }: EventTable, fromMs: number) => ({ ttl: Math.ceil(fromMs / 1_000) + keepS });
