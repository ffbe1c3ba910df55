/**
 * Applies a command of a person, judged by the status of the fleet at that moment (semantics 5). A command is applied once: the
 * ledger keeps its verdict until the command's item has it, and longer. A command that does not fit is refused, not kept.
 * Example: continue of a PAUSED fleet → RUNNING; the same command again → the same verdict; another one → refused.
 */
import { answer } from './answer.ts';
import { approve } from './approve.ts';
import { commandWords, possibleActions, ruleFor } from './command-rules.ts';
import { edit } from './edit.ts';
import type { Command } from '../command.ts';
import { applied, noChange, refuse, type Judgement } from './judgement.ts';
import { retry } from './retry.ts';
import { reject, steer } from './review.ts';
import { steerTargets } from './single-targets.ts';
import { abort, cancel, continueFleet, pause } from './steer.ts';
import { userOf } from '../turn/user-and-reason.ts';
import type { Draft } from '../ledger/draft.ts';
import { utf8Bytes } from '../text/utf8-bytes.ts';
import { noteFleet, type Turn } from '../turn/turn.ts';

/** Number of verdicts that the ledger keeps, so that a command that is read again is recognised. */
const keptVerdicts = 100;
/** Bytes of owed events beyond which only commands that end the fleet are judged: the others cause further events. */
const mostEventBytes = 16_384;

export function applyCommand(turn: Turn, command: Command): void {
  const { draft } = turn;
  const known = draft.verdicts.findIndex((verdict) => verdict.commandId === command.id);
  const earlier = draft.verdicts[known];
  if (earlier) {
    // Decided in an earlier turn, but the verdict did not reach the command's item, so it is still pending. Owe that write again.
    draft.verdicts[known] = { ...earlier, owed: true };
    return;
  }
  if (mustWait(draft, command)) return;
  const judgement = judge(turn, command);
  draft.verdicts.push({ commandId: command.id, ...judgement, owed: true });
  if (judgement.result === 'refused') noteRefusal(turn, command, judgement.message);
  forgetOldVerdicts(turn);
}

/**
 * Whether the ledger has no room for what the command would make it owe. Then the command stays pending, and a later turn judges
 * it, when some of what is owed has been done.
 */
function mustWait({ verdicts, owedEvents }: Draft, command: Command): boolean {
  if (verdicts.filter(({ owed }) => owed).length >= keptVerdicts) return true;
  return !stops(command) && utf8Bytes(JSON.stringify(owedEvents)) > mostEventBytes;
}

const stops = ({ kind }: Command): boolean => kind === 'cancel' || kind === 'abort';

function judge(turn: Turn, command: Command): Judgement {
  const { draft } = turn;
  if (isStale(turn, command)) {
    return refuse('INVALID_STATE', 'The command is stale: it waited too long. Look at the fleet and ask again.');
  }
  if (command.expectRevision !== null && command.expectRevision !== draft.revision) {
    return refuse('VERSION_MISMATCH', `The fleet has revision ${draft.revision}, not ${command.expectRevision}.`);
  }
  const rule = ruleFor(draft.status, command);
  if (rule === 'no change') return noChange;
  if (rule === 'refused') return refuse('INVALID_STATE', unfit(turn, command));
  return apply(turn, command);
}

/** A cancel or an abort goes stale only if the fleet was opened again since it was asked for. */
function isStale({ draft, now, timings }: Turn, command: Command): boolean {
  if (stops(command) && command.generation === draft.generation) return false;
  return now - command.at > timings.command_stale_s * 1_000;
}

function unfit({ draft }: Turn, command: Command): string {
  const possible =
    possibleActions(draft)
      .map((kind) => commandWords[kind])
      .join(', ') || 'nothing';
  return `The fleet is ${draft.status}: ${commandWords[command.kind]} is not possible. Possible now: ${possible}.`;
}

function apply(turn: Turn, command: Command): Judgement {
  switch (command.kind) {
    case 'pause':
      pause(turn, command);
      return applied;
    case 'continue':
      return continueFleet(turn, command);
    case 'abort':
      abort(turn, command);
      return applied;
    case 'cancel':
      cancel(turn, command);
      return applied;
    case 'retry':
      return retry(turn, command);
    case 'cancel_targets':
    case 'skip_targets':
    case 'fail_targets':
      return steerTargets(turn, command);
    case 'answer':
      return answer(turn, command);
    case 'approve':
      return approve(turn, command);
    case 'reject':
      return reject(turn, command);
    case 'steer':
      return steer(turn, command);
    case 'edit':
      return edit(turn, command);
  }
}

function noteRefusal(turn: Turn, command: Command, message: string): void {
  const reason = `Refused to ${commandWords[command.kind]}: ${message}`;
  noteFleet(turn, { actor: userOf(command), action: 'refused', key: `refused-${command.id}`, reason });
}

/** Forgets the oldest verdicts beyond the number kept. One that is still owed to its command's item stays. */
function forgetOldVerdicts({ draft }: Turn): void {
  const excess = Math.max(0, draft.verdicts.length - keptVerdicts);
  const forgotten = new Set(draft.verdicts.filter(({ owed }) => !owed).slice(0, excess));
  draft.verdicts = draft.verdicts.filter((verdict) => !forgotten.has(verdict));
}
