/**
 * One turn of a fleet while it is being decided: the draft of its ledger, the time, and the decisions so far.
 * Invariant: a turn writes one log entry per action and key. The `targets` of an entry are ranges, and it has an `attempt` if all
 * of them are at the same one.
 * Example: 300 launches in one turn → one entry, "Launched 300 targets."
 */
import { at, rangesOf } from '../ledger/ordinals.ts';
import { countStatuses, type Actor, type Reason } from '../fleet.ts';
import type { LateCost, Settlement } from './facts.ts';
import type { Timings } from './timings.ts';
import type { Draft } from '../ledger/draft.ts';
import type { OwedEvent, ShownReason } from '../ledger/ledger.ts';
import type { LogAction } from '../ledger/log-entry.ts';
import { addEntry, withinBounds } from '../ledger/owed-log.ts';
import { progressOf } from '../ledger/progress.ts';
import { plural } from '../text/plural.ts';

interface Decision {
  readonly actor: Actor;
  readonly action: LogAction;
  readonly ordinals: number[];
  /** The attempts of the targets when the decision was noted. */
  readonly attempts: Set<number>;
  readonly sentence: (count: number) => string;
}

export interface Turn {
  readonly draft: Draft;
  /** Epoch ms. */
  readonly now: number;
  readonly timings: Timings;
  readonly tick: boolean;
  /** What comes to a gate in this turn has this as its arrival: later than all arrivals of earlier turns. */
  readonly arrival: number;
  readonly settlements: Settlement[];
  readonly lateCosts: LateCost[];
  /** Targets that failed although they were healed, with what a further attempt would be told. */
  readonly healedInVain: Map<number, string>;
  readonly decisions: Map<string, Decision>;
  /** Targets that a sentence mentions. */
  readonly mentioned: Set<number>;
}

export const system: Actor = { kind: 'system' };
export const policy: Actor = { kind: 'policy' };

/** Notes a decision about one target; all with the same action and key become one log entry. */
export function noteTarget(turn: Turn, ordinal: number, decision: Noted): void {
  const { key = decision.action, actor, action, sentence } = decision;
  const known = turn.decisions.get(key) ?? { actor, action, sentence, ordinals: [], attempts: new Set() };
  known.ordinals.push(ordinal);
  known.attempts.add(at(turn.draft.attempts, ordinal));
  turn.decisions.set(key, known);
}

type Noted = Omit<Decision, 'ordinals' | 'attempts'> & { readonly key?: string };

/** Notes that the child of a target is missing, and that it gets a new one. */
export function noteRepair(turn: Turn, ordinal: number): void {
  const sentence = (count: number): string => `Started the workflow again for ${plural(count, 'target')}.`;
  noteTarget(turn, ordinal, { actor: system, action: 'recovered', sentence });
}

/** Whether children were found missing in this turn. */
export const repairedChildren = ({ decisions }: Turn): boolean => decisions.has('recovered');

/** Notes a decision about the fleet, or about many targets at once. */
export function noteFleet(
  turn: Turn,
  decision: { actor: Actor; action: LogAction; reason: string; key?: string; ordinals?: number[] },
): void {
  const { actor, action, reason, ordinals = [] } = decision;
  const attempts = new Set(ordinals.map((ordinal) => at(turn.draft.attempts, ordinal)));
  turn.decisions.set(decision.key ?? action, { actor, action, ordinals, attempts, sentence: () => reason });
}

/** Makes owed log entries of the noted decisions, with the counts at the end of the turn, and keeps all owed entries within their bounds. */
export function oweLog(turn: Turn): void {
  const { draft } = turn;
  const counts = countStatuses(draft.statuses);
  for (const { actor, action, ordinals, attempts, sentence } of turn.decisions.values()) {
    const [attempt, ...others] = attempts;
    const about = {
      ...(ordinals.length > 0 ? { targets: rangesOf(ordinals) } : {}),
      ...(attempt !== undefined && others.length === 0 ? { attempt } : {}),
    };
    const entry = { at: turn.now, actor, action, ...about, reason: sentence(ordinals.length), counts };
    addEntry(draft.owedLog, entry, () => (draft.logSeq += 1));
  }
  draft.owedLog = withinBounds(draft.owedLog);
}

/** Owes an event; its detail is fixed now, so that a repeat is equal. Its id comes from (fleet, generation, transition). */
export function oweEvent(turn: Turn, type: OwedEvent['type'], more: Readonly<Record<string, unknown>> = {}): void {
  const { draft } = turn;
  draft.eventSeq += 1;
  const detail = {
    version: '1',
    event_id: `${draft.fleetId}-${draft.generation}-${draft.eventSeq}`,
    fleet_id: draft.fleetId,
    generation: draft.generation,
    seq: draft.eventSeq,
    status: draft.status,
    reason: draft.reason && shownReason(draft.reason),
    title: draft.settings.title,
    owner: draft.owner,
    progress: progressOf(draft, turn.now),
    links: { self: `/v1/fleets/${draft.fleetId}` },
    ...more,
  };
  draft.owedEvents.push({ type, detail });
}

export const shownReason = ({ code, message, since, actor }: Reason): ShownReason => ({
  code,
  message,
  since: new Date(since).toISOString(),
  actor: actor.id ?? actor.kind,
});
