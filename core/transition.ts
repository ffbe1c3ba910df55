/**
 * The one place where a fleet's state changes: (ledger, facts, now) → (ledger, effects). Commands first, in the order of
 * their ids, then facts, then the status, then, once, the launches; what the outside must be told stays owed in the ledger.
 * Invariants: counts add up; never more slots than the cap; a terminal target never moves; the same fact twice changes nothing.
 * Example: task-seen SUCCEEDED for one of two targets, cap 1 → that one settled, the other QUEUED, `wake` owed for both.
 */
import { finalStatus } from './aggregate.ts';
import { applyCommand } from './apply-command.ts';
import { applyFact, type TargetFact } from './apply-fact.ts';
import { effectsOwed, nextLook } from './effects.ts';
import type { Command, Effect, Fact, Settlement, Timings } from './facts.ts';
import { countStatuses, isTerminalFleet, isTerminalTarget } from './fleet.ts';
import { chooseLaunches } from './launch.ts';
import { draftOf, type Ledger } from './ledger.ts';
import { sameLedger } from './same-ledger.ts';
import { plural } from './settle.ts';
import { noteFleet, noteTarget, owe, oweEvent, oweLog, system, type Turn } from './turn.ts';

export interface Transition {
  readonly ledger: Ledger;
  /** Everything owed now, older debts included. */
  readonly effects: readonly Effect[];
  /** Attempts that ended in this turn: recorded before the ledger is written. */
  readonly settlements: readonly Settlement[];
  /** Whether there is anything to write. */
  readonly changed: boolean;
}

/** `now` in epoch ms. Pure: the given ledger is not touched. */
export function transition(ledger: Ledger, facts: readonly Fact[], now: number, timings: Timings): Transition {
  const tick = facts.some((fact) => fact.kind === 'tick');
  const turn: Turn = { draft: draftOf(ledger), now, timings, tick, settlements: [], decisions: new Map() };
  if (tick) turn.draft.lastTickAt = now;
  for (const command of commandsInOrder(facts)) applyCommand(turn, command);
  start(turn);
  for (const fact of facts) if (isTargetFact(fact)) applyFact(turn, fact);
  launch(turn);
  finish(turn);
  oweRun(turn);
  oweLog(turn);
  turn.draft.wakeAt = nextLook(turn.draft, now, timings);
  const changed = !sameLedger(ledger, turn.draft);
  if (changed) turn.draft.updatedAt = now;
  return { ledger: turn.draft, effects: effectsOwed(turn.draft), settlements: turn.settlements, changed };
}

function commandsInOrder(facts: readonly Fact[]): Command[] {
  const commands = facts.flatMap((fact) => (fact.kind === 'command' ? [fact.command] : []));
  return commands.sort((a, b) => (a.id < b.id ? -1 : 1));
}

const isTargetFact = (fact: Fact): fact is TargetFact => fact.kind !== 'tick' && fact.kind !== 'command';

function start(turn: Turn): void {
  const { draft } = turn;
  if (draft.status !== 'PENDING') return;
  draft.status = 'RUNNING';
  draft.startedAt = turn.now;
  draft.statuses.forEach((_, ordinal) => {
    owe(draft, ordinal, 'child');
  });
  oweEvent(turn, 'Fleet Started');
}

function launch(turn: Turn): void {
  const { draft, now } = turn;
  if (draft.status !== 'RUNNING') return;
  const ready = (ordinal: number): boolean => (draft.backoffs.get(ordinal) ?? 0) <= now;
  for (const ordinal of chooseLaunches({ ...draft, ready, dependents: () => 0 })) {
    draft.statuses[ordinal] = 'QUEUED';
    draft.slots.set(ordinal, { since: now });
    draft.backoffs.delete(ordinal);
    owe(draft, ordinal, 'wake');
    noteTarget(turn, ordinal, { actor: system, action: 'launched', sentence: (count) => `Launched ${plural(count, 'target')}.` });
  }
}

function finish(turn: Turn): void {
  const { draft } = turn;
  if (isTerminalFleet(draft.status) || !draft.statuses.every(isTerminalTarget)) return;
  draft.status = finalStatus(draft.status, countStatuses(draft.statuses));
  draft.finishedAt = turn.now;
  noteFleet(turn, { actor: system, action: 'finished', reason: `The fleet ended ${draft.status}.` });
  oweEvent(turn, 'Fleet Finished');
}

/** Number and members of a run are fixed by the write that owes it; what comes later waits for the next one. */
function oweRun(turn: Turn): void {
  const { draft } = turn;
  if (draft.startOwed || !draft.owed.includes('child')) return;
  const members = draft.owed.flatMap((mark, ordinal) => (mark === 'child' ? [ordinal] : []));
  draft.run += 1;
  draft.startOwed = true;
  draft.lastStartAt = turn.now;
  for (const ordinal of members) draft.owed[ordinal] = 'child-in-run';
  if (draft.run === 1) return;
  noteFleet(turn, { actor: system, action: 'recovered', reason: `Started run ${draft.run} of the workflow.`, ordinals: members });
}
