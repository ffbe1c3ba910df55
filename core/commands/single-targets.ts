/**
 * Carries out a person's commands about single targets (semantics 5): cancel, skip, fail. All of the named targets fit, or none is touched.
 * Targets that depend on them are blocked in the same turn.
 * Example: skip of a PENDING and a RUNNING target → refused, because only PENDING targets can be skipped; the RUNNING one is listed.
 */
import { targetCommandKinds, type Command, type CommandOf, type TargetCommandKind } from '../command.ts';
import { holdsSlot } from '../fleet.ts';
import type { Ledger, Stop } from '../ledger/ledger.ts';
import type { LogAction } from '../ledger/log-entry.ts';
import { at, ordinalsIn } from '../ledger/ordinals.ts';
import { plural } from '../text/plural.ts';
import { endTargets } from '../turn/pause.ts';
import { oweInstead } from '../turn/marks.ts';
import { markOfStop } from '../turn/stops.ts';
import { noteFleet, type Turn } from '../turn/turn.ts';
import { reasonGiven, userOf } from '../turn/user-and-reason.ts';
import { applied, noChange, refuse, type Judgement } from './judgement.ts';

/** What each command does to a target that waits, and to one with a slot. Absent: it does not fit. */
interface Rule {
  readonly waiting?: 'SKIPPED' | 'CANCELLED';
  readonly stop?: Stop;
  readonly action: LogAction;
  readonly fits: string;
}

const rules: Readonly<Record<TargetCommandKind, Rule>> = {
  cancel_targets: { waiting: 'CANCELLED', stop: 'cancel', action: 'cancelled', fits: 'waits or runs can be cancelled' },
  skip_targets: { waiting: 'SKIPPED', action: 'skipped', fits: 'waits (PENDING) can be skipped' },
  fail_targets: { stop: 'fail', action: 'failed', fits: 'runs can be failed' },
};

const kinds: readonly Command['kind'][] = targetCommandKinds;
export const isTargetCommand = (kind: Command['kind']): kind is TargetCommandKind => kinds.includes(kind);

type Asked = CommandOf<TargetCommandKind>;

/** Why the command does not fit the target; undefined where it does. One that is being ended in this way already fits, and stays so. */
export function whyUnfit({ statuses, stops }: Ledger, ordinal: number, kind: TargetCommandKind): string | undefined {
  const rule = rules[kind];
  const status = at(statuses, ordinal);
  const known = stops.get(ordinal);
  if (holdsSlot(status) && rule.stop !== undefined) {
    return known === undefined || known === rule.stop ? undefined : 'it is being ended';
  }
  return status === 'PENDING' && rule.waiting !== undefined ? undefined : `it is ${status}`;
}

export function steerTargets(turn: Turn, command: Asked): Judgement {
  const { draft } = turn;
  const ordinals = ordinalsIn(command.targets);
  const unfit = ordinals.flatMap((ordinal) => {
    const why = whyUnfit(draft, ordinal, command.kind);
    return why === undefined ? [] : [{ ordinal, why }];
  });
  if (unfit.length > 0) return unfitting(command, unfit);
  const changed = ordinals.filter((ordinal) => !draft.stops.has(ordinal));
  if (changed.length === 0) return noChange;
  draft.revision += 1;
  const ended = endThem(turn, command, changed);
  note(turn, command, { changed, stopping: changed.length - ended });
  return applied;
}

/** Number of targets that a verdict names. */
const named = 10;

function unfitting({ kind }: Asked, unfit: readonly { readonly ordinal: number; readonly why: string }[]): Judgement {
  const which = unfit.length === 1 ? 'One of the targets does not fit' : `${unfit.length} of the targets do not fit`;
  const message = `${which}, so none was touched (of the first: ${at(unfit, 0).why}). Only a target that ${rules[kind].fits}.`;
  return { ...refuse('INVALID_STATE', message), refused: unfit.slice(0, named).map(({ ordinal }) => ordinal) };
}

/** @returns how many have ended at once, because they waited */
function endThem(turn: Turn, { kind }: Asked, ordinals: readonly number[]): number {
  const { draft } = turn;
  const { waiting, stop } = rules[kind];
  const pending = ordinals.filter((ordinal) => draft.statuses[ordinal] === 'PENDING');
  if (waiting !== undefined) endTargets(draft, pending, waiting);
  for (const ordinal of ordinals) {
    if (stop === undefined || !holdsSlot(at(draft.statuses, ordinal))) continue;
    draft.stops.set(ordinal, stop);
    oweInstead(draft, ordinal, markOfStop[stop]);
  }
  return pending.length;
}

const words: Readonly<Record<TargetCommandKind, string>> = {
  cancel_targets: 'Cancelled',
  skip_targets: 'Skipped',
  fail_targets: 'Failed',
};

function note(turn: Turn, command: Asked, { changed, stopping }: { changed: number[]; stopping: number }): void {
  const tasks = stopping === 0 ? '' : `; ${plural(stopping, 'task')} ${stopping === 1 ? 'is' : 'are'} being stopped`;
  const { action } = rules[command.kind];
  const reason = `${words[command.kind]} ${plural(changed.length, 'target')}${tasks}.${reasonGiven(command)}`;
  noteFleet(turn, { actor: userOf(command), action, key: `${action}-${command.id}`, reason, ordinals: changed });
}
