/** What persons said in reviews of a target (semantics 27), and whether an attempt is the work that they asked for. */
import type { TargetRecord } from '../../contracts/fleet-records.ts';
import { limits } from '../../contracts/limits.ts';
import type { Ledger } from '../../core/ledger/ledger.ts';
import type { Trigger } from '../../core/fleet.ts';
import { outcomesBefore } from './attempts-before.ts';

/** Oldest first; the newest where there are more than a task takes. */
export const steeringBefore = ({ steering = {} }: TargetRecord, attempt: number): string[] =>
  Object.entries(steering)
    .filter(([begun]) => Number(begun) <= attempt)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, { text }]) => text)
    .slice(-limits.steerings);

/** Attempts that do the work of the one before them again, or the rest of it. */
const goesOn: ReadonlySet<Trigger> = new Set(['auto_retry', 'heal', 'answer', 'retry'] as const);

/** Whether a person's words began the attempt, or those before it whose work it does again at the same step. @param step null: there are no steps */
export function isSteered(ledger: Ledger, target: TargetRecord, attempt: number, step: string | null): boolean {
  let trigger = ledger.triggers[target.ordinal] ?? 'initial';
  for (const before of outcomesBefore(target, attempt).toReversed()) {
    const isDone = before.status === 'SUCCEEDED' && (before.question ?? null) === null;
    if (!goesOn.has(trigger) || isDone || (before.step ?? null) !== step) break;
    ({ trigger } = before);
  }
  return trigger === 'steer';
}
