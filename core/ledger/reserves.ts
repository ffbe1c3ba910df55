/**
 * What the attempts that hold a slot may still cost: each its own limit, which was fixed at its launch. One that was launched before its
 * fleet had a budget counts as an attempt of unknown cost does.
 * Example: budget {targetUsd: 5}, slots launched with 5 and 2 → [5, 2].
 */
import { stepOf } from './step-of.ts';
import type { Ledger } from './ledger.ts';

/** US dollars by slot; without a budget, or for work without an agent, nothing is reserved. */
export function reservesOf(ledger: Pick<Ledger, 'settings' | 'slots' | 'atSteps' | 'publishing'>): number[] {
  const { settings, slots } = ledger;
  const { budget, usesAgent } = settings;
  if (budget === null || !usesAgent) return [];
  return [...slots].map(([ordinal, { budgetUsd }]) => budgetUsd ?? (stepOf(ledger, ordinal).usesAgent ? budget.targetUsd : 0));
}
