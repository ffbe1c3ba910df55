/** Pieces of sentences that several commands share. */
import type { FleetView } from '../../contracts/http/fleet.ts';
import { costWords } from '../words/money.ts';

/** Example: (1, 'running target goes', 'running targets go') → `1 running target goes`. */
export const targetsPhrase = (count: number, one: string, more: string): string => `${count} ${count === 1 ? one : more}`;

export const costSentence = ({ progress: { cost } }: FleetView): string =>
  `Spent so far: ${costWords(cost)}. Attempts add to it.`;
