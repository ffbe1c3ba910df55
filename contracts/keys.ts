/** The keys of all items. Ordinals are padded, so that items sort by them. */
import { activeShards, monthShards } from './tables.ts';

const targetsPerPartition = 1_000;
const pad = (n: number, width: number): string => String(n).padStart(width, '0');

const fleetPrefix = 'FLEET#';
export const fleetPartition = (fleetId: string): string => `${fleetPrefix}${fleetId}`;
export const fleetIdOfPartition = (partition: string): string => partition.slice(fleetPrefix.length);

/** Partition of a target's items: 1,000 targets share one, so that no partition gets hot. */
export const targetPartition = (fleetId: string, ordinal: number): string =>
  `${fleetPrefix}${fleetId}#${Math.floor(ordinal / targetsPerPartition)}`;

export const ledgerKey = (fleetId: string) => ({ pk: fleetPartition(fleetId), sk: 'LEDGER' });
export const specKey = (fleetId: string) => ({ pk: fleetPartition(fleetId), sk: 'SPEC' });
export const graphKey = (fleetId: string) => ({ pk: fleetPartition(fleetId), sk: 'GRAPH' });
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
/** The claim of an exclusive fleet on a repository. @param repoName in lower case (contracts/repo-key.ts) */
export const claimKey = (repoName: string) => ({ pk: `CLAIM#${repoName}`, sk: 'CLAIM' });
/** A fleet among those that name a team. Fleets of a team sort by their ids, and so by time. @param team as a token has it */
export const teamFleetKey = (team: string, fleetId: string) => ({ ...teamPartition(team), sk: fleetPartition(fleetId) });
export const teamPartition = (team: string) => ({ pk: `TEAM#${team}` });
export const idempotencyKey = (owner: string, key: string) => ({ pk: `KEY#${owner}#${key}`, sk: 'KEY' });

/** The last letter of an id is random enough to spread items over partitions. */
const shardOf = (id: string, shards: number): number => (id.codePointAt(id.length - 1) ?? 0) % shards;

/** The partition of the index `awake` that a fleet is in. */
export const activeShardOf = (fleetId: string): string => String(shardOf(fleetId, activeShards));

const monthOf = (createdAt: string): string => createdAt.slice(0, 'YYYY-MM'.length);
/** The partition of an index of months that a fleet or task is in, such as `2026-11#3`. @param createdAt an ISO time */
export const monthShardOf = (createdAt: string, id: string): string => `${monthOf(createdAt)}#${shardOf(id, monthShards)}`;
/** All partitions of a month such as `2026-11`. Items that are older than the shards are in the first, which is the month alone. */
export const partitionsOfMonth = (month: string): readonly string[] => [
  month,
  ...Array.from({ length: monthShards }, (_, shard) => `${month}#${shard}`),
];
/** The month of a partition. */
export const monthOfPartition = (partition: string): string => monthOf(partition);

/** The item of a task's idempotency key, in the task table. */
export const keyClaimId = (key: string): string => `KEY#${key}`;
/** The item with the heartbeat of a task, in the task table. */
export const heartbeatId = (taskId: string): string => `BEAT#${taskId}`;
/**
 * The item with the bookings at a forge, in the task table.
 * @param host in lower case, with its port where it has one
 * @param tokenHash hash of the token, hexadecimal: the limits of a forge are for each token
 */
export const forgeBucketId = (host: string, tokenHash: string): string => `FORGE#${host}#${tokenHash.slice(0, 16)}`;
/** The host of such an item. */
export const hostOfForgeBucket = (bucket: string): string => bucket.slice('FORGE#'.length, bucket.lastIndexOf('#'));
/** The item with the containers that were started for tasks a moment ago, in the task table. */
export const launchesId = 'LAUNCHES';
/** The item with a user's unfinished tasks, in the task table. */
export const userSlotsId = (userId: string): string => `USER#${userId}`;
/** The item with what a user's tasks of one day (UTC, such as `2026-11-20`) cost and may cost, in the task table. */
export const daySpendId = (userId: string, day: string): string => `SPEND#${day}#${userId}`;

/** The user and the day of such an item; undefined for any other id. */
export function parseDaySpendId(id: string): { userId: string; day: string } | undefined {
  const [, day, userId] = /^SPEND#(\d{4}-\d{2}-\d{2})#(.+)$/s.exec(id) ?? [];
  return day === undefined || userId === undefined ? undefined : { userId, day };
}
/** Where older code kept the whole output of a task, in the task events table. It is only read. */
export const oldOutputId = 'OUTPUT';
/** The parts of the output that one hold of a task stored. Those of a later hold sort after them, and all sort after the events. */
export const outputPartId = (hold: number, place: number): string => `${oldOutputId}#${pad(hold, 6)}#${pad(place, 6)}`;
const rawOutput = 'RAW';
/** The parts of the raw output: as those of the output, which they sort after. */
export const rawOutputPartId = (hold: number, place: number): string => `${rawOutput}#${pad(hold, 6)}#${pad(place, 6)}`;
/** The ids of the raw output sort between these two. */
export const rawOutputIds = { first: `${rawOutput}#`, last: `${rawOutput}#~` } as const;
const taskDiff = 'TASK_DIFF';
/** The parts of the diff that one hold stored: as those of the raw output, which they sort after. */
export const taskDiffPartId = (hold: number, place: number): string => `${taskDiff}#${pad(hold, 6)}#${pad(place, 6)}`;
/** The ids of all parts of diffs begin so. */
export const taskDiffIds = `${taskDiff}#`;
/** The ids of all parts that the hold of this part stored. */
export const outputPartsBeside = (partId: string): string => partId.slice(0, partId.lastIndexOf('#') + 1);
/** Sorts after the parts of all holds. */
export const lastOutputId = `${oldOutputId}#~`;

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
