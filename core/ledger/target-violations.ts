/**
 * What must hold of each target of a ledger (see violations.ts). What is kept for some targets only, such as slots and backoffs, is kept
 * for those of the right status.
 * Example: target 2 is SUCCEEDED and has a child → ["Target 2 is SUCCEEDED and has a child."].
 */
import { holdsSlot, isTerminalTarget, type TargetStatus } from '../fleet.ts';
import type { FleetSettings } from '../settings.ts';
import type { Ledger, OwedMark } from './ledger.ts';
import { mostAttempts } from './ledger-record.ts';
import { at } from './ordinals.ts';

/** The sentences that apply. */
export const those = (found: readonly (readonly [applies: boolean, sentence: string])[]): string[] =>
  found.flatMap(([applies, sentence]) => (applies ? [sentence] : []));

/** Whether it is the place of a step. Without steps, there is one. */
export const isStep = ({ steps }: FleetSettings, place: number): boolean => place >= 0 && place < Math.max(1, steps.length);

export function targetViolations(ledger: Ledger): string[] {
  return [...entryViolations(ledger), ...ledger.statuses.flatMap((_, ordinal) => oneTarget(ledger, ordinal))];
}

interface Kept {
  /** What the target has. */
  readonly words: string;
  readonly ordinals: (ledger: Ledger) => Iterable<number>;
  readonly fits: (status: TargetStatus) => boolean;
}

const isPending = (status: TargetStatus): boolean => status === 'PENDING';
const isUnfinished = (status: TargetStatus): boolean => !isTerminalTarget(status);

/** What is kept for some targets, and the statuses of those that it is kept for. */
const kept: readonly Kept[] = [
  { words: 'a slot', ordinals: ({ slots }) => slots.keys(), fits: holdsSlot },
  { words: 'a backoff', ordinals: ({ backoffs }) => backoffs.keys(), fits: isPending },
  { words: 'a question to be answered', ordinals: ({ waiting }) => waiting.keys(), fits: isPending },
  { words: 'a gate to wait at', ordinals: ({ gates }) => gates.keys(), fits: isPending },
  { words: 'an answer to begin with', ordinals: ({ answers }) => answers.keys(), fits: isUnfinished },
  { words: 'time of earlier attempts', ordinals: ({ worked }) => worked.keys(), fits: isUnfinished },
  { words: 'a person who ends it', ordinals: ({ stops }) => stops.keys(), fits: holdsSlot },
  { words: 'a late result', ordinals: ({ lateResults }) => lateResults, fits: (status) => status === 'LOST' },
  { words: 'a person who failed it', ordinals: ({ failedByPerson }) => failedByPerson, fits: (status) => status === 'FAILED' },
  { words: 'a gate that was passed', ordinals: ({ gatesPassed }) => gatesPassed, fits: () => true },
  { words: 'work to publish', ordinals: ({ publishing }) => publishing.keys(), fits: () => true },
  { words: 'a cost that may still be told', ordinals: ({ openCosts }) => openCosts.keys(), fits: () => true },
  { words: 'a refused move', ordinals: ({ refusals }) => refusals, fits: () => true },
];

const entryViolations = (ledger: Ledger): string[] =>
  kept.flatMap(({ words, ordinals, fits }) =>
    [...ordinals(ledger)].flatMap((ordinal) => {
      const status = ledger.statuses[ordinal];
      if (status !== undefined && fits(status)) return [];
      return [`Target ${ordinal} is ${status ?? 'not there'} and has ${words}.`];
    }),
  );

/** Marks that end an attempt, so only a target with a slot has one. */
const ending: readonly OwedMark[] = ['cancel', 'close', 'cancel-overdue', 'cancel-failed'];
const begins: readonly OwedMark[] = ['child', 'child-in-run'];

function oneTarget(ledger: Ledger, ordinal: number): string[] {
  const status = at(ledger.statuses, ordinal);
  const mark = at(ledger.owed, ordinal);
  const hasChild = at(ledger.children, ordinal) !== 0;
  const hasEnded = isTerminalTarget(status);
  const is = `Target ${ordinal} is ${status} and`;
  return [
    ...those([
      [holdsSlot(status) && !ledger.slots.has(ordinal), `${is} has no slot.`],
      [ledger.slots.get(ordinal)?.waits !== undefined && status !== 'QUEUED', `${is} waits for a forge.`],
      [ledger.waiting.has(ordinal) && ledger.gates.has(ordinal), `${is} waits at a gate and for an answer.`],
      [hasEnded && hasChild, `${is} has a child.`],
      [ledger.publishing.has(ordinal) && !ledger.settings.reviews, `${is} has work to publish without a review.`],
      [ledger.publishing.has(ordinal) && status === 'SUCCEEDED', `${is} has work to publish.`],
      [isUnapproved(ledger, ordinal), `${is} publishes what nobody has approved.`],
      [ledger.gates.has(ordinal) && hasChild, `${is} waits at a gate and has a child.`],
      [hasEnded && begins.includes(mark), `${is} is owed a child.`],
      [!holdsSlot(status) && ending.includes(mark), `${is} is owed the end of an attempt (${mark}).`],
      [ledger.classes[ordinal] !== null && status !== 'FAILED' && status !== 'LOST', `${is} has a failure class.`],
    ]),
    ...numberViolations(ledger, ordinal),
  ];
}

/** Its next attempt or the current one publishes, and no person has approved that, nor is asked to. */
const isUnapproved = ({ statuses, publishing, gates, gatesPassed }: Ledger, ordinal: number): boolean =>
  !isTerminalTarget(at(statuses, ordinal)) && publishing.has(ordinal) && gates.has(ordinal) === gatesPassed.has(ordinal);

function numberViolations(ledger: Ledger, ordinal: number): string[] {
  const { settings } = ledger;
  const attempt = at(ledger.attempts, ordinal);
  const step = at(ledger.atSteps, ordinal);
  const heals = at(ledger.heals, ordinal);
  const most = mostAttempts(settings);
  return those([
    [attempt < 1 || attempt > most, `Target ${ordinal} is at attempt ${attempt} of ${most}.`],
    [at(ledger.firstUnpublished, ordinal) > attempt, `Target ${ordinal} owes the end of a later attempt than ${attempt}.`],
    [!isStep(settings, step), `Target ${ordinal} is at step ${step} of ${settings.steps.length}.`],
    [(ledger.publishing.get(ordinal) ?? 0) >= attempt, `Target ${ordinal} is to publish what attempt ${attempt} leaves.`],
    [heals > (settings.heal?.maxAttempts ?? 0), `Target ${ordinal} was healed ${heals} times.`],
  ]);
}
