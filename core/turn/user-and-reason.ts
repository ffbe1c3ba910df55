/**
 * The person who gave a command, and the reason given with it, as a log entry has them.
 * Example: reason 'wrong base' → " Reason given: wrong base", to stand after the entry's own sentence.
 */
import type { Command } from '../command.ts';
import type { Actor } from '../fleet.ts';

export const userOf = ({ actorId }: Command): Actor => ({ kind: 'user', id: actorId });

/** Empty where the person gave no reason. */
export const reasonGiven = ({ reason }: Command): string => (reason === null ? '' : ` Reason given: ${reason}`);
