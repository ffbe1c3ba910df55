/** What a fleet, its targets and single tasks wait for: forges that have no room for their writes now, and persons. */
import type { FleetView, TargetView } from '../../contracts/http/fleet.ts';
import type { TaskDetail } from '../../contracts/task.ts';
import { plainLine } from '../../core/text/plain-text.ts';
import { aboutDuration } from '../../core/text/duration.ts';
import { plural } from '../../core/text/plural.ts';
import { changeText } from './change-text.ts';

type Wait = NonNullable<TargetView['waits_for']>;
/** An earlier version of the API answers none. */
type MaybeWaiting = Partial<Pick<FleetView, 'waiting' | 'questions' | 'gates' | 'reviews'>>;
type MaybeAsking = Partial<Pick<TargetView, 'waiting' | 'step' | 'steps' | 'change'>>;

/** Empty if the time has come: a fleet that was read a while ago still has that wait. */
function forgeText({ host, until }: Wait, now: number): string {
  const left = Date.parse(until) - now;
  return left > 0 ? `${plainLine(host)}, about ${aboutDuration(left)}` : '';
}

/** `waits for github.com, about 3m`; empty if the target waits for nothing. `now`: epoch ms at the API's clock. */
export function targetWait({ waits_for: wait }: Pick<TargetView | TaskDetail, 'waits_for'>, now: number): string {
  const forge = wait ? forgeText(wait, now) : '';
  return forge === '' ? '' : `waits for ${forge}`;
}

/** The same of a task; undefined if it waits for no forge. */
export const taskWait = (task: Pick<TaskDetail, 'waits_for'>, now: number): string | undefined =>
  targetWait(task, now) || undefined;

/** `3 targets wait for github.com, about 3m`, one text for each host, one for answers, one for reviews and one for gates. `now`: epoch ms at the API's clock. */
export const fleetWaits = ({ waiting = [], questions = 0, gates = 0, reviews = 0 }: MaybeWaiting, now: number): string[] => [
  ...(questions === 0 ? [] : [`${targetsWait(questions)} for an answer`]),
  ...(reviews === 0 ? [] : [`${targetsWait(reviews)} for a review`]),
  ...(gates === 0 ? [] : [`${targetsWait(gates)} at a gate`]),
  ...waiting.flatMap((wait) => {
    const forge = forgeText(wait, now);
    return forge === '' ? [] : [`${targetsWait(wait.count)} for ${forge}`];
  }),
];

const targetsWait = (count: number): string => `${plural(count, 'target')} ${count === 1 ? 'waits' : 'wait'}`;

/** The same without the time, which changes by itself. Equal keys mean that nothing has changed. */
export const waitsKey = ({ waiting = [], questions = 0, gates = 0, reviews = 0 }: MaybeWaiting): string =>
  [
    ...(questions === 0 ? [] : [`${questions} questions`]),
    ...(reviews === 0 ? [] : [`${reviews} reviews`]),
    ...(gates === 0 ? [] : [`${gates} gates`]),
    ...waiting.map(({ host, count }) => `${count} ${host}`),
  ].join(', ');

/** The first line of the question that the target waits for an answer to; undefined if it waits for none. */
export const askedBy = ({ waiting }: MaybeAsking): string | undefined =>
  waiting?.for === 'question' ? plainLine((waiting.question ?? '').trimStart().split('\n')[0] ?? '') : undefined;

/** `waits for a review: 3 files +40 −12`; undefined if the target waits for none. */
export const reviewText = ({ waiting, change }: MaybeAsking): string | undefined =>
  waiting?.for === 'review' ? `waits for a review${change ? `: ${changeText(change)}` : ''}` : undefined;

/** What the target waits for that a person decides, but for an answer; undefined if it waits for nothing of that. */
export const decisionText = (target: MaybeAsking): string | undefined => reviewText(target) ?? gateText(target);

/** `waits for a person before the step merge`, or before the next batch of a step; undefined if the target waits at no gate. */
export function gateText({ waiting, step, steps = [] }: MaybeAsking): string | undefined {
  if (waiting?.for !== 'gate') return undefined;
  // A step that has told of a batch has begun: what is waited for is the next one.
  const isBatch = steps.some(({ name, batch }) => name === step && batch !== null);
  const what = step == null ? 'it goes on' : `the ${isBatch ? 'next batch of the step' : 'step'} ${step}`;
  return `waits for a person before ${what}`;
}
