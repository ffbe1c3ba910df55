/**
 * The parts of a Copilot Orchestrator plan, as far as a fleet has a place for them. A plan is JSON: jobs and groups of jobs, nested.
 * Null means the same as an absent key. Keys that are not listed here are told as not carried over (left-out-keys.ts).
 */
import * as z from 'zod';
import { commandText } from '../../../contracts/given.ts';
import { maxTurns } from '../../../contracts/fields.ts';
import { limits } from '../../../contracts/limits.ts';

const text = commandText(z.string());
/** Shells that a plan may name; work for `cmd` is refused by name. */
export const shells = ['cmd', 'powershell', 'pwsh', 'bash', 'sh'] as const;

export const workObject = z.looseObject({
  type: z.enum(['process', 'shell', 'agent']).nullish(),
  command: text.nullish(),
  shell: z.enum(shells).nullish(),
  executable: text.nullish(),
  args: z.array(text).nullish(),
  instructions: text.nullish(),
  maxTurns: maxTurns.nullish(),
});
export type WorkObject = z.output<typeof workObject>;

export const work = z.union([text, workObject]).nullish();
export type RawWork = z.output<typeof work>;

export const jobObject = z.looseObject({
  producer_id: z.string(),
  task: text.nullish(),
  work,
  dependencies: z.array(z.string()).nullish(),
  prechecks: work,
  postchecks: work,
  instructions: text.nullish(),
  expects_no_changes: z.boolean().nullish(),
});

/** Jobs and groups are read one by one, so that one wrong job hides no problem of the others. */
export const groupObject = z.looseObject({
  name: z.string().min(1),
  jobs: z.array(z.unknown()).nullish(),
  groups: z.array(z.unknown()).nullish(),
});

export const planObject = z.looseObject({
  name: z.string().max(limits.title).nullish(),
  /** 0: not given. */
  maxParallel: z.number().int().min(0).max(limits.maxConcurrency).nullish(),
  startPaused: z.boolean().nullish(),
  jobs: z.array(z.unknown()).nullish(),
  groups: z.array(z.unknown()).nullish(),
});
export type PlanSettings = Pick<z.output<typeof planObject>, 'name' | 'maxParallel' | 'startPaused'>;
