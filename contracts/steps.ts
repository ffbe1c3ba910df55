/**
 * Steps of a fleet (semantics 21): as a request gives them, as the spec keeps them, and what an attempt at one reports.
 * Example: [{name: "design", task_description: "…", expects: ["specs/**"]}, {name: "merge", workflow_ref: "coding/merge-v1", gate: "person"}].
 */
import * as z from 'zod';
import { boundedList } from './bounded.ts';
import { agentName, limitOfAgent, maxTurns, modelName, storable, timeoutSeconds, valueMap, verifiers } from './fields.ts';
import { problemOfGlob } from './glob-bounds.ts';
import { commandText, givenValues, givenVerifiers } from './given.ts';
import { limits } from './limits.ts';
import { workflowRefPattern } from './workflows.ts';

export const stepName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be lower case letters, digits and -, starting with a letter, 32 at most');

/** A path in the repository, or a glob of paths. */
const pathGlob = z
  .string()
  .min(1)
  .max(limits.pathGlob)
  .refine(
    (glob) => !glob.startsWith('/') && !glob.split('/').includes('..'),
    'must be a path in the repository: without a leading / and ".."',
  )
  .check(({ value, issues }) => {
    const message = problemOfGlob(value);
    if (message !== undefined) issues.push({ code: 'custom', message, input: value });
  });
const globs = boundedList(pathGlob, limits.globs).min(1);
/** A path of one file in the repository. */
const filePath = pathGlob.refine((path) => !/[*?{}[\]]/.test(path), 'must be the path of one file');

export const batchSize = z.number().int().min(1).max(50);
export const defaultBatchSize = 15;
export const defaultTasksFile = 'tasks.md';

/** The list of tasks that a step works through, one batch at a time. */
const givenBatches = z
  .strictObject({ file: filePath.default(defaultTasksFile), size: batchSize.default(defaultBatchSize) })
  .meta({ id: 'StepBatches' });

/** When the repository's build command runs: after the work, never, or after the last batch. */
const build = z.union([z.boolean(), z.literal('last_batch')]);

/** US dollars that one attempt may cost: the bounds of `max_budget_usd` of a task. */
export const usdOfAttempt = z.number().min(0.01).max(100);

export const stepRequest = z
  .strictObject({
    name: stepName,
    workflow_ref: z.string().regex(workflowRefPattern, 'must be a workflow id, for example coding/new-task-v1').nullish(),
    task_description: z
      .string()
      .min(1)
      .max(40_000)
      .nullish()
      .describe('A template; also with {{step}}, {{context}} and {{batch.name|tasks|index|count}}.'),
    params: givenValues.optional(),
    verifiers: storable(givenVerifiers).optional().describe('Absent: those of the target, or of the fleet.'),
    build: build.optional().describe("Whether the repository's build_command runs after the work. Absent: it does."),
    expects: globs
      .optional()
      .describe('Each must match a file in the branch after the work, or the attempt fails with ARTIFACT_MISSING.'),
    unless_exists: globs.optional().describe('If each matches a file before the work, the step is skipped.'),
    batches: givenBatches.optional(),
    gate: z
      .literal('person')
      .nullish()
      .describe('A target that comes to this step waits until a person continues the fleet or approves the target.'),
    agent: agentName.nullish(),
    model: modelName.nullish(),
    max_turns: maxTurns.nullish().describe(limitOfAgent),
    timeout_s: timeoutSeconds.nullish(),
    budget_usd: usdOfAttempt.nullish().describe('Of one attempt at this step.'),
  })
  .meta({
    id: 'StepRequest',
    description: 'One of the tasks that each target takes, in their order, on one branch and with one pull request.',
  });
export type StepRequest = z.output<typeof stepRequest>;
/** As a caller may send it. */
export type StepInput = z.input<typeof stepRequest>;

export const stepRequests = boundedList(stepRequest, limits.steps)
  .min(1)
  .check(({ value, issues }) => {
    value.forEach(({ name }, at) => {
      const first = value.findIndex((other) => other.name === name);
      if (first < at) {
        issues.push({
          code: 'custom',
          path: [at, 'name'],
          message: `must be unique: step ${first + 1} has this name too`,
          input: name,
        });
      }
    });
  });

