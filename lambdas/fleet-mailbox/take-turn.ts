/**
 * One turn of a fleet's actor: read, decide, write, perform effects. The ledger is read before the commands, and written only if its
 * version is still the one that was read. A turn that loses this race reads and decides again. Commands need no facts: if facts cannot
 * be read or recorded, the turn decides with what it has, the commands in any case, and then fails so that its messages come again.
 */
import { clearEffects, type Effect } from '../../core/turn/effects.ts';
import type { Fact } from '../../core/turn/facts.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { underLimit } from '../../adapters/time-limit.ts';
import { named, transition, type Transition } from '../../core/transition.ts';
import type { Command } from '../../core/command.ts';
import type { CommandRecord } from '../../contracts/fleet-records.ts';
import type { Look } from '../../contracts/messages.ts';
import type { ActorPorts } from './actor-ports.ts';
import { claimForRetry } from './claim-for-retry.ts';
import { commandOf } from './command-of.ts';
import { performEffects } from './perform-effects.ts';
import { attemptKey, readFacts, type Reading } from './read-facts.ts';
import { recordLateCosts, recordSettlements } from './record-settlements.ts';

/** Effects that one turn performs; it mails itself for the rest. */
const effectsPerTurn = 200;
const tries = 3;

/** How much of the time of a turn (`turn_deadline_s`) has passed when a part of it must be done. */
const shares = { facts: 0.3, settlements: 0.6, effects: 0.85, turn: 1 } as const;
type Limits = Readonly<Record<keyof typeof shares, AbortSignal>>;

function limitsOf({ after, durations }: ActorPorts): Limits {
  const at = (share: number): AbortSignal => after(share * durations.turn_deadline_s);
  return { facts: at(shares.facts), settlements: at(shares.settlements), effects: at(shares.effects), turn: at(shares.turn) };
}

/**
 * @throws Error when the turn is not done in time, when facts were missing, or when the ledger was written by other turns at each
 * try; the queue then delivers the messages again
 */
export async function takeTurn(ports: ActorPorts, fleetId: string, looks: readonly Look[]): Promise<void> {
  const limits = limitsOf(ports);
  await underLimit(limits.turn, `A turn of fleet ${fleetId}`, async () => {
    for (let attempt = 0; attempt < tries; attempt++) if (await tryTurn(ports, { fleetId, looks, limits })) return;
    throw new Error(`The ledger of fleet ${fleetId} changed ${tries} times while a turn was deciding on it`);
  });
}

interface Asked {
  readonly fleetId: string;
  readonly looks: readonly Look[];
  readonly limits: Limits;
}

/** @returns false when another turn wrote the ledger in between, or recorded another end of an attempt */
async function tryTurn(ports: ActorPorts, { fleetId, looks, limits }: Asked): Promise<boolean> {
  const { stores, clockAndIds } = ports;
  const ledger = await stores.ledgers.getLedger(fleetId);
  // The submit is not complete. The request that completes it mails the fleet again.
  if (!ledger) return true;
  const commands = await stores.commands.listPendingCommands(fleetId);
  const now = clockAndIds.now();
  const tick = ledger.wakeAt !== null && now >= ledger.wakeAt;
  const reading = await readFacts(ports, ledger, { looks, tick, limit: limits.facts });
  const claimed = await claimForRetry(ports, ledger, { commands: commands.map(commandOf), now });
  const decided = await decide(ports, { ledger, commands: claimed.commands.map(commandFact), reading, now, limits });
  if (!decided) return false;
  const { next, trouble } = decided;
  claimed.check();
  const written = next.changed ? await write(ports, next.ledger) : ledger;
  if (!written) return false;
  await claimed.settle();
  const isJudged = ({ command_id }: CommandRecord): boolean => written.verdicts.some(({ commandId }) => commandId === command_id);
  const commandsWait = !commands.every(isJudged);
  const done = await performOwed(ports, { before: ledger, written, effects: next.effects, commandsWait, limit: limits.effects });
  const settled = next.settlements.map((each) => `${attemptKey(each)} ${each.status}`);
  const counted = { commands: commands.length, facts: reading.facts.length, effects: next.effects.length, done };
  ports.onTurn(fleetId, { status: written.status, version: written.version, ...counted, settled });
  if (trouble) throw trouble.error;
  return true;
}

