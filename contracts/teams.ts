/** The teams of a fleet: groups of callers, as the tokens of their members have them (semantics 33). */
import * as z from 'zod';
import { boundedList } from './bounded.ts';
import { limits } from './limits.ts';

export const teamName = z
  .string()
  .max(limits.team)
  .regex(
    /^(?!\s)[^\p{C}\p{Zl}\p{Zp}]+(?<!\s)$/u,
    'must be the name of a group as tokens have it: no control characters or line breaks, and no blank at an end',
  );

export const teamNames = boundedList(teamName, limits.teams).superRefine((names, context) => {
  for (const [at, name] of names.entries()) {
    if (names.indexOf(name) === at) continue;
    context.addIssue({ code: 'custom', path: [at], message: `${name} is named twice` });
  }
});
