/** Items of the fleet table besides the ledger, as handlers read them. A submit writes spec and targets; attempts add their results. */
import * as z from 'zod';
import { failureClasses } from '../core/failure.ts';
import { targetStatuses, triggers, type TargetStatus } from '../core/fleet.ts';
import { commandKinds, retryChoices } from '../core/command.ts';
import { changeSummary } from './change.ts';
import { batchReport, frozenStep, presetRequest, retryWords } from './steps.ts';
import { isoTime, passedResult, pullRequestSettings, valueMap, verifiers } from './fields.ts';
import { ulid } from './messages.ts';
import { taskOutcomes } from './task-outcomes.ts';
import { selection, storedSelector } from './selector.ts';
import { storedChanges } from './settings.ts';
import { repositoryOutcome, sharedRepo } from './shared-repos.ts';

/** One value for each status of a target. */
export const byStatus = <T extends z.ZodType>(value: T) =>
  // One entry for each of the statuses.
  z.object(Object.fromEntries(targetStatuses.map((status) => [status, value])) as Record<TargetStatus, T>);

/** A named group as a range of ordinals, `to` excluded. */
export const groupRange = z.object({
  path: z.string(),
  from: z.number(),
  to: z.number(),
  maxConcurrency: z.number().exactOptional(),
  approval: z.enum(['required', 'given']).exactOptional(),
  shared: z.literal(true).exactOptional(),
});

/** A dependency as it was resolved: the path of a target, or of a group, which stands for all its targets. */
export const resolvedDependency = z.object({ path: z.string(), optional: z.boolean() });

export const skippedRepo = z.object({ repo: z.string(), code: z.string(), message: z.string() });

/** The frozen spec with all defaults filled in. Every attempt of every target is made from it. */
export const fleetSpec = z.object({
  fleet_id: ulid,
  owner: z.string(),
  workflow_ref: z.string(),
  /** A template (semantics 15). */
  task_description: z.string().nullable(),
  params: valueMap,
  max_turns: z.number().nullable(),
  /** An agent of worker.yaml, and its model. Absent or null: the defaults. */
  agent: z.string().nullable().exactOptional(),
  model: z.string().nullable().exactOptional(),
  timeout_s: z.number(),
  verifiers,
  pull_request: pullRequestSettings,
  /** The tasks that each target takes one after the other. Absent: one. */
  steps: z.array(frozenStep).exactOptional(),
  /** Absent: the fleet was given none. */
  preset: presetRequest.exactOptional(),
  context: z.string().exactOptional(),
  /** The form of the answers that it is asked for: JSON as text, in which the order of keys is kept. Absent: none. */
  report_schema: z.string().exactOptional(),
  /** The tree of group names; a plain list is one group, `default`. */
  groups: z.array(groupRange.extend({ depends_on: z.array(resolvedDependency).exactOptional() })),
  /** Absent: false. */
  require_approval: z.boolean().exactOptional(),
  skipped: z.array(skippedRepo),
  /** What chose its repositories, and what that chose; the first of what matched nothing. Absent: the fleet was given none. */
  selector: storedSelector.exactOptional(),
  selection: selection.exactOptional(),
  spec_hash: z.string(),
  retry_of: ulid.nullable(),
  root_fleet_id: ulid.nullable(),
});
export type FleetSpec = z.infer<typeof fleetSpec>;

const rejection = z.object({
  status: z.number(),
  code: z.string(),
  message: z.string(),
  /** The class of the failure, where the request could not be made. Absent: it follows from the status. */
  class: z.enum(failureClasses).exactOptional(),
});

/** The answer to the create of an attempt's task. */
export const attemptCreated = z.union([z.object({ task_id: ulid }), z.object({ rejection })]);
export type AttemptCreated = z.infer<typeof attemptCreated>;

export const targetFailure = z.object({
  class: z.string(),
  code: z.string(),
  message: z.string(),
  retryable: z.boolean(),
  by: z.string(),
});

