/** Mails `look` to the fleets that are due, and counts those that do not move. It decides nothing about a fleet. */
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

/** A fleet that has been due for this long is stuck: it was mailed at every tick, and no turn moved its `wake_at`. */
const stuckAfterMs = 15 * 60_000;

export async function countStuckFleets({ stores, surroundings }: WakePorts): Promise<number> {
  const before = surroundings.now() - stuckAfterMs;
  return (await Promise.all(shards.map((shard) => stores.ledgers.listFleetsToWake(shard, before)))).flat().length;
}

/** @returns how many fleets were mailed */
export async function wakeFleets({ stores, mailbox, surroundings }: WakePorts): Promise<number> {
  const due = await Promise.all(shards.map((shard) => stores.ledgers.listFleetsToWake(shard, surroundings.now())));
  const looks = due.flat().map((fleet_id): Look => ({ kind: 'look', fleet_id }));
  await mailbox.mailAll(looks);
  return looks.length;
}

/** Mails every active fleet the number of its last run, for a start of the embedded runtime, whose runs live in memory. */
export async function recoverFleets({ stores, mailbox }: WakePorts): Promise<number> {
  const active = (await Promise.all(shards.map((shard) => stores.ledgers.listActiveFleets(shard)))).flat();
  const ledgers = await Promise.all(active.map((fleetId) => stores.ledgers.getLedger(fleetId)));
  const looks = ledgers.flatMap((ledger): Look[] =>
    ledger ? [{ kind: 'look', fleet_id: ledger.fleetId, run: ledger.run }] : [],
  );
  await mailbox.mailAll(looks);
  return looks.length;
}

/** Mails the fleet of a timer. @returns false for a message that is not a timer; it is in the dead-letter queue then */
export async function onTimer({ mailbox }: Pick<WakePorts, 'mailbox'>, body: string): Promise<boolean> {
  const parsed = timerSchema.safeParse(parseJson(body));
  if (parsed.success) await mailbox.mail({ kind: 'look', fleet_id: parsed.data.fleet_id });
  else await mailbox.deadLetter(body, 'not a timer message');
  return parsed.success;
}
