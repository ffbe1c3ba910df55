/** What happens in the lives that make a ledger large: to targets in no order, and commands with reasons as long as they may be. */
import type { Command } from '../../core/command.ts';
import { isPaused } from '../../core/fleet.ts';
import type { Fact } from '../../core/turn/facts.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { anyId, longLabels, longWait, longWebhooks, noise } from './harsh-fleet.ts';
import type { Random } from './random.ts';

/** A fact about every third slot holder, in no order: it runs, ends in some way, has no task, or was rejected. */
export function somethingHappened(ledger: Ledger, random: Random, now: number): Fact[] {
  const holders = [...ledger.slots.keys()].filter(() => random.chance(0.3));
  const facts = holders.map((ordinal) => factAbout(ledger, ordinal, random, now));
  if (random.chance(0.01)) facts.push({ kind: 'run-ended', run: ledger.run, early: true });
  return facts.sort(() => random.next() - 0.5);
}

function factAbout(ledger: Ledger, ordinal: number, random: Random, now: number): Fact {
  const of = { ordinal, attempt: ledger.attempts[ordinal] ?? 1 };
  if (ledger.owed[ordinal] === 'close') return { kind: 'key-closed', ...of, rejection: null };
  const draw = random.next();
  const seen = {
    kind: 'task-seen',
    ...of,
    finalizing: false,
    claimedAt: now,
    overdue: false,
    waits: null,
    asks: false,
    failure: null,
  } as const;
  if (ledger.owed[ordinal] === 'cancel') return { ...seen, status: 'CANCELLED', costUsd: 0, durationMs: null };
  if (draw < 0.25) return { ...seen, status: 'RUNNING', costUsd: null, durationMs: null };
  if (random.chance(0.1)) return { ...seen, status: 'QUEUED', costUsd: 0, durationMs: null, waits: longWait(random, now) };
  // No move for one that runs.
  if (draw < 0.28) return { ...seen, status: 'QUEUED', costUsd: null, durationMs: null };
  if (draw < 0.35) return { kind: 'child-missing', ...of, parkedAt: null };
  if (draw < 0.4) return { kind: 'rejected', ...of };
  const durationMs = random.whole(1, 4_000_000);
  if (draw < 0.6) {
    const asks = random.chance(0.3);
    // Drawn only where there are steps, so that the other lives stay as they were.
    const batchesLeft = ledger.settings.steps.length > 0 && !asks && random.chance(0.3) ? 1 : 0;
    return { ...seen, status: 'SUCCEEDED', costUsd: random.next(), durationMs, asks, batchesLeft };
  }
  const by = random.of(['transient', 'transient', 'service', 'user'] as const);
  const of_ = random.of(['network', 'agent', 'auth', 'compute', 'config', 'verification'] as const);
  const failure = { class: of_, code: 'X', message: 'x', retryable: true, by };
  return { ...seen, status: 'FAILED', costUsd: random.chance(0.5) ? null : random.next(), durationMs, failure };
}

let commands = 0;

/** Every other target with a slot: ranges that are as many as they can be. */
const everyOther = ({ slots }: Ledger): (readonly [number, number])[] =>
  [...slots.keys()].filter((ordinal) => ordinal % 2 === 0).map((ordinal) => [ordinal, ordinal]);

export function commandOf(kind: Command['kind'], ledger: Ledger, at: number): Fact {
  commands += 1;
  const id = `01JD${noise(4)}${String(commands).padStart(18, '0')}`;
  const asked = { id, actorId: ledger.owner, reason: noise(1_000), at, generation: ledger.generation, expectRevision: null };
  switch (kind) {
    case 'continue':
      return { kind: 'command', command: { ...asked, kind, skipRemaining: false, seenFailed: 0, seenGate: ledger.lastArrival } };
    case 'retry':
      return { kind: 'command', command: { ...asked, kind, only: null, targets: null, resetBlocked: true } };
    case 'edit': {
      const changes = { title: noise(200), labels: longLabels(), webhooks: longWebhooks() };
      return { kind: 'command', command: { ...asked, kind, changes } };
    }
    case 'cancel_targets':
    case 'skip_targets':
    case 'fail_targets':
    case 'answer':
    case 'approve':
    case 'reject':
    case 'steer':
      return { kind: 'command', command: { ...asked, kind, targets: everyOther(ledger) } };
    case 'pause':
    case 'abort':
    case 'cancel':
      return { kind: 'command', command: { ...asked, kind } };
  }
}

/** Somebody goes on with a fleet that waits, and some answer questions: as many as a turn judges. */
export function answers(ledger: Ledger, at: number): Fact[] {
  const asked = { actorId: ledger.owner, reason: null, at, generation: ledger.generation, expectRevision: null };
  const given = [...ledger.waiting.keys()].slice(0, 90).map((ordinal): Fact => {
    return { kind: 'command', command: { ...asked, id: anyId(), kind: 'answer', targets: [[ordinal, ordinal]] } };
  });
  return isPaused(ledger.status) ? [...given, commandOf('continue', ledger, at)] : given;
}

/** Pauses and continues in turn, edits, and commands that are refused. */
export function manyCommands(ledger: Ledger, random: Random, now: number): Fact[] {
  const kinds: Command['kind'][] = ['pause', 'edit', 'continue', 'retry', 'continue', 'fail_targets', 'edit'];
  return kinds.filter(() => random.chance(0.7)).map((kind) => commandOf(kind, ledger, now));
}