/** The end of an attempt. */
export const attemptOutcome = z.object({
  /** The status that its target has if no further attempt follows. */
  status: z.string(),
  trigger: z.enum(triggers),
  task_id: ulid.nullable(),
  outcome: z.enum(taskOutcomes).nullable(),
  /** What the work passes on. Absent or null: nothing. */
  result: passedResult.nullable().exactOptional(),
  failure: targetFailure.nullable(),
  /** The agent and the model that did the work, and its session. Absent or null: not known. */
  agent: z.string().nullable().exactOptional(),
  model: z.string().nullable().exactOptional(),
  session_id: z.string().nullable().exactOptional(),
  /** Turns that the agent took. Absent or null: not known. */
  turns: z.number().nullable().exactOptional(),
  /** What the agent asked. Absent or null: nothing. */
  question: z.string().nullable().exactOptional(),
  /** The step that it was an attempt at. Absent or null: the fleet has no steps. */
  step: z.string().nullable().exactOptional(),
  batch: batchReport.nullable().exactOptional(),
  /** Whether the work changed something, and the commit that was pushed, also after a failure. Absent or null: not known, or none. */
  changed: z.boolean().nullable().exactOptional(),
  commit: z.string().nullable().exactOptional(),
  /** What its branch changes. Absent or null: nothing, or not known. */
  change: changeSummary.nullable().exactOptional(),
  /** The verifier that failed. Absent or null: none did. */
  failed_verifier: z.string().nullable().exactOptional(),
  /** Of a target whose repositories share a sandbox: what became of each. Absent or null: it has one repository, or nothing is known. */
  repositories: z.array(repositoryOutcome).nullable().exactOptional(),
  pr_url: z.string().nullable(),
  branch: z.string().nullable(),
  cost_usd: z.number().nullable(),
  started_at: isoTime.nullable(),
  finished_at: isoTime.nullable(),
  duration_s: z.number().nullable(),
});
export type AttemptOutcome = z.infer<typeof attemptOutcome>;

/** The answer to the question of an attempt, and the command that gave it. */
export const givenAnswer = z.object({ command_id: ulid, text: z.string() });
export type GivenAnswer = z.infer<typeof givenAnswer>;

/** What a person said in a review, to have the work go on, and the command that said it. `at`: epoch ms. */
export const givenSteering = z.object({ command_id: ulid, text: z.string(), actor: z.string(), at: z.number() });
export type GivenSteering = z.infer<typeof givenSteering>;

/** Other words of a person for an attempt, and the command that gave them. */
export const givenWordsOfAttempt = retryWords.extend({ command_id: ulid });
export type GivenWords = z.infer<typeof givenWordsOfAttempt>;

export const targetRecord = z.object({
  ordinal: z.number().int().nonnegative(),
  /** Unique in the fleet. */
  path: z.string(),
  id: z.string(),
  group: z.string(),
  repo: z.string(),
  vars: valueMap,
  /** Its own values in place of those of the fleet; null: it has none. */
  task_description: z.string().nullable(),
  max_turns: z.number().nullable(),
  pr_number: z.number().nullable(),
  issue_number: z.number().nullable(),
  verifiers: verifiers.nullable(),
  /** Its own dependencies; those of its groups are in the spec. Absent: none. */
  depends_on: z.array(resolvedDependency).exactOptional(),
  /** The ordinals of the dependencies that its texts and values name, by the path as they name it. Absent: none. */
  passes: z.record(z.string(), z.number()).exactOptional(),
  /** The dependency on whose branch it works. Absent: it works on the repository's default branch. */
  base: z.number().exactOptional(),
  /** The repositories that share its sandbox; `repo` is the first of them. Absent: it has that one alone. */
  repos: z.array(sharedRepo).exactOptional(),
  /** By attempt number. */
  created: z.record(z.string(), attemptCreated),
  outcomes: z.record(z.string(), attemptOutcome),
  /** Other words of a person, by the number of the attempt that got them first, with the command that gave them. Absent: none. */
  words: z.record(z.string(), givenWordsOfAttempt).exactOptional(),
  /** By the number of the attempt that asked. Absent: none. */
  answers: z.record(z.string(), givenAnswer).exactOptional(),
  /** By the number of the attempt that it began. Absent: none. */
  steering: z.record(z.string(), givenSteering).exactOptional(),
});
export type TargetRecord = z.infer<typeof targetRecord>;

