/**
 * How a log entry tells who gave a command, and which reason the person gave.
 * Example: reason 'wrong base' → " Reason given: wrong base", to stand after the entry's own sentence.
 */
import type { Command } from '../command.ts';
import type { Actor } from '../fleet.ts';

export const userOf = ({ actorId }: Command): Actor => ({ kind: 'user', id: actorId });

/** Empty where the person gave no reason. */
export const reasonGiven = ({ reason }: Command): string => (reason === null ? '' : ` Reason given: ${reason}`);
