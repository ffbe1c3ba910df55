/** The step of a target's current attempt, or of its next one; of an attempt that publishes, as what that does: no agent works. */
import { stepAt } from '../steps/step-at.ts';
import type { StepRule } from '../settings.ts';
import type { Ledger } from './ledger.ts';
import { at } from './ordinals.ts';

export function stepOf(
  { settings, atSteps, publishing }: Pick<Ledger, 'settings' | 'atSteps' | 'publishing'>,
  ordinal: number,
): StepRule {
  const step = stepAt(settings, at(atSteps, ordinal));
  return publishing.has(ordinal) ? { ...step, usesAgent: false, batches: false } : step;
}
