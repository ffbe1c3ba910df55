/**
 * Costs that are told after the end of their attempt: a task that somebody cancels ends at once, and its worker stops the agent and tells
 * what it cost some seconds later. Until then the cost counts as unknown.
 * Invariant: each is told once, and only in the generation of its attempt, so that every result says what its own attempts cost.
 * Example: one attempt cancelled, cost {$2, 1 unknown}; its worker tells $0.50 → {$2.50, 0 unknown}.
 */
import { sumUsd } from '../budget.ts';
import { stepOf } from '../ledger/step-of.ts';
import type { TaskSeen } from './facts.ts';
import type { Turn } from './turn.ts';

/** Remembers an attempt whose cost may follow. @param fact as it ends the attempt, before the target goes on */
export function awaitCost({ draft }: Turn, { ordinal, attempt, costUsd, costFollows }: TaskSeen): void {
  if (costFollows && costUsd === null && stepOf(draft, ordinal).usesAgent) draft.openCosts.set(ordinal, attempt);
}

export function tellLateCost({ draft, lateCosts }: Turn, { ordinal, attempt, costUsd }: TaskSeen): void {
  if (costUsd === null || draft.openCosts.get(ordinal) !== attempt) return;
  const { knownUsd, unknownCount } = draft.cost;
  draft.openCosts.delete(ordinal);
  draft.cost = { knownUsd: sumUsd([knownUsd, costUsd]), unknownCount: unknownCount - 1 };
  lateCosts.push({ ordinal, attempt, costUsd });
}
