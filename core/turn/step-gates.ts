/**
 * Targets that wait for a person before their next attempt (semantics 21): at the gate of a step, or between steps or batches. Such a target is
 * PENDING without being ready. It holds no slot, and has no child.
 * Invariants: a gate is opened only for a target that has come to it; a fleet in which nothing else goes on is PAUSED.
 * Example: three targets come to the step `merge`, nothing else is left → PAUSED, reason `merge_ready`; continue → all three are ready.
 */
import { holdsSlot, type ReasonCode } from '../fleet.ts';
import type { Draft } from '../ledger/draft.ts';
import type { Ledger } from '../ledger/ledger.ts';
import { at } from '../ledger/ordinals.ts';
import { gateOf, type GateCode } from '../steps/next-step.ts';
import { stepOf } from '../ledger/step-of.ts';
import { plural } from '../text/plural.ts';
import { waitsForTime } from './gates.ts';
import { chooseLaunches } from './launch.ts';
import { launchView } from './launch-view.ts';
import { endTargets, pauseFleet } from './pause.ts';
import { moveFleet } from './move.ts';
import { noteFleet, noteTarget, oweEvent, policy, system, type Turn } from './turn.ts';

const gateCodes: readonly GateCode[] = ['merge_ready', 'step_gate', 'batch_done', 'review'];

/** What the target waits for, which waits at a gate. */
export const gateAt = (ledger: AtGate, ordinal: number): GateCode =>
  ledger.publishing.has(ordinal) ? 'review' : gateOfStepAt(ledger, ordinal);

type AtGate = Pick<Ledger, 'settings' | 'atSteps' | 'gatesPassed' | 'publishing'>;

const gateOfStepAt = (ledger: AtGate, ordinal: number): GateCode =>
  (ledger.gatesPassed.has(ordinal) ? null : gateOf(stepOf(ledger, ordinal))) ?? 'batch_done';

/** The target waits from now on; where a person has skipped the rest, it is skipped. */
export function comeToGate(turn: Turn, ordinal: number): void {
  const { draft } = turn;
  if (draft.skipsAtGates) {
    endTargets(draft, [ordinal], 'SKIPPED');
    const sentence = (count: number): string =>
      `${plural(count, 'target')} came to a gate and ended SKIPPED: the rest is skipped.`;
    noteTarget(turn, ordinal, { actor: system, action: 'skipped', key: 'skipped-at-gate', sentence });
    return;
  }
  arrive(turn, ordinal);
}

/** The target waits from now on, also where the rest is skipped: a person has sent it there. */
export function arrive({ draft, arrival }: Turn, ordinal: number): void {
  // The attempt at which it waits has not begun: the review is about all before it.
  if (draft.publishing.has(ordinal)) draft.publishing.set(ordinal, at(draft.attempts, ordinal) - 1);
  draft.gates.set(ordinal, arrival);
  draft.lastArrival = arrival;
}

/** The gate of the step at which these targets wait, and its name; of several steps the first. */
interface Gate {
  readonly code: GateCode;
  readonly step: number;
  readonly name: string;
  readonly count: number;
}

function firstGate(draft: Draft): Gate | undefined {
  const waiting = [...draft.gates.keys()].map((ordinal) => ({
    ...{ code: gateAt(draft, ordinal), step: at(draft.atSteps, ordinal), name: stepOf(draft, ordinal).name },
  }));
  const step = Math.min(...waiting.map((each) => each.step));
  const there = waiting.filter((each) => each.step === step);
  const first = there.find(({ code }) => code !== 'batch_done') ?? there[0];
  return first && { ...first, count: there.filter(({ code }) => code === first.code).length };
}

/** Pauses the fleet when nothing in it goes on before a person opens a gate. While it is paused for that, its reason is kept current. */
export function checkStepGates(turn: Turn): void {
  const { draft } = turn;
  const gate = firstGate(draft);
  if (gate === undefined) return;
  const reason = { code: gate.code, message: sentenceOf(draft, gate), actor: policy, step: gate.step };
  const hasChanged = reason.message !== draft.reason?.message || reason.step !== draft.reason.step;
  if (gateOfPause(draft) !== undefined && hasChanged) draft.reason = { since: turn.now, ...draft.reason, ...reason };
  if (draft.status !== 'RUNNING' || draft.statuses.some(holdsSlot) || waitsForTime(turn)) return;
  pauseFleet(turn, reason);
  noteFleet(turn, { actor: policy, action: 'paused', reason: reason.message, ordinals: waitingAt(draft, gate) });
}

