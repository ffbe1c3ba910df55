/**
 * How the targets of a fleet stand with each of its steps, as numbers (semantics 21).
 * Invariant: the counts of each step add up to the number of targets.
 * Example: two steps; one target is done with both, one waits at the gate of the second
 * → [{name: 'design', done: 2, …}, {name: 'merge', waiting: 1, done: 1, …}].
 */
import { holdsSlot } from '../fleet.ts';
import type { Ledger } from './ledger.ts';
import { at } from './ordinals.ts';

/** `done`: past it, whether the target did it or it was passed over. */
type Standing = 'pending' | 'running' | 'waiting' | 'done' | 'failed';

export type StepCount = { readonly name: string } & Readonly<Record<Standing, number>>;

/** Empty: the fleet has no steps. */
export function stepCountsOf(ledger: Ledger): StepCount[] {
  const { settings, atSteps } = ledger;
  const counts = settings.steps.map(({ name }) => ({ name, pending: 0, running: 0, waiting: 0, done: 0, failed: 0 }));
  for (const ordinal of atSteps.keys()) {
    for (const [index, count] of counts.entries()) count[standingWith(ledger, ordinal, index)] += 1;
  }
  return counts;
}

/**
 * How a target stands with a step. A target that was ended at a step before it had done it, and neither failed nor was lost, is
 * `pending` there: a retry goes on with that step.
 */
export function standingWith(ledger: Ledger, ordinal: number, step: number): Standing {
  const current = at(ledger.atSteps, ordinal);
  if (step !== current) return step < current ? 'done' : 'pending';
  const status = at(ledger.statuses, ordinal);
  if (status === 'SUCCEEDED') return 'done';
  if (status === 'FAILED' || status === 'LOST') return 'failed';
  if (holdsSlot(status)) return 'running';
  return ledger.gates.has(ordinal) || ledger.waiting.has(ordinal) ? 'waiting' : 'pending';
}
