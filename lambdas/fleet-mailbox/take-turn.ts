/**
 * One turn of a fleet's actor: read, decide, write, perform effects. The ledger is read before the commands, and written only if its
 * version is still the one that was read. A turn that loses this race reads and decides again.
 */
import { clearEffects, type Effect } from '../../core/turn/effects.ts';
import type { Fact } from '../../core/turn/facts.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { named, transition } from '../../core/transition.ts';
import type { CommandRecord } from '../../contracts/fleet-records.ts';
import type { Look } from '../../contracts/messages.ts';
import type { ActorPorts } from './actor-ports.ts';
import { commandOf } from './command-of.ts';
import { performEffects } from './perform-effects.ts';
import { attemptKey, readFacts } from './read-facts.ts';
import { recordSettlements } from './record-settlements.ts';

/** Effects that one turn performs; it mails itself for the rest. */
const effectsPerTurn = 200;
const tries = 3;

/** @throws Error when the ledger was written by other turns at each try; the queue then delivers the messages again */
export async function takeTurn(ports: ActorPorts, fleetId: string, looks: readonly Look[]): Promise<void> {
  for (let attempt = 0; attempt < tries; attempt++) if (await tryTurn(ports, fleetId, looks)) return;
  throw new Error(`The ledger of fleet ${fleetId} changed ${tries} times while a turn was deciding on it`);
}

/** @returns false when another turn wrote the ledger in between, or recorded another end of an attempt */
async function tryTurn(ports: ActorPorts, fleetId: string, looks: readonly Look[]): Promise<boolean> {
  const { stores, clockAndIds } = ports;
  const ledger = await stores.ledgers.getLedger(fleetId);
  // The submit is not complete. The request that completes it mails the fleet again.
  if (!ledger) return true;
  const commands = await stores.commands.listPendingCommands(fleetId);
  const now = clockAndIds.now();
  const tick = ledger.wakeAt !== null && now >= ledger.wakeAt;
  const { facts, tasks } = await readFacts(ports, ledger, looks, tick);
  const decided = transition(ledger, [...commands.map(commandFact), ...facts], now, ports.durations);
  const next = named(decided, await readPaths(ports, fleetId, decided.mentioned));
  if (!(await recordSettlements(ports, fleetId, next.settlements, tasks))) return false;
  const written = next.changed ? await write(ports, next.ledger) : ledger;
  if (!written) return false;
  const done = await performOwed(ports, { before: ledger, written, effects: next.effects });
  const settled = next.settlements.map((each) => `${attemptKey(each)} ${each.status}`);
  const counted = { commands: commands.length, facts: facts.length, effects: next.effects.length, done };
  ports.onTurn(fleetId, { status: written.status, version: written.version, ...counted, settled });
  return true;
}

const commandFact = (record: CommandRecord): Fact => ({ kind: 'command', command: commandOf(record) });

async function readPaths(ports: ActorPorts, fleetId: string, ordinals: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const records = ordinals.length === 0 ? [] : await ports.stores.targets.getTargets(fleetId, ordinals);
  return new Map(records.map(({ ordinal, path }) => [ordinal, path]));
}

/** The ledger as it is after the write; undefined when another turn had raised the version. */
async function write(ports: ActorPorts, ledger: Ledger): Promise<Ledger | undefined> {
  const done = await ports.stores.ledgers.putLedgerAtVersion(ledger);
  return done ? { ...ledger, version: ledger.version + 1 } : undefined;
}

/** Performs effects and clears their marks. @returns how many effects are done */
async function performOwed(
  ports: ActorPorts,
  { before, written, effects }: { before: Ledger; written: Ledger; effects: readonly Effect[] },
): Promise<number> {
  const fleet_id = written.fleetId;
  const { done, toLookAt } = await performEffects(ports, written, effects.slice(0, effectsPerTurn));
  const looks: Look[] = toLookAt.length > 0 ? [{ kind: 'look', fleet_id, ordinals: [...toLookAt] }] : [];
  if (effects.length > effectsPerTurn) looks.push({ kind: 'look', fleet_id });
  await ports.mailbox.mailAll(looks);
  const cleared = clearEffects(written, done, ports.clockAndIds.now(), ports.durations);
  // If another turn wrote in between, the marks stay, and the effects are performed once more, which does no harm.
  if (done.length > 0) await ports.stores.ledgers.putLedgerAtVersion(cleared);
  await setTimer(ports, before.wakeAt, cleared);
  return done.length;
}

/** Sends a delayed message for the fleet's next look, because the clock comes only once a minute. */
async function setTimer(ports: ActorPorts, before: number | null, ledger: Ledger): Promise<void> {
  if (ledger.wakeAt === null || ledger.wakeAt === before) return;
  const delayS = (ledger.wakeAt - ports.clockAndIds.now()) / 1_000;
  if (delayS > ports.durations.timer_max_s) return;
  try {
    await ports.timers.wakeLater(ledger.fleetId, delayS);
  } catch (error) {
    ports.onEffectFailed('timer', error);
  }
}