/** A step as the frozen spec keeps it: with the values of the fleet for what it does not say, but for those that a target may say too. */
export const frozenStep = z.object({
  name: z.string(),
  workflow_ref: z.string(),
  /** Null: that of the target, or of the fleet. */
  task_description: z.string().nullable(),
  /** Those of the fleet, with those of the step in place of them. */
  params: valueMap,
  /** Null: those of the target, or of the fleet. */
  verifiers: verifiers.nullable(),
  build,
  expects: z.array(z.string()),
  unless_exists: z.array(z.string()),
  batches: z.object({ file: z.string(), size: z.number() }).nullable(),
  gate: z.boolean(),
  agent: z.string().nullable(),
  model: z.string().nullable(),
  max_turns: z.number().nullable(),
  timeout_s: z.number(),
  budget_usd: z.number().nullable(),
});
export type FrozenStep = z.infer<typeof frozenStep>;

const prompt = z.string().min(1).max(limits.taskDescription);
/** The preset of steps: it becomes steps at the submit. */
export const presetRequest = z
  .strictObject({
    name: z.literal('phases'),
    skip_design: z.boolean().default(false),
    skip_analyze: z.boolean().default(false),
    auto_merge: z.boolean().default(false).describe('Merges without waiting for a person.'),
    reuse_spec: z.boolean().default(false).describe('Skips the design where the repository has a spec.md.'),
    batch_size: batchSize.default(defaultBatchSize),
    pause_between_batches: z.boolean().default(false),
    tasks_file: filePath.default(defaultTasksFile),
    prompts: z
      .strictObject({ design: prompt, analyze: prompt, implement: prompt, verify: prompt })
      .partial()
      .default({})
      .describe('In place of the built-in texts.'),
  })
  .meta({ id: 'PresetRequest', description: 'design, analyze, implement in batches, verify, merge: one step each.' });
export type PresetRequest = z.output<typeof presetRequest>;

/** What the preset sets where a body does not say it, in US dollars and attempts. */
export const presetLimits = { healAttempts: 1, healUsd: 2, attemptUsd: 5, fleetUsdPerTarget: 50 } as const;

export const healRequest = z
  .strictObject({
    enabled: z.boolean().default(true),
    max_attempts: z.number().int().min(0).max(5).default(1).describe('Of one step, or of one batch of it.'),
    max_budget_usd: usdOfAttempt.nullish().describe(`Of one heal. The same as budget.heal_usd. Absent: 2. ${limitOfAgent}`),
    on_failure: z
      .enum(['continue', 'pause'])
      .default('continue')
      .describe('`pause`: a target that fails although it was healed pauses the fleet.'),
  })
  .meta({
    id: 'HealRequest',
    description: 'A further attempt after a failure of the work, which is told what failed and what is left.',
  });

/** What an attempt at a step with batches did. */
export const batchReport = z
  .object({
    /** Its place among the batches of the step, from 1, and how many there are. */
    index: z.number(),
    count: z.number(),
    name: z.string(),
    task_ids: z.array(z.string()),
    done: z.array(z.string()),
    open: z.array(z.string()),
    /** Batches with open tasks after this one. */
    left: z.number(),
    /** The name of the first of them. Absent or null: none is left, or an earlier version of the worker reported it. */
    next: z.string().nullable().exactOptional(),
    /** Open and finished tasks of the whole file, after the work. */
    tasks_open: z.number(),
    tasks_done: z.number(),
    used_fallback: z.boolean(),
    warnings: z.array(z.string()),
  })
  .meta({ id: 'BatchReport' });
export type BatchReport = z.infer<typeof batchReport>;

/** Other words of a person for an attempt. */
export const retryWords = z
  .object({
    task_description: z.string().nullable().default(null),
    hint: z.string().nullable().default(null),
    agent: z.string().nullable().default(null),
    model: z.string().nullable().default(null),
    max_turns: z.number().nullable().default(null),
    budget_usd: z.number().nullable().default(null),
    /** Whether the attempt goes on in the session of the agent. */
    resume: z.boolean().default(false),
  })
  .meta({ id: 'RetryWords' });
export type RetryWords = z.infer<typeof retryWords>;

/** The words of a retry in its body. */
export const givenWords = {
  task_description: commandText(z.string().min(1).max(40_000))
    .nullish()
    .describe('In place of the description: a template, as that of the fleet.'),
  hint: commandText(z.string().min(1).max(limits.hint)).nullish().describe('What the agent is told besides its description.'),
  agent: agentName.nullish(),
  model: modelName.nullish(),
  max_turns: maxTurns.nullish(),
  budget_usd: usdOfAttempt.nullish().describe('What each of these attempts may cost.'),
  resume: z.boolean().nullish().describe("Whether the agent goes on in the session of the target's last attempt, where it can."),
};
