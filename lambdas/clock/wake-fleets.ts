/** Finds the fleets whose time has come and mails them `look`; decides nothing about them. */
import type { FleetStores, Mailbox, ClockAndIds } from '../../adapters/ports.ts';
import { timerSchema, type Look } from '../../contracts/messages.ts';
import { activeShards } from '../../contracts/tables.ts';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { newerVersion } from '../../contracts/versions.ts';
import { NewerItems } from './newer-items.ts';

export interface WakePorts {
  readonly stores: Pick<FleetStores, 'ledgers'>;
  readonly mailbox: Mailbox;
  readonly clockAndIds: ClockAndIds;
}

const shards = Array.from({ length: activeShards }, (_, shard) => shard);

/** A fleet whose time came so long ago, though it was mailed at every tick since, does not move. Milliseconds. */
const stuckAfter = 15 * 60_000;

export async function countStuckFleets({ stores, clockAndIds }: WakePorts): Promise<number> {
  const before = clockAndIds.now() - stuckAfter;
  return (await Promise.all(shards.map((shard) => stores.ledgers.listFleetsToWake(shard, before)))).flat().length;
}

/** How many fleets were mailed. */
export async function wakeFleets({ stores, mailbox, clockAndIds }: WakePorts): Promise<number> {
  const due = await Promise.all(shards.map((shard) => stores.ledgers.listFleetsToWake(shard, clockAndIds.now())));
  const looks = due.flat().map((fleet_id): Look => ({ kind: 'look', fleet_id }));
  await mailbox.mailAll(looks);
  return looks.length;
}

/** After a start of the embedded runtime every run of the workflow is gone: each active fleet is to look at its last one. @throws NewerVersion at the end */
export async function recoverFleets({ stores, mailbox }: WakePorts): Promise<number> {
  const active = (await Promise.all(shards.map((shard) => stores.ledgers.listActiveFleets(shard)))).flat();
  const newer = new NewerItems();
  const ledgers = await Promise.all(active.map((fleetId) => newer.skipping(() => stores.ledgers.getLedger(fleetId))));
  const looks = ledgers.flatMap((ledger): Look[] =>
    ledger ? [{ kind: 'look', fleet_id: ledger.fleetId, run: ledger.run }] : [],
  );
  await mailbox.mailAll(looks);
  newer.throwIfAny();
  return looks.length;
}

/**
 * A message of the timers queue, turned into mail. False: it was no timer and lies in the dead-letter queue now.
 * @throws NewerVersion
 */
export async function onTimer({ mailbox }: WakePorts, body: string): Promise<boolean> {
  const json = jsonOrUndefined(body);
  const newer = newerVersion('timer', 'in the queue of timers', json);
  if (newer) throw newer;
  const parsed = timerSchema.safeParse(json);
  if (parsed.success) await mailbox.mail({ kind: 'look', fleet_id: parsed.data.fleet_id });
  else await mailbox.deadLetter(body, 'not a timer message');
  return parsed.success;
}
