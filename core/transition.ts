/**
 * Decides one turn of a fleet: (ledger, facts, now) → (ledger, effects). Commands come first, in the order of their ids, then
 * facts, then the targets that they block, then the failure policy, then, once, the launches, as far as the budget goes. Effects stay owed
 * in the ledger until they are done.
 * Invariants: counts add up; never more slots than the cap; a terminal target never moves; the same fact twice changes nothing.
 * Example: task-seen SUCCEEDED for one of two targets, cap 1 → that one settled, the other QUEUED, `wake` owed for both.
 */
import { finalStatus } from './ledger/aggregate.ts';
import { applyCommand } from './commands/apply-command.ts';
import { applyFact, type TargetFact } from './turn/apply-fact.ts';
import { blockDependents } from './turn/block.ts';
import { judgePolicy } from './turn/breach.ts';
import { completionOf } from './ledger/completion.ts';
import { effectsOwed, nextLook, type Effect } from './turn/effects.ts';
import type { Command } from './command.ts';
import type { Fact, LateCost, Settlement } from './turn/facts.ts';
import type { Timings } from './turn/timings.ts';
import { countStatuses, isPaused, isTerminalFleet, isTerminalTarget } from './fleet.ts';
import { tellWaits } from './turn/follow-waits.ts';
import { checkCanary, checkGroupGates } from './turn/gates.ts';
import { chooseLaunches } from './turn/launch.ts';
import { launchView } from './turn/launch-view.ts';
import { draftOf } from './ledger/draft.ts';
import type { Ledger } from './ledger/ledger.ts';
import { withPaths } from './turn/mentioned-targets.ts';
import { owe } from './turn/marks.ts';
import { moveFleet, moveTarget } from './turn/move.ts';
import { allowance, noteLaunches } from './turn/pace.ts';
import { becomePaused, releaseChildren } from './turn/pause.ts';
import { checkQuestions, leaveQuestions } from './turn/questions.ts';
import { affordsNext, limitOfNext } from './turn/spend.ts';
import { pauseForHeals } from './turn/heals.ts';
import { checkStepGates, leaveGates } from './turn/step-gates.ts';
import { sameLedger } from './ledger/same-ledger.ts';
import { plural } from './text/plural.ts';
import { at } from './ledger/ordinals.ts';
import { oweRun } from './turn/runs.ts';
import { noteFleet, noteTarget, oweEvent, oweLog, system, type Turn } from './turn/turn.ts';

export interface Transition {
  readonly ledger: Ledger;
  /** Everything owed now, older debts included. */
  readonly effects: readonly Effect[];
  /** Attempts that ended in this turn: recorded before the ledger is written. */
  readonly settlements: readonly Settlement[];
  /** Costs that were told after the end of their attempts: recorded before the ledger is written. */
  readonly lateCosts: readonly LateCost[];
  /** Whether the ledger differs from the one that was given, and must be written. */
  readonly changed: boolean;
  /** Targets that sentences of this turn mention by ordinal: `named` puts their paths in, before the ledger is written. */
  readonly mentioned: readonly number[];
}

/** `now` in epoch ms. Pure: the given ledger is not touched. */
export function transition(ledger: Ledger, facts: readonly Fact[], now: number, timings: Timings): Transition {
  const tick = facts.some((fact) => fact.kind === 'tick');
  const decided = { settlements: [], lateCosts: [], decisions: new Map(), mentioned: new Set<number>(), healedInVain: new Map() };
  const arrival = Math.max(now, ledger.lastArrival + 1);
  const turn: Turn = { draft: draftOf(ledger), now, timings, tick, arrival, ...decided };
  if (tick) turn.draft.lastTickAt = now;
  for (const command of commandsInOrder(facts)) applyCommand(turn, command);
  start(turn);
  for (const fact of facts) if (isTargetFact(fact)) applyFact(turn, fact);
  tellWaits(turn, ledger);
  blockDependents(turn);
  leaveQuestions(turn);
  leaveGates(turn);
  judgePolicy(turn);
  pauseForHeals(turn);
  checkCanary(turn);
  launch(turn);
  checkGroupGates(turn);
  checkQuestions(turn);
  checkStepGates(turn);
  becomePaused(turn);
  finish(turn);
  releaseChildren(turn);
  oweRun(turn);
  oweLog(turn);
  return outcome(ledger, turn);
}

function outcome(before: Ledger, { draft, now, timings, settlements, lateCosts, mentioned }: Turn): Transition {
  draft.wakeAt = nextLook(draft, now, timings);
  const changed = !sameLedger(before, draft);
  if (changed) draft.updatedAt = now;
  return { ledger: draft, effects: effectsOwed(draft), settlements, lateCosts, changed, mentioned: [...mentioned] };
}

/** The same decision with the paths of targets in its sentences, as far as `paths` has them by ordinal. */
export function named(decided: Transition, paths: ReadonlyMap<number, string>): Transition {
  if (paths.size === 0) return decided;
  const ledger = withPaths(decided.ledger, paths);
  return { ...decided, ledger, effects: effectsOwed(ledger) };
}

function commandsInOrder(facts: readonly Fact[]): Command[] {
  const commands = facts.flatMap((fact) => (fact.kind === 'command' ? [fact.command] : []));
  return commands.sort((a, b) => (a.id < b.id ? -1 : 1));
}

const isTargetFact = (fact: Fact): fact is TargetFact => fact.kind !== 'tick' && fact.kind !== 'command';

/** Starts a fleet that waits for no approval. One that was paused before its start, and continued, is RUNNING already. */
function start(turn: Turn): void {
  const { draft } = turn;
  if (draft.status === 'PENDING' && !draft.awaitsApproval) moveFleet(turn, 'RUNNING', draft.reason);
  if (draft.status !== 'RUNNING' || draft.startedAt !== null) return;
  draft.startedAt = turn.now;
  // The time that it was paused before its start does not count.
  draft.waitedMs = 0;
  if (draft.reason?.code === 'approval_required') draft.reason = null;
  oweEvent(turn, 'Fleet Started');
}

function launch(turn: Turn): void {
  const { draft, now } = turn;
  draft.heldUntil = null;
  if (draft.status !== 'RUNNING') return;
  const allowed = allowance(draft, now);
  let launched = 0;
  for (const ordinal of chooseLaunches({ ...launchView(draft, now), most: allowed })) {
    if (!affordsNext(turn, ordinal)) break;
    launched += 1;
    moveTarget(draft, ordinal, 'QUEUED');
    draft.slots.set(ordinal, { since: now, ...limitOfNext(draft, ordinal) });
    draft.backoffs.delete(ordinal);
    owe(draft, ordinal, at(draft.children, ordinal) === 0 ? 'child' : 'wake');
    noteTarget(turn, ordinal, { actor: system, action: 'launched', sentence: (count) => `Launched ${plural(count, 'target')}.` });
  }
  noteLaunches(draft, launched, { now, allowed });
}

function finish(turn: Turn): void {
  const { draft } = turn;
  if (isTerminalFleet(draft.status) || !draft.statuses.every(isTerminalTarget)) return;
  const status = finalStatus(draft.status, countStatuses(draft.statuses));
  // A paused fleet came to its end by itself, so the reason of the pause is none for the end, unless it says what failed.
  moveFleet(turn, status, isPaused(draft.status) && draft.reason?.code !== 'heal_failed' ? null : draft.reason);
  draft.releaseOwed = draft.settings.exclusive;
  noteFleet(turn, { actor: system, action: 'finished', reason: `The fleet ended ${draft.status}.` });
  oweEvent(turn, 'Fleet Finished', { completion: completionOf(draft, turn.now) });
}
