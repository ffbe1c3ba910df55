/**
 * Carries out pause, continue, abort and cancel, in a fleet whose status they fit (semantics 5).
 * Example: cancel of a RUNNING fleet → CANCELLING, PENDING targets are CANCELLED, running tasks are asked to stop.
 */
import type { Command, CommandOf } from '../command.ts';
import { holdsSlot, isPaused } from '../fleet.ts';
import { passGate } from '../turn/gates.ts';
import { oweInstead } from '../turn/marks.ts';
import { markOfStop } from '../turn/stops.ts';
import { moveFleet } from '../turn/move.ts';
import type { LogAction } from '../ledger/log-entry.ts';
import { at, ordinalsWhere } from '../ledger/ordinals.ts';
import { openGate } from '../turn/advance.ts';
import { waitsForPerson } from '../turn/launch-view.ts';
import { beginAbort, endTargets, endWaiting, pauseFleet } from '../turn/pause.ts';
import { seenAtGate } from '../turn/step-gates.ts';
import { plural } from '../text/plural.ts';
import { reasonGiven, userOf } from '../turn/user-and-reason.ts';
import { tallyOf } from '../ledger/tally.ts';
import { noteFleet, oweEvent, type Turn } from '../turn/turn.ts';
import { applied, refuse, type Judgement } from './judgement.ts';

export function pause(turn: Turn, command: Command): void {
  pauseFleet(turn, { code: 'user', message: command.reason ?? 'Paused.', actor: userOf(command) });
  note(turn, command, { action: 'paused', reason: 'Paused: no more targets are launched, running tasks go on to their end.' });
}

export function continueFleet(turn: Turn, command: CommandOf<'continue'>): Judgement {
  const { draft } = turn;
  if (draft.reason?.code === 'review' && !command.skipRemaining) return refuse('INVALID_STATE', decideFirst(draft.fleetId));
  const seen = Math.min(command.seenFailed, tallyOf(draft).failed);
  draft.acknowledgedFailures = Math.max(draft.acknowledgedFailures, seen);
  draft.revision += 1;
  const waited = isPaused(draft.status);
  const seenThere = seenAtGate(draft, command.seenGate ?? 0);
  const gate = passGate(draft);
  if (waited) moveFleet(turn, 'RUNNING', null);
  const failures = seen === 0 ? '' : `, ${plural(seen, 'failure')} acknowledged`;
  if (command.skipRemaining) skipRemaining(turn, command, failures);
  else if (seenThere.length > 0) openGates(turn, command, { ordinals: seenThere, failures });
  else note(turn, command, { action: 'continued', reason: `Continued${gate}${failures}.` });
  // A fleet that had not started yet owes the event of its start instead.
  if (waited && draft.startedAt !== null) oweEvent(turn, 'Fleet Continued');
  return applied;
}

/** A continue says nothing of what was looked at. */
const decideFirst = (fleetId: string): string =>
  `The fleet waits for a review, which a continue does not decide. Look at the changes (bgagent fleet diff ${fleetId} --groups), then approve, reject or steer them.`;

function openGates(
  turn: Turn,
  command: CommandOf<'continue'>,
  { ordinals, failures }: { readonly ordinals: number[]; readonly failures: string },
): void {
  const passOver = command.passOver ?? false;
  for (const ordinal of ordinals) openGate(turn, ordinal, passOver);
  const what = passOver ? 'passed the step over of' : 'opened the gate of';
  const reason = `Continued: ${what} ${plural(ordinals.length, 'target')}${failures}.`;
  note(turn, command, { action: 'gate_opened', reason, ordinals });
}

/** What was never launched, and what waits for a person; a target inside its work goes on, to its next gate or review at most. */
function endRest(turn: Turn): number[] {
  const { draft } = turn;
  if (draft.settings.steps.length === 0 && !draft.settings.reviews) return endWaiting(turn, 'SKIPPED');
  draft.skipsAtGates = true;
  const isInside = (ordinal: number): boolean => at(draft.attempts, ordinal) > 1 && !waitsForPerson(draft, ordinal);
  const rest = ordinalsWhere(draft.statuses, (status, ordinal) => status === 'PENDING' && !isInside(ordinal));
  endTargets(draft, rest, 'SKIPPED');
  return rest;
}

function skipRemaining(turn: Turn, command: CommandOf<'continue'>, failures: string): void {
  const ordinals = endRest(turn);
  const message = command.reason ?? 'The rest was skipped.';
  turn.draft.reason = { code: 'user', message, since: turn.now, actor: userOf(command) };
  const reason = `Skipped the rest: ${plural(ordinals.length, 'waiting target')} will not run, running tasks go on to their end${failures}.`;
  note(turn, command, { action: 'skipped', reason, ordinals });
}

export function abort(turn: Turn, command: Command): void {
  const ordinals = beginAbort(turn, { code: 'user', message: command.reason ?? 'Aborted.', actor: userOf(command) });
  const reason = `Aborted: ${plural(ordinals.length, 'waiting target')} will not run, running tasks go on to their end.`;
  note(turn, command, { action: 'aborted', reason, ordinals });
}

export function cancel(turn: Turn, command: Command): void {
  const { draft } = turn;
  const message = command.reason ?? 'Cancelled.';
  moveFleet(turn, 'CANCELLING', { code: 'user', message, since: turn.now, actor: userOf(command) });
  draft.revision += 1;
  const ordinals = endWaiting(turn, 'CANCELLED');
  draft.statuses.forEach((status, ordinal) => {
    // One that a person failed before stays so.
    if (holdsSlot(status)) oweInstead(draft, ordinal, markOfStop[draft.stops.get(ordinal) ?? 'cancel']);
  });
  const reason = `Cancelled: ${plural(ordinals.length, 'waiting target')} will not run, running tasks are being stopped.`;
  note(turn, command, { action: 'cancelled', reason, ordinals });
}

function note(turn: Turn, command: Command, what: { action: LogAction; reason: string; ordinals?: number[] }): void {
  const reason = `${what.reason}${reasonGiven(command)}`;
  noteFleet(turn, { ...what, actor: userOf(command), key: `${what.action}-${command.id}`, reason });
}
