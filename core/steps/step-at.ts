/**
 * A step as the engine decides on it. A fleet without steps has one, which has no name.
 * Example: no steps, timeoutS 3600 → {name: '', timeoutS: 3600, gate: false, …}.
 */
import type { FleetSettings, StepRule } from '../settings.ts';

type Steps = Pick<FleetSettings, 'steps' | 'timeoutS' | 'usesAgent'>;

/** @param index place among the steps of the settings; 0 where there are none */
export const stepAt = ({ steps, timeoutS, usesAgent }: Steps, index: number): StepRule =>
  steps[index] ?? { name: '', timeoutS, budgetUsd: null, gate: false, batches: false, usesAgent, merges: false };
