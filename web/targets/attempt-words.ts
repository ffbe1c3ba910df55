/** What is said of an attempt in few words, and which one is shown. */
import type { Trigger } from '../../core/fleet.ts';
import type { AttemptView } from '../../contracts/http/fleet.ts';
import { targetWords } from '../words/status-words.ts';

const triggerWords: Readonly<Record<Trigger, string>> = {
  initial: 'first try',
  retry: 'retry',
  auto_retry: 'tried again by itself',
  heal: 'heal',
  answer: 'after the answer',
  step: 'next step',
  steer: 'after a review',
  publish: 'publish',
};

/** @param trigger null: it has none yet */
export const triggerWord = (trigger: Trigger | null): string => (trigger === null ? '–' : triggerWords[trigger]);

/** Example: `2 · heal · running`; of a fleet with steps `3 · verify: heal · failed`. */
export function attemptLabel({ attempt, trigger, status, step }: Pick<AttemptView, 'attempt' | 'trigger' | 'status' | 'step'>) {
  const what = trigger === 'step' ? '' : triggerWord(trigger);
  const work = step == null ? triggerWord(trigger) : [step, what].filter((part) => part !== '').join(': ');
  return `${attempt} · ${work} · ${targetWords[status].toLowerCase()}`;
}

type Begun = Pick<AttemptView, 'attempt' | 'task_id' | 'failure'>;

/** Whether there was ever something of it to look at. */
const hasBegun = ({ task_id, failure }: Begun): boolean => task_id !== null || failure !== null;

/** The last one that has begun; undefined: none has. */
export const lastBegun = <T extends Begun>(attempts: readonly T[]): T | undefined => attempts.findLast(hasBegun);

/** The attempt that the address names, where there is such a one; else the last one that has begun. */
export const attemptToShow = <T extends Begun>(attempts: readonly T[], named: string | null): T | undefined =>
  attempts.find(({ attempt }) => String(attempt) === named) ?? lastBegun(attempts) ?? attempts.at(-1);

interface Told {
  readonly title: string;
  readonly text: string;
}

/** What people told the agent of an attempt besides its description, and what it asked. */
export function toldTo({
  words,
  steering,
  question,
  answer,
}: Pick<AttemptView, 'words' | 'steering' | 'question' | 'answer'>): Told[] {
  const limits = [
    ...(words?.agent == null ? [] : [`agent ${words.agent}`]),
    ...(words?.model == null ? [] : [`model ${words.model}`]),
    ...(words?.max_turns == null ? [] : [`${words.max_turns} turns at most`]),
    ...(words?.budget_usd == null ? [] : [`$${words.budget_usd} at most`]),
    ...(words?.resume === true ? ['in the session of the last attempt'] : []),
  ];
  const texts: readonly (readonly [title: string, text: string | null | undefined])[] = [
    ['Told in place of the description', words?.task_description],
    ['Told besides the description', words?.hint],
    ['Done otherwise', limits.join(', ')],
    ['Told in a review', steering],
    ['It asked', question],
    ['It was answered', answer],
  ];
  return texts.flatMap(([title, text]) => (text == null || text === '' ? [] : [{ title, text }]));
}
