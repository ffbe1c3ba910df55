/**
 * What a person asked for, judged against the status at the moment it is applied (semantics 5). A command is applied once:
 * its verdict is kept until its own item holds it, and what no longer fits is refused, never kept for later.
 * Example: continue of a PAUSED fleet → RUNNING; the same command again → the same verdict; another one → refused.
 */
import { possibleActions, ruleFor } from './command-rules.ts';
import { edit } from './edit.ts';
import type { Command } from '../command.ts';
import { applied, noChange, refuse, type Judgement } from './judgement.ts';
import { retry } from './retry.ts';
import { abort, cancel, continueFleet, pause } from './steer.ts';
import { userOf } from '../turn/said.ts';
import { noteFleet, type Turn } from '../turn/turn.ts';

/** Verdicts that the ledger remembers, so that a command delivered twice is known. */
const keptVerdicts = 100;

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
  const rule = ruleFor(draft.status, command);
  if (rule === 'no change') return noChange;
  if (rule === 'refused') return refuse('INVALID_STATE', unfit(turn, command));
  return apply(turn, command);
}

/** Who wants to stop means it, however late, unless the fleet was opened again since. */
function isStale({ draft, now, timings }: Turn, command: Command): boolean {
  const stops = command.kind === 'cancel' || command.kind === 'abort';
  if (stops && command.generation === draft.generation) return false;
  return now - command.at > timings.command_stale_s * 1_000;
}

function unfit({ draft }: Turn, command: Command): string {
  const possible = possibleActions(draft).join(', ') || 'nothing';
  return `The fleet is ${draft.status}: ${command.kind} is not possible. Possible now: ${possible}.`;
}

function apply(turn: Turn, command: Command): Judgement {
  switch (command.kind) {
    case 'pause':
      pause(turn, command);
      return applied;
    case 'continue':
      continueFleet(turn, command);
      return applied;
    case 'abort':
      abort(turn, command);
      return applied;
    case 'cancel':
      cancel(turn, command);
      return applied;
    case 'retry':
      return retry(turn, command);
    case 'edit':
      return edit(turn, command);
  }
}

function noteRefusal(turn: Turn, command: Command, message: string): void {
  const reason = `Refused to ${command.kind}: ${message}`;
  noteFleet(turn, { actor: userOf(command), action: 'refused', key: `refused-${command.id}`, reason });
}

/** Forgets the oldest verdicts beyond the number kept. One that is still owed to its command's item stays. */
function forgetOldVerdicts({ draft }: Turn): void {
  const excess = Math.max(0, draft.verdicts.length - keptVerdicts);
  const forgotten = new Set(draft.verdicts.filter(({ owed }) => !owed).slice(0, excess));
  draft.verdicts = draft.verdicts.filter((verdict) => !forgotten.has(verdict));
}
