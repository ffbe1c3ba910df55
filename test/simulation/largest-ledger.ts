/**
 * How large the stored ledger of a fleet gets: the pure core alone, with random lengths, failures, rejections, cancels and
 * lost runs, and with whole turns whose effects all fail, so that everything that can be owed is owed at once.
 */
import { deflateRawSync } from 'node:zlib';
import { itemBytes } from '../../adapters/dynamo/item-bytes.ts';
import { unpackJson } from '../../adapters/fleet/packed-json.ts';
import { durationsSchema } from '../../contracts/durations.ts';
import { clearEffects, type Effect } from '../../core/turn/effects.ts';
import type { Fact } from '../../core/turn/facts.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { transition } from '../../core/transition.ts';
import { answers, commandOf, manyCommands, somethingHappened } from './harsh-facts.ts';
import { crowded, harshFleet, longSteps } from './harsh-fleet.ts';
import { lostOnlyDetail } from './log-detail.ts';
import { Random } from './random.ts';
import { storedItem } from './stored-bytes.ts';

const timings = durationsSchema.parse({});
const effectsPerTurn = 200;

export interface Largest {
  readonly bytes: number;
  /** When it was so large. */
  readonly at: string;
  readonly turns: number;
  readonly status: string;
  /** What the item consisted of then: bytes of each attribute, and of each packed field as if it were deflated alone. */
  readonly parts: Readonly<Record<string, number>>;
}

export interface Life {
  readonly seed?: number;
  readonly cap?: number;
  readonly cancels?: boolean;
  /** For so many turns nothing that is owed can be done. */
  readonly outage?: number;
  /** Persons send commands during the outage, with reasons as long as they may be. */
  readonly commands?: boolean;
  /** It begins with each target in a state of its own; so many of them wait for their backoff. */
  readonly crowded?: number;
  /** Its targets have so many steps, each with a gate but the first one. */
  readonly steps?: number;
}

/** Lives that make a ledger large. */
export const harshLives: readonly Life[] = [
  {},
  { cancels: true, seed: 2 },
  { outage: 30, seed: 3 },
  { outage: 100, cancels: true, seed: 4 },
  { outage: 60, commands: true, seed: 5 },
  { outage: 60, commands: true, crowded: 0, seed: 6 },
  { outage: 60, commands: true, crowded: 0.5, seed: 7 },
  { outage: 60, commands: true, crowded: 0.9, seed: 8 },
  { outage: 5, crowded: 1, seed: 9 },
  { outage: 1_000, commands: true, cap: 100, seed: 10 },
  { outage: 30, steps: 3, seed: 11 },
  { outage: 60, commands: true, steps: 3, seed: 12 },
];

/** Runs a fleet of `total` targets to its end. Owed effects fail for the first `outage` turns and now and then later. */
export function largestLedger(total: number, life: Life = {}): Largest {
  const { seed = 1, cap = 1_000, outage = 0 } = life;
  const random = new Random(seed);
  let ledger = harshFleet(total, cap, false, longSteps(life.steps ?? 0));
  if (life.crowded !== undefined) ledger = crowded(ledger, random, life.crowded);
  let [now, turns] = [ledger.lastTickAt, 0];
  let [largest, at] = [storedItem(ledger), 'the beginning'];
  let bytes = itemBytes(largest);
  for (; ledger.wakeAt !== null && turns < 100_000; turns++) {
    now += random.whole(1, 20_000);
    const facts: Fact[] = [
      { kind: 'tick' },
      ...somethingHappened(ledger, random, now),
      ...asked(life, { ledger, random, now, turns }),
    ];
    const next = transition(ledger, facts, now, timings);
    checkLog(ledger, next.ledger);
    ledger = { ...next.ledger, version: next.ledger.version + 1 };
    const item = storedItem(ledger);
    const size = itemBytes(item);
    if (size > bytes) [bytes, largest, at] = [size, item, `turn ${String(turns)}, ${String(next.effects.length)} effects owed`];
    const works = turns >= outage && !random.chance(0.1);
    const done: readonly Effect[] = works ? next.effects.slice(0, effectsPerTurn) : [];
    ledger = { ...clearEffects(ledger, done, now, timings), version: ledger.version + 1 };
  }
  if (!isTerminalFleet(ledger.status)) throw new Error(`The fleet did not end: ${ledger.status} after ${String(turns)} turns`);
  return { bytes, at, turns, status: ledger.status, parts: partsOf(largest) };
}

/** A turn keeps every entry that is owed. */
function checkLog(before: Ledger, after: Ledger): void {
  const owed = new Map(after.owedLog.map((entry) => [entry.seq, entry]));
  for (const entry of before.owedLog) {
    const kept = owed.get(entry.seq);
    if (!kept || !lostOnlyDetail(entry, kept)) {
      throw new Error(`Log entry ${JSON.stringify(entry)} became ${JSON.stringify(kept)}`);
    }
  }
}

interface Moment {
  readonly ledger: Ledger;
  readonly random: Random;
  readonly now: number;
  readonly turns: number;
}

function asked({ cancels = false, commands = false, outage = 0 }: Life, { ledger, random, now, turns }: Moment): Fact[] {
  if (commands && turns < outage) return manyCommands(ledger, random, now);
  const isCancelled = cancels && turns > 20 && ledger.status === 'RUNNING' && random.chance(0.02);
  // Questions pile up before somebody answers.
  const isAnswered = turns >= outage && random.chance(0.5);
  return [...(isCancelled ? [commandOf('cancel', ledger, now)] : []), ...(isAnswered ? answers(ledger, now) : [])];
}

function partsOf(item: Record<string, unknown>): Record<string, number> {
  const { ledger, ...attributes } = item;
  if (!(ledger instanceof Uint8Array)) throw new Error('The item has no ledger.');
  // The store packed an object.
  const packed = Object.entries(unpackJson(ledger) as Record<string, unknown>);
  const parts = [
    ...Object.entries(attributes).map(([name, value]) => [`attribute ${name}`, itemBytes(value)] as const),
    ...packed.map(([name, value]) => [name, deflateRawSync(JSON.stringify(value)).byteLength] as const),
    ['all that is packed', ledger.byteLength] as const,
  ];
  return Object.fromEntries(parts.filter(([, bytes]) => bytes > 500).sort(([, a], [, b]) => b - a));
}
