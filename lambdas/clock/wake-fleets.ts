/** Mails `look` to the fleets that are due, and counts those that do not move. It decides nothing about a fleet. */
import type { FleetStores, Mailbox, ClockAndIds } from '../../adapters/ports.ts';
import { timerSchema, type Look } from '../../contracts/messages.ts';
import { activeShards } from '../../contracts/tables.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { runsWithChildren } from '../../core/ledger/ledger-record.ts';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { newerVersion } from '../../contracts/versions.ts';
import { NewerItems } from './newer-items.ts';

export interface WakePorts {
  readonly stores: Pick<FleetStores, 'ledgers'>;
  readonly mailbox: Mailbox;
  readonly clockAndIds: ClockAndIds;
}

const shards = Array.from({ length: activeShards }, (_, shard) => shard);

/** A fleet that has been due for this long is stuck: it was mailed at every tick, and no turn moved its `wake_at`. */
const stuckAfterMs = 15 * 60_000;

export async function countStuckFleets({ stores, clockAndIds }: WakePorts): Promise<number> {
  const before = clockAndIds.now() - stuckAfterMs;
  return (await Promise.all(shards.map((shard) => stores.ledgers.listFleetsToWake(shard, before)))).flat().length;
}

/** @returns how many fleets were mailed */
export async function wakeFleets({ stores, mailbox, clockAndIds }: WakePorts): Promise<number> {
  const due = await Promise.all(shards.map((shard) => stores.ledgers.listFleetsToWake(shard, clockAndIds.now())));
  const looks = due.flat().map((fleet_id): Look => ({ kind: 'look', fleet_id }));
  await mailbox.mailAll(looks);
  return looks.length;
}

/**
 * Mails every active fleet, and names its runs, for a start of the embedded runtime, whose runs live in memory.
 * @throws NewerVersion at the end, for the fleets that newer code wrote
 */
export async function recoverFleets({ stores, mailbox }: WakePorts): Promise<number> {
  const active = (await Promise.all(shards.map((shard) => stores.ledgers.listActiveFleets(shard)))).flat();
  const newer = new NewerItems();
  const ledgers = await Promise.all(active.map((fleetId) => newer.skipping(() => stores.ledgers.getLedger(fleetId))));
  const found = ledgers.filter((ledger) => ledger !== undefined);
  await mailbox.mailAll(found.flatMap(looksAtRuns));
  newer.throwIfAny();
  return found.length;
}

function looksAtRuns(ledger: Ledger): Look[] {
  const look = { kind: 'look', fleet_id: ledger.fleetId } as const;
  const runs = runsWithChildren(ledger);
  return runs.length === 0 ? [look] : runs.map((run) => ({ ...look, run }));
}

/**
 * Mails the fleet of a timer.
 * @returns false for a message that is not a timer; it is in the dead-letter queue then
 * @throws NewerVersion for a timer that newer code sent
 */
export async function onTimer({ mailbox }: Pick<WakePorts, 'mailbox'>, body: string): Promise<boolean> {
  const json = jsonOrUndefined(body);
  const newer = newerVersion('timer', 'in the queue of timers', json);
  if (newer) throw newer;
  const parsed = timerSchema.safeParse(json);
  if (parsed.success) await mailbox.mail({ kind: 'look', fleet_id: parsed.data.fleet_id });
  else await mailbox.deadLetter(body, 'not a timer message');
  return parsed.success;
}
