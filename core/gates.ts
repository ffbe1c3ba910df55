/**
 * Points where a fleet waits for a person (semantics 8): before it starts, after its canary, before a group that asks for it.
 * Invariant: a gate that was passed stays open.
 * Example: canary 2 of ten; both ended → PAUSED, reason `canary`; continue → the other eight.
 */
import { holdsSlot, isTerminalTarget, type Reason } from './fleet.ts';
import { at } from './at.ts';
import { wasLaunched } from './launch.ts';
import type { Draft } from './draft.ts';
import type { GroupRange, Ledger } from './ledger.ts';
import { pauseFleet } from './pause.ts';
import { plural } from './settle.ts';
import { noteFleet, policy, type Turn } from './turn.ts';

/** How many targets may be launched for the first time now: until the canary has passed, no more than it has. */
export function mostNew(ledger: Ledger): number {
  const { canary } = ledger;
  return canary === null || canary.passed ? Infinity : canary.count - launchedOf(ledger).length;
}

const launchedOf = (ledger: Ledger): number[] =>
  ledger.statuses.flatMap((status, ordinal) => (wasLaunched(status, at(ledger.attempts, ordinal)) ? [ordinal] : []));

/** When the canaries have ended, the fleet pauses; where it waits already, whoever continues it has seen them. */
export function checkCanary(turn: Turn): void {
  const { draft } = turn;
  const { canary } = draft;
  if (canary === null || canary.passed) return;
  const launched = launchedOf(draft);
  if (launched.length < canary.count || !launched.every((ordinal) => isTerminalTarget(at(draft.statuses, ordinal)))) return;
  draft.canary = { ...canary, passed: true };
  if (draft.status !== 'RUNNING' || !draft.statuses.includes('PENDING')) return;
  const failed = launched.filter((ordinal) => draft.statuses[ordinal] !== 'SUCCEEDED').length;
  const message = `The canary is through: ${plural(canary.count, 'target')} ended, ${String(failed)} without success. Continue to go on.`;
  stopAt(turn, { code: 'canary', message });
}

/** Whether a target waits for its group's approval. */
export function gatedIn(groups: readonly GroupRange[]): (ordinal: number) => boolean {
  const gated = groups.filter(({ approval }) => approval === 'required');
  return (ordinal) => gated.some(({ from, to }) => ordinal >= from && ordinal < to);
}

/** When only what waits for an approval is left, the fleet pauses for it. */
export function checkGroupGates(turn: Turn): void {
  const { draft } = turn;
  if (draft.status !== 'RUNNING' || draft.statuses.some(holdsSlot)) return;
  const gated = gatedIn(draft.groups);
  const waiting = draft.statuses.flatMap((status, ordinal) => (status === 'PENDING' ? [ordinal] : []));
  const next = nextGate(draft);
  if (next === undefined || !waiting.every(gated)) return;
  const message = `The group ${at(draft.groups, next).path} waits for an approval: continue to start it.`;
  stopAt(turn, { code: 'approval_required', message });
}

/** The first closed gate with somebody behind it. */
function nextGate({ groups, statuses }: Draft): number | undefined {
  const found = groups.findIndex(
    ({ approval, from, to }) => approval === 'required' && statuses.slice(from, to).includes('PENDING'),
  );
  return found === -1 ? undefined : found;
}

function stopAt(turn: Turn, { code, message }: Pick<Reason, 'code' | 'message'>): void {
  pauseFleet(turn, { code, message, actor: policy });
  noteFleet(turn, { actor: policy, action: 'paused', reason: message });
}

/** Opens the gate that the fleet waits at, if it does. @returns what was approved, for a sentence */
export function passGate(draft: Draft): string {
  if (draft.awaitsApproval) {
    draft.awaitsApproval = false;
    return ', approved';
  }
  const gate = draft.reason?.code === 'approval_required' ? nextGate(draft) : undefined;
  if (gate === undefined) return '';
  const group = at(draft.groups, gate);
  draft.groups[gate] = { ...group, approval: 'given' };
  return `, the group ${group.path} approved`;
}
