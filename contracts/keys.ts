/** The keys of all items. Ordinals are padded, so that items sort by them. */
const targetsPerPartition = 1_000;
const pad = (n: number, width: number): string => String(n).padStart(width, '0');

export const fleetPartition = (fleetId: string): string => `FLEET#${fleetId}`;

/** Partition of a target's items: 1,000 targets share one, so that no partition gets hot. */
export const targetPartition = (fleetId: string, ordinal: number): string =>
  `FLEET#${fleetId}#${Math.floor(ordinal / targetsPerPartition)}`;

export const ledgerKey = (fleetId: string) => ({ pk: fleetPartition(fleetId), sk: 'LEDGER' });
export const specKey = (fleetId: string) => ({ pk: fleetPartition(fleetId), sk: 'SPEC' });
export const commandPrefix = 'COMMAND#';
export const commandKey = (fleetId: string, commandId: string) => ({
  pk: fleetPartition(fleetId),
  sk: `${commandPrefix}${commandId}`,
});
export const logPrefix = 'LOG#';
export const logKey = (fleetId: string, seq: number) => ({ pk: fleetPartition(fleetId), sk: `${logPrefix}${pad(seq, 10)}` });
export const targetPrefix = 'TARGET#';
export const targetKey = (fleetId: string, ordinal: number) => ({
  pk: targetPartition(fleetId, ordinal),
  sk: `${targetPrefix}${pad(ordinal, 6)}`,
});
/** The parked token of a target. */
export const tokenKey = (fleetId: string, ordinal: number) => ({
  pk: targetPartition(fleetId, ordinal),
  sk: `TURN#${pad(ordinal, 6)}`,
});
export const idempotencyKey = (owner: string, key: string) => ({ pk: `KEY#${owner}#${key}`, sk: 'KEY' });

/** The item of a task's idempotency key, in the task table. */
export const keyClaimId = (key: string): string => `KEY#${key}`;
/** The item with a user's unfinished tasks, in the task table. */
export const userSlotsId = (userId: string): string => `USER#${userId}`;
/** The item with a task's output, in the task events table. */
export const outputEventId = 'OUTPUT';

const fleetTaskKeyPrefix = 'flt_';
/**
 * The create-task core's key for one attempt at one target (architecture.md, Tasks: one per attempt, whatever happens).
 * Attempts count from 1.
 */
export const fleetTaskKey = (fleetId: string, ordinal: number, attempt: number): string =>
  `${fleetTaskKeyPrefix}${fleetId}_${ordinal.toString(36)}_${attempt}`;
export const isFleetTaskKey = (key: string): boolean => key.startsWith(fleetTaskKeyPrefix);

/** The attempt that a task of this fleet is for; undefined for any other task. */
export function parseFleetTaskKey(fleetId: string, key: string | null): { ordinal: number; attempt: number } | undefined {
  const match = /^flt_([0-9A-Z]{26})_([0-9a-z]+)_(\d+)$/.exec(key ?? '');
  if (match?.[1] !== fleetId || match[2] === undefined) return undefined;
  return { ordinal: parseInt(match[2], 36), attempt: Number(match[3]) };
}
