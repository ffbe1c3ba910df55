/** What every question before a command has, and pieces of sentences that several share. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { costWords } from '../words/money.ts';

export interface Question {
  readonly title: string;
  readonly sentences: readonly string[];
  /** Of the button that sends. */
  readonly confirm: string;
  readonly dismiss: string;
  readonly danger: boolean;
  /** The word to type before it can be sent; null: none. */
  readonly typed: string | null;
  readonly possible: boolean;
}

export type Words = Pick<Question, 'title' | 'sentences' | 'confirm'> & Partial<Pick<Question, 'dismiss' | 'danger' | 'typed'>>;

/** Example: (1, 'running target goes', 'running targets go') → `1 running target goes`. */
export const targetsPhrase = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

export const costSentence = ({ progress: { cost } }: FleetView): string =>
  `Spent so far: ${costWords(cost)}. Attempts add to it.`;
