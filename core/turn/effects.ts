/**
 * The effects that a ledger owes, and how they are cleared when they are done. Effects are data, and each may be repeated.
 * Invariant: they are cleared only by a write at the version that owed them, so that no later debt is forgotten.
 * Example: `wake` marked for ordinal 3 → {kind: 'wake', ordinal: 3, again: true}; done → mark 'none'.
 */
import { at, ordinalsWhere } from '../ledger/ordinals.ts';
import { holdsSlot, isTerminalFleet } from '../fleet.ts';
import { draftOf, type Draft } from '../ledger/draft.ts';
import type { Ledger, OwedEvent, Verdict } from '../ledger/ledger.ts';
import type { LogEntry } from '../ledger/log-entry.ts';
import { owesAnything } from '../ledger/owes.ts';
import { clearMark } from './marks.ts';
import type { Timings } from './timings.ts';

/** `overdue`: its time is over; `failed`: a person failed its target. */
export type WhyCancel = 'asked' | 'overdue' | 'failed';

export type Effect =
  | { readonly kind: 'wake'; readonly ordinal: number; readonly again: boolean }
  | { readonly kind: 'close-key'; readonly ordinal: number; readonly attempt: number }
  | { readonly kind: 'cancel-task'; readonly ordinal: number; readonly attempt: number; readonly why: WhyCancel }
  | { readonly kind: 'start-run'; readonly run: number; readonly generation: number; readonly ordinals: readonly number[] }
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'publish'; readonly event: OwedEvent }
  /** Publishes the ends of a target from this attempt on. */
  | { readonly kind: 'publish-ends'; readonly ordinal: number; readonly from: number }
  | { readonly kind: 'log'; readonly entry: LogEntry }
  /** Releases the claims of an exclusive fleet that were taken for this generation, or an earlier one. */
  | { readonly kind: 'release-claims'; readonly generation: number };

/** Everything owed, in the order in which it is best done: verdicts, the run, claims, events, the log, then target by target. */
export function effectsOwed(ledger: Ledger): Effect[] {
  return [
    ...ledger.verdicts.filter((verdict) => verdict.owed).map((verdict): Effect => ({ kind: 'verdict', verdict })),
    ...(ledger.startOwed ? [startEffect(ledger)] : []),
    ...(ledger.releaseOwed ? [{ kind: 'release-claims', generation: ledger.generation } as const] : []),
    ...ledger.owedEvents.map((event): Effect => ({ kind: 'publish', event })),
    ...ledger.owedLog.map((entry): Effect => ({ kind: 'log', entry })),
    ...targetEffects(ledger),
    ...ledger.firstUnpublished.flatMap((from, ordinal): Effect[] =>
      from === 0 ? [] : [{ kind: 'publish-ends', ordinal, from }],
    ),
  ];
}

/** Slot holders come first: their children have work to do as soon as they arrive. */
function startEffect(ledger: Ledger): Effect {
  const members = runMembers(ledger);
  const hasSlot = (ordinal: number): boolean => holdsSlot(at(ledger.statuses, ordinal));
  const ordinals = [...members.filter(hasSlot), ...members.filter((ordinal) => !hasSlot(ordinal))];
  return { kind: 'start-run', run: ledger.run, generation: ledger.generation, ordinals };
}

/** Targets of the run whose start is owed. */
const runMembers = (ledger: Ledger): number[] => ordinalsWhere(ledger.owed, (mark) => mark === 'child-in-run');

function targetEffects(ledger: Ledger): Effect[] {
  return ledger.owed.flatMap((mark, ordinal): Effect[] => {
    const attempt = at(ledger.attempts, ordinal);
    switch (mark) {
      case 'wake':
        return [{ kind: 'wake', ordinal, again: at(ledger.children, ordinal) !== 0 }];
      case 'close':
        return [{ kind: 'close-key', ordinal, attempt }];
      case 'cancel':
        return [{ kind: 'cancel-task', ordinal, attempt, why: 'asked' }];
      case 'cancel-overdue':
        return [{ kind: 'cancel-task', ordinal, attempt, why: 'overdue' }];
      case 'cancel-failed':
        return [{ kind: 'cancel-task', ordinal, attempt, why: 'failed' }];
      case 'none':
      case 'child':
      case 'child-in-run':
        return [];
    }
  });
}

/** The ledger without the effects that are done, and with the time of its next look. */
export function clearEffects(ledger: Ledger, done: readonly Effect[], now: number, timings: Timings): Ledger {
  const draft = draftOf(ledger);
  for (const effect of done) clear(draft, effect);
  draft.wakeAt = nextLook(draft, now, timings);
  return draft;
}

function clear(draft: Draft, effect: Effect): void {
  switch (effect.kind) {
    case 'verdict':
      draft.verdicts = draft.verdicts.map((each) =>
        each.commandId === effect.verdict.commandId ? { ...each, owed: false } : each,
      );
      return;
    case 'start-run':
      draft.startOwed = false;
      for (const ordinal of runMembers(draft)) clearMark(draft, ordinal);
      return;
    case 'release-claims':
      draft.releaseOwed = false;
      return;
    case 'publish':
      draft.owedEvents = draft.owedEvents.filter((event) => event.detail.event_id !== effect.event.detail.event_id);
      return;
    case 'log':
      draft.owedLog = draft.owedLog.filter((entry) => entry.seq !== effect.entry.seq);
      return;
    case 'publish-ends':
      draft.firstUnpublished[effect.ordinal] = 0;
      return;
    case 'wake':
    case 'close-key':
    case 'cancel-task':
      clearMark(draft, effect.ordinal);
  }
}

/** When the fleet must be looked at next (epoch ms); null when it has ended and owes nothing. */
export function nextLook(
  ledger: Ledger,
  now: number,
  timings: Pick<Timings, 'active_look_s' | 'paused_look_s' | 'owed_look_s'>,
): number | null {
  const owes = owesAnything(ledger);
  if (isTerminalFleet(ledger.status) && !owes) return null;
  const heartbeat = ledger.lastTickAt + (waitsForPerson(ledger) ? timings.paused_look_s : timings.active_look_s) * 1_000;
  const repeat = owes ? Math.min(now + timings.owed_look_s * 1_000, stillAhead(ledger.wakeAt, now)) : Infinity;
  return Math.min(heartbeat, repeat, ...launchTimes(ledger).filter((time) => time > now));
}

/** Times at which targets that wait for a time may be launched: after a backoff, or by the pace. Only a RUNNING fleet launches. */
function launchTimes(ledger: Ledger): number[] {
  if (ledger.status !== 'RUNNING') return [];
  return [...ledger.backoffs.values(), ...(ledger.heldUntil === null ? [] : [ledger.heldUntil])];
}

const waitsForPerson = ({ status, awaitsApproval }: Ledger): boolean =>
  status === 'PAUSED' || (status === 'PENDING' && awaitsApproval);

/** The look that is planned already: a turn in between does not put it off. */
const stillAhead = (wakeAt: number | null, now: number): number => (wakeAt !== null && wakeAt > now ? wakeAt : Infinity);
