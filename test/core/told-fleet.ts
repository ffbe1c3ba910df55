import type { Command, CommandOf } from '../../core/command.ts';
import { clearEffects } from '../../core/turn/effects.ts';
import type { Fact, TaskSeen } from '../../core/turn/facts.ts';
import { failureOfRejection, type FailureClass } from '../../core/failure.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import { rangesOf } from '../../core/ledger/ordinals.ts';
import type { StepRule } from '../../core/settings.ts';
import { transition } from '../../core/transition.ts';
import { fleetOf, timings, type FleetWishes } from './fleet-world.ts';

/** The time of all turns that name none, epoch ms. */
export const now = 1_000;

/** A turn on these facts, with all effects done but the log. */
export function turn(ledger: Ledger, facts: readonly Fact[] = [], at = now): Ledger {
  const { ledger: next, effects } = transition(ledger, facts, at, timings);
  const done = effects.filter(({ kind }) => kind !== 'log' && kind !== 'publish');
  return clearEffects(next, done, at, timings);
}

export const begun = (total: number, cap: number, wishes: FleetWishes = {}, autoRetries = 0): Ledger =>
  told(turn(fleetOf(total, cap, autoRetries, wishes)));

/** Without what the log and the events have said until now. */
export const told = (ledger: Ledger): Ledger => ({ ...ledger, owedLog: [], owedEvents: [] });

/** The current attempt of a target as its task tells it: completed for a dollar, unless said otherwise. */
export const seen = (ledger: Ledger, ordinal: number, more: Partial<TaskSeen> = {}): TaskSeen => ({
  ...{ kind: 'task-seen', ordinal, attempt: ledger.attempts[ordinal] ?? 1, status: 'SUCCEEDED', failure: null },
  ...{ costUsd: 1, durationMs: 60_000, finalizing: false, claimedAt: 0, overdue: false, waits: null, asks: false },
  ...more,
});

const failed = (failureClass: FailureClass, message: string): Partial<TaskSeen> => ({
  status: 'FAILED',
  failure: { class: failureClass, code: 'X', message, retryable: false, by: 'user' },
});

export const succeeds = (ledger: Ledger, ...ordinals: readonly number[]): Ledger =>
  turn(
    ledger,
    ordinals.map((ordinal) => seen(ledger, ordinal)),
  );
/** Their work is done, and there is something to publish. */
export const made = (ledger: Ledger, ...ordinals: readonly number[]): Ledger =>
  turn(
    ledger,
    ordinals.map((ordinal) => seen(ledger, ordinal, { reviewable: true })),
  );
export const fails = (ledger: Ledger, ordinal: number, failureClass: FailureClass = 'agent', message = 'no'): Ledger =>
  turn(ledger, [seen(ledger, ordinal, failed(failureClass, message))]);
export const asks = (ledger: Ledger, ...ordinals: readonly number[]): Ledger =>
  turn(
    ledger,
    ordinals.map((ordinal) => seen(ledger, ordinal, { asks: true })),
  );
/** All of them end in one turn, because the service that they need refuses their credentials. */
export const areRefused = (ledger: Ledger, ...ordinals: readonly number[]): Ledger =>
  turn(
    ledger,
    ordinals.map((ordinal) => seen(ledger, ordinal, failed('auth', `key ${ordinal} is refused`))),
  );
/** No task could be made for the target today, and its key is closed. */
export const isRefusedToday = (ledger: Ledger, ordinal: number): Ledger => {
  const rejection = failureOfRejection({
    status: 429,
    code: 'BUDGET_EXCEEDED',
    message: 'ann has spent $10 today',
    class: 'budget',
  });
  return turn(ledger, [{ kind: 'key-closed', ordinal, attempt: ledger.attempts[ordinal] ?? 1, rejection }]);
};

type Distributed<T> = T extends unknown ? Omit<T, 'id' | 'actorId' | 'reason' | 'at' | 'generation' | 'expectRevision'> : never;
let commands = 0;
export function tell(ledger: Ledger, wish: Distributed<Command>, at = now): Ledger {
  commands += 1;
  const asked = { actorId: 'ann', reason: null, at, generation: ledger.generation, expectRevision: null };
  // The wish has what its kind has besides what all commands have.
  const command = { ...asked, ...wish, id: `c${String(commands).padStart(4, '0')}` } as Command;
  return turn(ledger, [{ kind: 'command', command }], at);
}
export const goOn = (ledger: Ledger): Ledger => tell(ledger, { kind: 'continue', skipRemaining: false, seenFailed: 0 });
/** Somebody who was shown who waits continues the fleet. */
export const goOnSeen = (ledger: Ledger, more: Partial<CommandOf<'continue'>> = {}): Ledger =>
  tell(ledger, { kind: 'continue', skipRemaining: false, seenFailed: 99, seenGate: ledger.lastArrival, ...more });
export const approve = (ledger: Ledger, ordinals: readonly number[], more: Partial<CommandOf<'approve'>> = {}): Ledger =>
  tell(ledger, { kind: 'approve', targets: rangesOf(ordinals), seenGate: ledger.lastArrival, ...more });
export const reject = (ledger: Ledger, ordinals: readonly number[], more: Partial<CommandOf<'reject'>> = {}): Ledger =>
  tell(ledger, { kind: 'reject', targets: rangesOf(ordinals), seenGate: ledger.lastArrival, ...more });
export const steer = (ledger: Ledger, ordinals: readonly number[], more: Partial<CommandOf<'steer'>> = {}): Ledger =>
  tell(ledger, { kind: 'steer', targets: rangesOf(ordinals), seenGate: ledger.lastArrival, ...more });
export const retry = (ledger: Ledger, more: Partial<CommandOf<'retry'>> = {}): Ledger =>
  tell(ledger, { kind: 'retry', only: null, targets: null, resetBlocked: true, ...more });
export const answer = (ledger: Ledger, ordinal: number, at = now): Ledger =>
  tell(ledger, { kind: 'answer', targets: [[ordinal, ordinal]] }, at);

export const lastId = (): string => `c${String(commands).padStart(4, '0')}`;
export const verdict = (ledger: Ledger) => ledger.verdicts.at(-1);
export const events = (ledger: Ledger): string[] => ledger.owedEvents.map(({ type }) => type);
export const entries = (ledger: Ledger): string[] => ledger.owedLog.map(({ action, reason }) => `${action}: ${reason}`);

/** A step whose work an agent does, without a gate, unless said otherwise. */
export const step = (name: string, more: Partial<StepRule> = {}): StepRule => ({
  ...{ name, timeoutS: 3_600, budgetUsd: null, gate: false, batches: false, usesAgent: true, merges: false },
  ...more,
});
export const merge = step('merge', { gate: true, usesAgent: false, merges: true });
/** What people read, and a target's place: its step, status and attempt. */
export const placeOf = ({ atSteps, statuses, attempts, triggers }: Ledger, ordinal = 0): string =>
  [atSteps[ordinal], statuses[ordinal], attempts[ordinal], triggers[ordinal]].join(' ');
