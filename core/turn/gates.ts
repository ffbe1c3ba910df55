/**
 * The points where a fleet waits for a person (semantics 8): before its start, after its canary, before a group that needs approval.
 * Invariant: a gate that was passed stays open.
 * Example: canary 2 of ten; both ended → PAUSED, reason `canary`; continue → the other eight.
 */
import { holdsSlot, isTerminalTarget, type Reason } from '../fleet.ts';
import { heldBackIn, neededBy } from '../graph/readiness.ts';
import { at, ordinalsWhere } from '../ledger/ordinals.ts';
import { wasLaunched } from './launch.ts';
import type { Draft } from '../ledger/draft.ts';
import { topLevel, type GroupRange, type Ledger } from '../ledger/ledger.ts';
import { pauseFleet } from './pause.ts';
import { plural } from '../text/plural.ts';
import { noteFleet, policy, type Turn } from './turn.ts';

export interface FirstLaunches {
  /** At most so many. */
  readonly most: number;
  readonly mayBe: (ordinal: number) => boolean;
}

const everyTarget = (): boolean => true;

/**
 * Which targets may be launched for the first time now: before the canary has passed, only its own. A target that was skipped before it
 * ran, and is retried, is of the canary and may depend on others. So those are launched too, where all that is left of it waits for them.
 */
export function firstLaunches(ledger: Ledger, isHeldBack: (ordinal: number) => boolean): FirstLaunches {
  const { canary } = ledger.settings;
  if (canary === null || ledger.canaryPassed) return { most: Infinity, mayBe: everyTarget };
  const launched = launchedOf(ledger);
  const left = launched.filter((ordinal) => !isTerminalTarget(at(ledger.statuses, ordinal)));
  const most = canary - launched.length;
  if (most > 0 || ledger.graph === null || left.length === 0 || !left.every(isHeldBack)) return { most, mayBe: everyTarget };
  const needed = neededBy(ledger.graph, left, ledger.statuses.length);
  return { most: Infinity, mayBe: (ordinal) => needed.has(ordinal) };
}

const launchedOf = (ledger: Ledger): number[] =>
  ordinalsWhere(ledger.statuses, (status, ordinal) => wasLaunched(status, at(ledger.attempts, ordinal)));

/** Pauses the fleet when the targets of its canary have ended. A fleet that is paused already is not paused for it again. */
export function checkCanary(turn: Turn): void {
  const { draft } = turn;
  const { canary } = draft.settings;
  if (canary === null || draft.canaryPassed) return;
  const launched = launchedOf(draft);
  if (launched.length < canary || !launched.every((ordinal) => isTerminalTarget(at(draft.statuses, ordinal)))) return;
  draft.canaryPassed = true;
  if (draft.status !== 'RUNNING' || !draft.statuses.includes('PENDING')) return;
  const failed = launched.filter((ordinal) => draft.statuses[ordinal] !== 'SUCCEEDED').length;
  const message = `The canary has ended: ${plural(canary, 'target')}, ${failed} without success. Continue the fleet to launch the others.`;
  stopAt(turn, { code: 'canary', message });
}

/** Whether a target waits for its group's approval. */
export function gatedIn(groups: readonly GroupRange[]): (ordinal: number) => boolean {
  const gated = groups.filter(({ approval }) => approval === 'required');
  return (ordinal) => gated.some(({ from, to }) => ordinal >= from && ordinal < to);
}

/** Pauses the fleet when its next launch lacks only an approval. */
export function checkGroupGates(turn: Turn): void {
  const { draft } = turn;
  if (draft.status !== 'RUNNING' || draft.statuses.some(holdsSlot) || waitsForTime(turn)) return;
  const next = nextGate(draft);
  if (next === undefined) return;
  const message = `The group ${at(draft.groups, next).path} waits for an approval: continue to start it.`;
  stopAt(turn, { code: 'approval_required', message });
}

/** Whether a target that needs no approval and no answer will be launched later, by the pace or after its backoff. */
export function waitsForTime({ draft, now }: Turn): boolean {
  const gated = gatedIn(draft.groups);
  const { waiting, gates } = draft;
  const free = ordinalsWhere(
    draft.statuses,
    (status, ordinal) => status === 'PENDING' && !gated(ordinal) && !waiting.has(ordinal) && !gates.has(ordinal),
  );
  return free.length > 0 && (draft.heldUntil !== null || free.some((ordinal) => (draft.backoffs.get(ordinal) ?? 0) > now));
}

/**
 * Index of the group to ask approval for: the first gated group with PENDING targets that neither a dependency nor the canary holds back. At
 * `maxConcurrentGroups` it is the first one inside an open group, if there is one: only that one could start.
 */
function nextGate(draft: Draft): number | undefined {
  const isHeldBack = draft.graph ? heldBackIn(draft.graph, draft.statuses) : () => false;
  const { mayBe } = firstLaunches(draft, isHeldBack);
  const couldStart = ordinalsWhere(
    draft.statuses,
    (status, ordinal) => status === 'PENDING' && !isHeldBack(ordinal) && mayBe(ordinal),
  );
  const closed = draft.groups.flatMap(({ approval, from, to }, index) =>
    approval === 'required' && couldStart.some((ordinal) => ordinal >= from && ordinal < to) ? [index] : [],
  );
  const open = topLevel(draft.groups).filter((group) => isOpen(draft, group));
  if (open.length < (draft.settings.maxConcurrentGroups ?? Infinity)) return closed[0];
  const isInOpen = (index: number): boolean => {
    const { from } = at(draft.groups, index);
    return open.some((group) => from >= group.from && from < group.to);
  };
  return closed.find(isInOpen) ?? closed[0];
}

function isOpen({ statuses, attempts }: Draft, { from, to }: GroupRange): boolean {
  const inside = statuses.slice(from, to);
  const launched = inside.some((status, offset) => wasLaunched(status, at(attempts, from + offset)));
  return launched && !inside.every(isTerminalTarget);
}

function stopAt(turn: Turn, { code, message }: Pick<Reason, 'code' | 'message'>): void {
  pauseFleet(turn, { code, message, actor: policy });
  noteFleet(turn, { actor: policy, action: 'paused', reason: message });
}

/** Opens the gate that the fleet waits at, if there is one. @returns the approval, for a sentence */
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
