/**
 * Values that a request gives and that end up in a command line, a variable or a branch: what none of those can hold is refused
 * with the request. What is stored already is read with the schemas of fields.ts, which ask for less.
 */
import type * as z from 'zod';
import { isBranchPath } from '../core/branch-path.ts';
import { pullRequestSettings, valueMap, verifiers } from './fields.ts';

/** No program can be given a NUL, and half a surrogate pair is no character in UTF-8. */
const isText = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
const mustBeText = 'must be text that a command line can hold: without NUL characters and halves of surrogate pairs';

/** A text with its own limits, which a command line must be able to hold. */
export const commandText = (schema: z.ZodString): z.ZodString => schema.refine(isText, mustBeText);

type Payload<T> = z.core.ParsePayload<T>;
const refuse = (payload: Payload<unknown>, path: PropertyKey[], message: string): void => {
  payload.issues.push({ code: 'custom', path, message, input: payload.value });
};

/** `params` and `vars`. */
export const givenValues = valueMap.check((payload) => {
  for (const [key, value] of Object.entries(payload.value)) {
    if (typeof value === 'string' && !isText(value)) refuse(payload, [key], mustBeText);
  }
});

export const givenVerifiers = verifiers.check((payload) => {
  for (const [at, { command }] of payload.value.entries()) {
    for (const [word, text] of command.entries()) if (!isText(text)) refuse(payload, [at, 'command', word], mustBeText);
  }
});

/** The pattern of a prefix allows what no branch can begin with, such as `a..b` and `a.lock`. */
export const givenPullRequest = pullRequestSettings.check((payload) => {
  const { branch_prefix: prefix } = payload.value;
  if (prefix !== undefined && !isBranchPath(prefix)) refuse(payload, ['branch_prefix'], mustBeBranch);
});
const mustBeBranch =
  'must be what a branch can begin with: no "..", no part between slashes that is empty, begins with "." or ends with "." or ".lock"';
