/**
 * How large the stored ledger of a fleet gets: the pure core alone, with random lengths, failures, rejections, cancels and
 * lost runs, and with whole turns whose effects all fail, so that everything that can be owed is owed at once.
 */
import { toLedgerItem } from '../../adapters/fleet/ledger-item.ts';
import type { FleetTable } from '../../adapters/fleet/fleet-table.ts';
import { limits } from '../../contracts/limits.ts';
import { durationsSchema } from '../../contracts/durations.ts';
import { clearEffects, type Effect } from '../../core/turn/effects.ts';
import type { Fact } from '../../core/turn/facts.ts';
import { isTerminalFleet } from '../../core/fleet.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { newLedger } from '../../core/ledger/new-ledger.ts';
import { defaultSettings } from '../../core/settings.ts';
import { transition } from '../../core/transition.ts';
import { Random } from './random.ts';

/** Of a table only how long things are kept is read. */
const table = { keepS: 86_400 } as FleetTable;
const timings = durationsSchema.parse({});
const effectsPerTurn = 200;

/** Bytes as DynamoDB counts them: names and values, nested ones with their overhead. */
export function itemBytes(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (typeof value === 'number') return 21;
  if (typeof value !== 'object' || value === null) return 1;
  return Object.entries(value).reduce((sum, [name, each]) => sum + Buffer.byteLength(name) + itemBytes(each) + 1, 3);
}

export interface Largest {
  readonly bytes: number;
  /** When it was so large. */
  readonly at: string;
  readonly turns: number;
  readonly status: string;
}

export interface Life {
  readonly seed?: number;
  readonly cap?: number;
  readonly cancels?: boolean;
  /** For so many turns nothing that is owed can be done. */
  readonly outage?: number;
}

/** Lives that make a ledger large. */
export const harshLives: readonly Life[] = [
  {},
  { cancels: true, seed: 2 },
  { outage: 30, seed: 3 },
  { outage: 100, cancels: true, seed: 4 },
];

/** Runs a fleet of `total` targets to its end. Owed effects fail for the first `outage` turns and now and then later. */
export function largestLedger(total: number, { seed = 1, cap = 1_000, cancels = false, outage = 0 }: Life = {}): Largest {
  const random = new Random(seed);
  let ledger = fleetOf(total, cap);
  let [now, turns, bytes, at] = [0, 0, 0, ''];
  for (; ledger.wakeAt !== null && turns < 100_000; turns++) {
    now += random.whole(1, 20_000);
    const facts: Fact[] = [{ kind: 'tick' }, ...somethingHappened(ledger, random, now)];
    if (cancels && turns > 20 && ledger.status === 'RUNNING' && random.chance(0.02)) facts.push(cancelAt(ledger, now));
    const next = transition(ledger, facts, now, timings);
    ledger = { ...next.ledger, version: next.ledger.version + 1 };
    const size = itemBytes(toLedgerItem(table, ledger));
    if (size > bytes) [bytes, at] = [size, `turn ${String(turns)}, ${String(next.effects.length)} effects owed`];
    const works = turns >= outage && !random.chance(0.1);
    const done: readonly Effect[] = works ? next.effects.slice(0, effectsPerTurn) : [];
    ledger = { ...clearEffects(ledger, done, now, timings), version: ledger.version + 1 };
  }
  if (!isTerminalFleet(ledger.status)) throw new Error(`The fleet did not end: ${ledger.status} after ${String(turns)} turns`);
  return { bytes, at, turns, status: ledger.status };
}

/** With every text and map as long as it may be. */
const fleetOf = (total: number, cap: number): Ledger =>
  newLedger({
    fleetId: '01JD0000000000000000000000',
    owner: 'o'.repeat(128),
    workflowRef: 'coding/new-task-v1',
    settings: {
      ...defaultSettings,
      title: noise(limits.title),
      labels: Object.fromEntries(
        Array.from({ length: limits.labels }, (_, n) => [noise(limits.labelKey - 2) + String(n), noise(limits.labelValue)]),
      ),
      maxConcurrency: cap,
      autoRetryMax: 5,
      policy: null,
    },
    requireApproval: false,
    groups: [{ path: 'default', from: 0, to: total }],
    total,
    actorId: 'o'.repeat(128),
    now: 0,
  });

const noises = new Random(7);
/** Text that cannot be deflated much. */
const noise = (length: number): string => Array.from({ length }, () => String.fromCharCode(noises.whole(33, 126))).join('');

/** A fact about every third slot holder, in no order: it runs, ends in some way, has no task, or was rejected. */
function somethingHappened(ledger: Ledger, random: Random, now: number): Fact[] {
  const holders = [...ledger.slots.keys()].filter(() => random.chance(0.3));
  const facts = holders.map((ordinal) => factAbout(ledger, ordinal, random, now));
  if (random.chance(0.01)) facts.push({ kind: 'run-ended', run: ledger.run });
  return facts.sort(() => random.next() - 0.5);
}

function factAbout(ledger: Ledger, ordinal: number, random: Random, now: number): Fact {
  const of = { ordinal, attempt: ledger.attempts[ordinal] ?? 1 };
  if (ledger.owed[ordinal] === 'close') return { kind: 'key-closed', ...of, rejection: null };
  const draw = random.next();
  const seen = { kind: 'task-seen', ...of, finalizing: false, claimedAt: now, overdue: false, failure: null } as const;
  if (ledger.owed[ordinal] === 'cancel') return { ...seen, status: 'CANCELLED', costUsd: 0, durationMs: null };
  if (draw < 0.25) return { ...seen, status: 'RUNNING', costUsd: null, durationMs: null };
  // No move for one that runs.
  if (draw < 0.28) return { ...seen, status: 'QUEUED', costUsd: null, durationMs: null };
  if (draw < 0.35) return { kind: 'child-missing', ...of, parkedAt: null };
  if (draw < 0.4) return { kind: 'rejected', ...of };
  const durationMs = random.whole(1, 4_000_000);
  if (draw < 0.6) return { ...seen, status: 'SUCCEEDED', costUsd: random.next(), durationMs };
  const by = random.of(['transient', 'transient', 'service', 'user'] as const);
  const of_ = random.of(['network', 'agent', 'auth', 'compute', 'config', 'verification'] as const);
  const failure = { class: of_, code: 'X', message: 'x', retryable: true, by };
  return { ...seen, status: 'FAILED', costUsd: random.chance(0.5) ? null : random.next(), durationMs, failure };
}

const cancelAt = (ledger: Ledger, at: number): Fact => ({
  kind: 'command',
  command: {
    kind: 'cancel',
    id: `c${String(at)}`,
    actorId: 'ann',
    reason: 'r'.repeat(1_000),
    at,
    generation: ledger.generation,
    expectRevision: null,
  },
});
