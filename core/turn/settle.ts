/**
 * Ends an attempt: its target becomes terminal, or is granted an automatic retry and is PENDING again.
 * Invariant: costs only grow; the target gives its slot back in the same turn; no attempt is granted beyond `maxAttempts`.
 * Example: a transient failure, first of two automatic retries → PENDING, attempt 2, not before 15 to 30 s from now.
 */
import { at } from '../ledger/ordinals.ts';
import { backoffMs } from './backoff.ts';
import { releaseChild } from './children.ts';
import { withEnding } from '../failure-policy.ts';
import { personFailure } from '../failure.ts';
import { isGoingDown } from '../fleet.ts';
import type { Ending } from './facts.ts';
import { addDuration } from '../ledger/histogram.ts';
import { clearMark } from './marks.ts';
import { maxAttempts } from '../ledger/ledger-record.ts';
import { moveTarget } from './move.ts';
import { plural } from '../text/plural.ts';
import { noteTarget, policy, system, type Turn } from './turn.ts';

export function settle(turn: Turn, ordinal: number, ending: Ending): void {
  recordAttempt(turn, ordinal, ending);
  if (grantsAutoRetry(turn, ordinal, ending)) tryAgain(turn, ordinal);
  else end(turn, ordinal, ending);
}

function recordAttempt({ draft, settlements }: Turn, ordinal: number, ending: Ending): void {
  const { knownUsd, unknownCount } = draft.cost;
  draft.cost =
    ending.costUsd === null
      ? { knownUsd, unknownCount: unknownCount + 1 }
      : { knownUsd: knownUsd + ending.costUsd, unknownCount };
  if (ending.durationMs !== null && (ending.status === 'SUCCEEDED' || ending.status === 'FAILED')) {
    addDuration(draft.durations, ending.durationMs);
  }
  const attempt = at(draft.attempts, ordinal);
  const trigger = at(draft.triggers, ordinal);
  settlements.push({ ordinal, attempt, trigger, ...ending });
}

function grantsAutoRetry({ draft }: Turn, ordinal: number, ending: Ending): boolean {
  if (isGoingDown(draft.status) || draft.stops.has(ordinal)) return false;
  if (ending.status !== 'FAILED' || ending.failure?.by !== 'transient') return false;
  return at(draft.autoRetries, ordinal) < draft.settings.autoRetryMax && at(draft.attempts, ordinal) < maxAttempts;
}

/** PENDING again, as a new attempt. What was owed for the old one is pointless, but for a child that is told to end. */
function tryAgain(turn: Turn, ordinal: number): void {
  const { draft } = turn;
  const retries = at(draft.autoRetries, ordinal);
  const attempt = at(draft.attempts, ordinal) + 1;
  const wait = backoffMs(draft.fleetId, { ordinal, attempt, retries }, turn.timings.retry_backoff_s);
  moveTarget(draft, ordinal, 'PENDING');
  draft.attempts[ordinal] = attempt;
  draft.triggers[ordinal] = 'auto_retry';
  draft.autoRetries[ordinal] = retries + 1;
  draft.slots.delete(ordinal);
  draft.backoffs.set(ordinal, turn.now + wait);
  draft.refusals.delete(ordinal);
  if (draft.owed[ordinal] !== 'wake') clearMark(draft, ordinal);
  const sentence = (count: number): string => `${plural(count, 'target')} failed for a passing reason and will be tried again.`;
  noteTarget(turn, ordinal, { actor: policy, action: 'retried', sentence });
}

function end(turn: Turn, ordinal: number, ending: Ending): void {
  const { draft } = turn;
  moveTarget(draft, ordinal, ending.status);
  draft.classes[ordinal] = ending.failure?.class ?? null;
  if (ending.failure?.code === personFailure.code) draft.failedByPerson.add(ordinal);
  else draft.earlyEndings = withEnding(draft.earlyEndings, ending.status, ending.failure?.class ?? null);
  draft.stops.delete(ordinal);
  draft.slots.delete(ordinal);
  draft.backoffs.delete(ordinal);
  const from = draft.firstUnpublished;
  if (draft.settings.notifyTargets && from[ordinal] === 0) from[ordinal] = at(draft.attempts, ordinal);
  releaseChild(draft, ordinal);
  const sentence = (count: number): string => `${plural(count, 'target')} ended ${ending.status}.`;
  noteTarget(turn, ordinal, { actor: system, action: 'settled', key: `settled-${ending.status}`, sentence });
}