/** Those that wait at this gate, and came there until then. */
const waitingAt = (draft: Draft, { code, step }: Pick<Gate, 'code' | 'step'>, until = Infinity): number[] =>
  [...draft.gates].flatMap(([ordinal, arrival]) =>
    arrival <= until && at(draft.atSteps, ordinal) === step && gateAt(draft, ordinal) === code ? [ordinal] : [],
  );

function sentenceOf({ fleetId, gates }: Draft, { code, name, count }: Gate): string {
  const waits = `${plural(count, 'target')} ${count === 1 ? 'waits' : 'wait'}`;
  const others = gates.size - count;
  const more = others === 0 ? '' : ` ${plural(others, 'target')} ${others === 1 ? 'waits' : 'wait'} at other gates.`;
  const helps = ` Continue with all of them (bgagent fleet continue ${fleetId}), or approve some (bgagent fleet approve ${fleetId} --target PATH).`;
  switch (code) {
    case 'merge_ready':
      return `${waits} to be merged (step ${name}).${more}${helps}`;
    case 'step_gate':
      return `${waits} before the step ${name}.${more}${helps}`;
    case 'batch_done':
      return `${waits} before the next task of the step ${name}.${more}${helps}`;
    case 'review':
      return `${waits} for a review.${more} Look at the changes (bgagent fleet diff ${fleetId} --groups), then approve, reject or steer them.`;
  }
}

/** The gate that the fleet is PAUSED for; undefined: it is not paused for one. */
export function gateOfPause({ reason }: Draft): { readonly code: GateCode; readonly step: number } | undefined {
  if (reason?.step === undefined) return undefined;
  const code = gateCodes.find((each) => each === reason.code);
  return code && { code, step: reason.step };
}

/** Those that wait at the gate that the fleet is paused for, and came before the caller looked. */
export function seenAtGate(draft: Draft, seen: number): number[] {
  const gate = gateOfPause(draft);
  return gate === undefined ? [] : waitingAt(draft, gate, seen);
}

/** Reasons of a pause that is there only because nothing could be launched. */
const nothingToLaunch: readonly (ReasonCode | undefined)[] = [...gateCodes, 'question'];

/**
 * Goes on with a fleet that is PAUSED only because nothing could be launched, where a person's command has made a target ready.
 * @returns whether it does
 */
export function goOnAfterGate(turn: Turn): boolean {
  const { draft } = turn;
  if (draft.status !== 'PAUSED' || !nothingToLaunch.includes(draft.reason?.code) || !mayLaunch(turn)) return false;
  goOn(turn);
  return true;
}

function goOn(turn: Turn): void {
  moveFleet(turn, 'RUNNING', null);
  oweEvent(turn, 'Fleet Continued');
}

/** Whether a target could be launched now, or later without a person. */
export const mayLaunch = (turn: Turn): boolean =>
  chooseLaunches({ ...launchView(turn.draft, turn.now), most: 1 }).length > 0 || waitsForTime(turn);

/**
 * Goes on with a fleet that is PAUSED for a gate, where a person has ended or sent back targets: nobody waits at a gate any more, or something
 * can be launched again.
 */
export function leaveGates(turn: Turn): void {
  const { draft } = turn;
  if (draft.status !== 'PAUSED' || gateOfPause(draft) === undefined) return;
  const isLeft = draft.gates.size === 0 && draft.statuses.includes('PENDING');
  if (!isLeft && !mayLaunch(turn)) return;
  goOn(turn);
  draft.revision += 1;
  const why = isLeft ? 'no target waits at a gate any more' : 'a target can be launched again';
  noteFleet(turn, { actor: system, action: 'continued', reason: `Continued: ${why}.` });
}
