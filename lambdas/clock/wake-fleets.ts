/** Finds the fleets whose time has come and mails them `look`; decides nothing about them. */
import type { FleetStores, Mailbox, Surroundings } from '../../adapters/ports.ts';
import { timerSchema, type Look } from '../../contracts/messages.ts';
import { activeShards } from '../../contracts/tables.ts';
import { parseJson } from '../parse-json.ts';

export interface WakePorts {
  readonly stores: Pick<FleetStores, 'ledgers'>;
  readonly mailbox: Mailbox;
  readonly surroundings: Surroundings;
}

const shards = Array.from({ length: activeShards }, (_, shard) => shard);

/** A fleet whose time came so long ago, though it was mailed at every tick since, does not move. Milliseconds. */
const stuckAfter = 15 * 60_000;

export async function countStuckFleets({ stores, surroundings }: WakePorts): Promise<number> {
  const before = surroundings.now() - stuckAfter;
  return (await Promise.all(shards.map((shard) => stores.ledgers.listFleetsToWake(shard, before)))).flat().length;
}

/** How many fleets were mailed. */
export async function wakeFleets({ stores, mailbox, surroundings }: WakePorts): Promise<number> {
  const due = await Promise.all(shards.map((shard) => stores.ledgers.listFleetsToWake(shard, surroundings.now())));
  const looks = due.flat().map((fleet_id): Look => ({ kind: 'look', fleet_id }));
  await mailbox.mailAll(looks);
  return looks.length;
}

/** After a start of the embedded runtime every run of the workflow is gone: each active fleet is to look at its last one. */
export async function recoverFleets({ stores, mailbox }: WakePorts): Promise<number> {
  const active = (await Promise.all(shards.map((shard) => stores.ledgers.listActiveFleets(shard)))).flat();
  const ledgers = await Promise.all(active.map((fleetId) => stores.ledgers.getLedger(fleetId)));
  const looks = ledgers.flatMap((ledger): Look[] =>
    ledger ? [{ kind: 'look', fleet_id: ledger.fleetId, run: ledger.run }] : [],
  );
  await mailbox.mailAll(looks);
  return looks.length;
}

/** A message of the timers queue, turned into mail. False: it was no timer and lies in the dead-letter queue now. */
export async function onTimer({ mailbox }: Pick<WakePorts, 'mailbox'>, body: string): Promise<boolean> {
  const parsed = timerSchema.safeParse(parseJson(body));
  if (parsed.success) await mailbox.mail({ kind: 'look', fleet_id: parsed.data.fleet_id });
  else await mailbox.deadLetter(body, 'not a timer message');
  return parsed.success;
}
