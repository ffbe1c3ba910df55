/**
 * What the attempts that hold a slot may still cost: each its own limit, which was fixed at its launch. One that was launched before its
 * fleet had a budget counts as an attempt of unknown cost does.
 * Example: budget {targetUsd: 5}, slots launched with 5 and 2 → [5, 2].
 */
import type { Ledger } from './ledger.ts';

/** US dollars by slot; without a budget, or for work without an agent, nothing is reserved. */
export function reservesOf({ settings, slots }: Pick<Ledger, 'settings' | 'slots'>): number[] {
  const { budget, usesAgent } = settings;
  if (budget === null || !usesAgent) return [];
  return [...slots.values()].map(({ budgetUsd }) => budgetUsd ?? budget.targetUsd);
}
