/** Makes the failed condition of a write a value: another writer came first, which is expected. */
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';

/** The result of a conditional write; undefined if its condition did not hold. */
export async function ifConditionHolds<T>(write: Promise<T>): Promise<T | undefined> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return undefined;
    throw error;
  }
}
