/**
 * Schemas of values that a request gives, and that become a part of a command line, a variable or a branch. They refuse a value that
 * these cannot hold. A stored value is read with the schemas of fields.ts, which refuse less.
 */
import type * as z from 'zod';
import { isBranchPath } from '../core/branch-path.ts';
import { pullRequestSettings, valueMap, verifiers } from './fields.ts';

/** An argument of a program cannot hold NUL, and UTF-8 cannot encode one half of a surrogate pair. */
const isText = (text: string): boolean => !text.includes('\0') && text.isWellFormed();
const mustBeText = 'must be text that a command line can hold: without NUL characters and halves of surrogate pairs';

/** A text that a command line can hold, with the limits of `schema`. */
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

/** The pattern of `branch_prefix` alone allows prefixes that git refuses, such as `a..b` and `a.lock`. */
export const givenPullRequest = pullRequestSettings.check((payload) => {
  const { branch_prefix: prefix } = payload.value;
  if (prefix !== undefined && !isBranchPath(prefix)) refuse(payload, ['branch_prefix'], mustBeBranch);
});
const mustBeBranch =
  'must be what a branch can begin with: no "..", no part between slashes that is empty, begins with "." or ends with "." or ".lock"';
