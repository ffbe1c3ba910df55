/**
 * What a person asked for, judged against the status at the moment it is applied (semantics 5). A command is applied once:
 * its verdict is kept until its own item holds it, and what no longer fits is refused, never kept for later.
 * Example: cancel of a RUNNING fleet → CANCELLING, what waits is CANCELLED, what runs is asked to stop.
 */
import type { Command } from './facts.ts';
import { holdsSlot, isTerminalFleet } from './fleet.ts';
import { plural } from './settle.ts';
import { noteFleet, type Turn } from './turn.ts';

/** Verdicts that the ledger remembers, so that a command delivered twice is known. */
const keptVerdicts = 100;

type Judgement =
  { result: 'applied' | 'no_change'; code: null; message: null } | { result: 'refused'; code: string; message: string };
const applied: Judgement = { result: 'applied', code: null, message: null };
const noChange: Judgement = { result: 'no_change', code: null, message: null };
const refuse = (code: string, message: string): Judgement => ({ result: 'refused', code, message });

export function applyCommand(turn: Turn, command: Command): void {
  const { draft } = turn;
  const known = draft.verdicts.findIndex((verdict) => verdict.commandId === command.id);
  const earlier = draft.verdicts[known];
  if (earlier) {
    // Its item has no verdict yet, or it would not have come again.
    draft.verdicts[known] = { ...earlier, owed: true };
    return;
  }
  const judgement = judge(turn, command);
  draft.verdicts.push({ commandId: command.id, ...judgement, owed: true });
  if (judgement.result === 'refused') noteRefusal(turn, command, judgement.message);
  forgetOldVerdicts(turn);
}

function judge(turn: Turn, command: Command): Judgement {
  const { draft } = turn;
  if (isStale(turn, command))
    return refuse('INVALID_STATE', 'The command is stale: it waited too long. Look at the fleet and ask again.');
  if (command.expectRevision !== null && command.expectRevision !== draft.revision) {
    return refuse('VERSION_MISMATCH', `The fleet has revision ${String(draft.revision)}, not ${String(command.expectRevision)}.`);
  }
  return cancel(turn, command);
}

/** Cancel of the same generation is never stale: who wants to stop means it. */
function isStale({ draft, now, timings }: Turn, command: Command): boolean {
  if (command.generation === draft.generation) return false;
  return now - command.at > timings.command_stale * 1_000;
}

function cancel(turn: Turn, command: Command): Judgement {
  const { draft } = turn;
  if (draft.status === 'CANCELLING') return noChange;
  if (isTerminalFleet(draft.status))
    return refuse('INVALID_STATE', `The fleet is ${draft.status}: there is nothing left to cancel.`);
  const actor = { kind: 'user', id: command.actorId } as const;
  const waiting = draft.statuses.flatMap((status, ordinal) => (status === 'PENDING' ? [ordinal] : []));
  draft.status = 'CANCELLING';
  draft.revision += 1;
  draft.reason = { code: 'user', message: command.reason ?? 'Cancelled.', since: turn.now, actor };
  for (const ordinal of waiting) cancelWaiting(turn, ordinal);
  draft.statuses.forEach((status, ordinal) => {
    if (holdsSlot(status)) draft.owed[ordinal] = 'cancel';
  });
  const said = command.reason === null ? '' : ` Reason given: ${command.reason}`;
  const reason = `Cancelled: ${plural(waiting.length, 'waiting target')} will not run, what runs is being stopped.${said}`;
  noteFleet(turn, { actor, action: 'cancelled', reason, ordinals: waiting });
  return applied;
}

function cancelWaiting({ draft }: Turn, ordinal: number): void {
  draft.statuses[ordinal] = 'CANCELLED';
  draft.backoffs.delete(ordinal);
  // Before the first run nobody waits for an answer.
  draft.owed[ordinal] = draft.run === 0 ? 'none' : 'wake';
}

function noteRefusal(turn: Turn, command: Command, message: string): void {
  const reason = `Refused to ${command.kind}: ${message}`;
  noteFleet(turn, { actor: { kind: 'user', id: command.actorId }, action: 'refused', key: `refused-${command.id}`, reason });
}

/** A verdict is forgotten only after its own item holds it. */
function forgetOldVerdicts({ draft }: Turn): void {
  let excess = draft.verdicts.length - keptVerdicts;
  draft.verdicts = draft.verdicts.filter((verdict) => verdict.owed || excess-- <= 0);
}