interface ToDecide {
  readonly ledger: Ledger;
  readonly commands: readonly Fact[];
  readonly reading: Reading;
  readonly now: number;
  readonly limits: Limits;
}
type Decided = { readonly next: Transition; readonly trouble: Reading['trouble'] } | undefined;

/** Decides with commands and facts; if the ends that follow cannot be recorded, with the commands alone. Undefined: read again. */
async function decide(ports: ActorPorts, { ledger, commands, reading, now, limits }: ToDecide): Promise<Decided> {
  const record = async (next: Transition): Promise<Transition | undefined> => {
    if (!(await recordSettlements(ports, ledger, next.settlements, reading.tasks))) return undefined;
    await recordLateCosts(ports, ledger, next.lateCosts, reading.tasks);
    return next;
  };
  const decideWithFacts = async (): Promise<Transition | undefined> => {
    const decided = transition(ledger, [...commands, ...reading.facts], now, ports.durations);
    return record(named(decided, await readPaths(ports, ledger.fleetId, decided.mentioned)));
  };
  if (commands.length === 0) return withTrouble(await decideWithFacts(), reading.trouble);
  try {
    return withTrouble(await underLimit(limits.settlements, 'Recording how attempts ended', decideWithFacts), reading.trouble);
  } catch (error) {
    // Its sentences keep the numbers of targets, since reading their paths may be what failed.
    return withTrouble(await record(transition(ledger, commands, now, ports.durations)), reading.trouble ?? { error });
  }
}

const withTrouble = (next: Transition | undefined, trouble: Reading['trouble']): Decided => next && { next, trouble };

const commandFact = (command: Command): Fact => ({ kind: 'command', command });

async function readPaths(ports: ActorPorts, fleetId: string, ordinals: readonly number[]): Promise<ReadonlyMap<number, string>> {
  const records = ordinals.length === 0 ? [] : await ports.stores.targets.getTargets(fleetId, ordinals);
  return new Map(records.map(({ ordinal, path }) => [ordinal, path]));
}

/** The ledger as it is after the write; undefined when another turn had raised the version. */
async function write(ports: ActorPorts, ledger: Ledger): Promise<Ledger | undefined> {
  const done = await ports.stores.ledgers.putLedgerAtVersion(ledger);
  return done ? { ...ledger, version: ledger.version + 1 } : undefined;
}

interface Owed {
  readonly before: Ledger;
  readonly written: Ledger;
  readonly effects: readonly Effect[];
  /** Commands could not be judged, because too much was owed: there is room again when effects are done. */
  readonly commandsWait: boolean;
  readonly limit: AbortSignal;
}

/** Performs effects and clears their marks. @returns how many effects are done */
async function performOwed(ports: ActorPorts, { before, written, effects, commandsWait, limit }: Owed): Promise<number> {
  const fleet_id = written.fleetId;
  const { done, toLookAt } = await performEffects(ports, written, effects.slice(0, effectsPerTurn), limit);
  const looks: Look[] = toLookAt.length > 0 ? [{ kind: 'look', fleet_id, ordinals: [...toLookAt] }] : [];
  const cleared = clearEffects(written, done, ports.clockAndIds.now(), ports.durations);
  const goesOn = effects.length > effectsPerTurn || waitsForNextRun(cleared) || (commandsWait && done.length > 0);
  if (goesOn) looks.push({ kind: 'look', fleet_id });
  await ports.mailbox.mailAll(looks);
  // If another turn wrote in between, the marks stay, and the effects are performed once more, which does no harm.
  if (done.length > 0) await ports.stores.ledgers.putLedgerAtVersion(cleared);
  await setTimer(ports, before.wakeAt, cleared);
  return done.length;
}

/** Whether children are owed that the run which was just started does not have. */
const waitsForNextRun = ({ startOwed, owed }: Ledger): boolean => !startOwed && owed.includes('child');

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