/** A command: what a person asked of a fleet, and the verdict of the fleet. */
export const commandRecord = z.object({
  command_id: ulid,
  fleet_id: ulid,
  kind: z.enum(commandKinds),
  actor: z.string(),
  reason: z.string().nullable(),
  /** Epoch ms. */
  at: z.number(),
  generation: z.number(),
  expect_revision: z.number().nullable(),
  /** Of a continue. `seen_failed`: the failures that the fleet had when the caller asked, counted as its policy does. */
  skip_remaining: z.boolean().exactOptional(),
  seen_failed: z.number().exactOptional(),
  /** Of a continue, an approval, a rejection and a steering: the last arrival at a gate that the ledger had when the caller asked. */
  seen_gate: z.number().exactOptional(),
  /** Of a continue and an approval. Absent: false. */
  pass_over: z.boolean().exactOptional(),
  /** Of a retry, and of the commands about single targets; `targets` as ranges of ordinals, both ends included. */
  only: z.enum(retryChoices).exactOptional(),
  targets: z.array(z.tuple([z.number(), z.number()])).exactOptional(),
  /** Of a retry. Absent: true. */
  reset_blocked: z.boolean().exactOptional(),
  /** The step, as its place in the spec. Absent: that at which the target ended. */
  from_step: z.number().exactOptional(),
  words: retryWords.exactOptional(),
  /** Of an answer and a steering. */
  text: z.string().exactOptional(),
  /** Of an edit. */
  changes: storedChanges.exactOptional(),
  verdict: z
    .object({
      result: z.enum(['applied', 'no_change', 'refused']),
      code: z.string().nullable(),
      message: z.string().nullable(),
      /** Ordinals of the first ten targets for which it was refused. */
      refused: z.array(z.number()).exactOptional(),
    })
    .nullable(),
});
export type CommandRecord = z.infer<typeof commandRecord>;

/** One entry of the decision log (semantics 13); `targets` as ranges of ordinals, both ends included. */
export const logRecord = z.object({
  seq: z.number().int().positive(),
  at: z.number(),
  actor: z.object({ kind: z.enum(['user', 'policy', 'system']), id: z.string().optional() }),
  action: z.string(),
  targets: z.array(z.tuple([z.number(), z.number()])).optional(),
  /** Number of further targets, which are not in `targets`. Absent: none. */
  unlisted: z.number().optional(),
  attempt: z.number().optional(),
  reason: z.string(),
  /** Of `summarised`: the number of decisions that it stands for, by action. */
  decisions: z.record(z.string(), z.number()).optional(),
  counts: z.record(z.string(), z.number()),
});
export type LogRecord = z.infer<typeof logRecord>;

/** A row of the list of fleets, from an index. */
export const fleetSummary = z.object({
  fleet_id: ulid,
  title: z.string(),
  owner: z.string(),
  teams: z.array(z.string()).default([]).describe('Groups of callers that have it as its owner does.'),
  status: z.string(),
  reason: z
    .object({ code: z.string(), message: z.string(), since: isoTime.nullable().default(null) })
    .nullable()
    .describe('`since` is null in a fleet that ended before it was kept.'),
  generation: z.number(),
  workflow_ref: z.string(),
  labels: z.record(z.string(), z.string()),
  created_at: isoTime,
  finished_at: isoTime.nullable(),
  total: z.number(),
  counts: z.record(z.string(), z.number()),
  known_usd: z.number(),
  unknown_cost_count: z.number(),
  waits_for_person: z.boolean().default(false).describe('Whether a person can let it, or one of its targets, go on.'),
  revision: z.number().nullable().default(null),
  updated_at: isoTime.nullable().default(null),
});
export type FleetSummary = z.infer<typeof fleetSummary>;
