/**
 * The parts of a Fleetlift task file (version 1), as far as a fleet has a place for them. Null means the same as an absent key. Keys that
 * are not listed here are told as not carried over (left-out-keys.ts). Lists are read one by one, so that one wrong entry hides no problem
 * of the others.
 */
import * as z from 'zod';
import { commandText } from '../../../contracts/given.ts';
import { limits } from '../../../contracts/limits.ts';

const text = commandText(z.string());
/** Fleetlift reads a number or a truth value as the text that the file has. */
const scalar = z.union([text, z.number(), z.boolean()]);
/** 0 means there that it is not given. */
const count = z.number().int().min(0);

export const taskObject = z.looseObject({
  version: z.literal(1, 'must be 1, the one version of task files'),
  title: z.string().min(1).max(limits.title),
  timeout: z.string().nullish(),
  require_approval: z.boolean().nullish(),
  /** Not above 0: not given. */
  max_parallel: z.number().int().nullish(),
});
export type TaskSettings = Partial<z.output<typeof taskObject>>;

export const failureObject = z.looseObject({
  threshold_percent: z.number().int().min(0).max(100).nullish(),
  action: z.enum(['pause', 'abort', '']).nullish(),
});

export const groupObject = z.looseObject({ name: z.string().min(1), repositories: z.array(z.unknown()).nullish() });
export const repositoryObject = z.looseObject({ url: z.string().min(1), name: z.string().nullish() });

export const executionObject = z.looseObject({ agentic: z.unknown().optional(), deterministic: z.unknown().optional() });
export const agenticObject = z.looseObject({
  prompt: text.nullish(),
  verifiers: z.array(z.unknown()).nullish(),
  limits: z.looseObject({ max_iterations: count.nullish(), max_turns: count.nullish() }).nullish(),
});
export const deterministicObject = z.looseObject({
  image: z.string().nullish(),
  command: z.array(scalar).nullish(),
  args: z.array(scalar).nullish(),
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of a variable'), scalar).nullish(),
  verifiers: z.array(z.unknown()).nullish(),
});
export const verifierObject = z.looseObject({ name: z.string(), command: z.array(scalar) });

export const pullRequestObject = z.looseObject({
  branch_prefix: z.string().nullish(),
  title: z.string().nullish(),
  body: z.string().nullish(),
  labels: z.array(scalar).nullish(),
  reviewers: z.array(z.string()).nullish(),
  team_reviewers: z.array(z.string()).nullish(),
});
