/** The step of a target's current attempt, or of its next one. */
import { stepAt } from '../steps/step-at.ts';
import type { StepRule } from '../settings.ts';
import type { Ledger } from './ledger.ts';
import { at } from './ordinals.ts';

export const stepOf = ({ settings, atSteps }: Pick<Ledger, 'settings' | 'atSteps'>, ordinal: number): StepRule =>
  stepAt(settings, at(atSteps, ordinal));
