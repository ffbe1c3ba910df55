/** What the fleet table holds besides the ledger, as the handlers see it. The submit freezes it; attempts add facts to it. */
import * as z from 'zod';
import { commandKinds, retryChoices } from '../core/command.ts';
import { isoTime, pullRequestSettings, valueMap, verifiers } from './fields.ts';
import { ulid } from './messages.ts';
import { storedChanges } from './settings.ts';

export const skippedRepo = z.object({ repo: z.string(), code: z.string(), message: z.string() });

/** The frozen, resolved spec: what every attempt of every target is made from. */
export const fleetSpec = z.object({
  fleet_id: ulid,
  owner: z.string(),
  workflow_ref: z.string(),
  /** A template (semantics 15). */
  task_description: z.string().nullable(),
  params: valueMap,
  max_turns: z.number().nullable(),
  timeout_s: z.number(),
  verifiers,
  pull_request: pullRequestSettings,
  /** The tree of group names; a plain list is one group, `default`. */
  groups: z.array(
    z.object({
      path: z.string(),
      from: z.number(),
      to: z.number(),
      maxConcurrency: z.number().exactOptional(),
      approval: z.enum(['required', 'given']).exactOptional(),
    }),
  ),
  /** Absent: it did not wait for an approval. */
  require_approval: z.boolean().exactOptional(),
  skipped: z.array(skippedRepo),
  spec_hash: z.string(),
  retry_of: ulid.nullable(),
  root_fleet_id: ulid.nullable(),
});
export type FleetSpec = z.infer<typeof fleetSpec>;

/** What `Drive` learned when it created an attempt's task. */
export const attemptCreated = z.union([
  z.object({ task_id: ulid }),
  z.object({ rejection: z.object({ status: z.number(), code: z.string(), message: z.string() }) }),
]);
export type AttemptCreated = z.infer<typeof attemptCreated>;

const failure = z.object({ class: z.string(), code: z.string(), message: z.string(), retryable: z.boolean(), by: z.string() });

/** How an attempt ended. */
export const attemptOutcome = z.object({
  /** The target status that this attempt came to, were it the last. */
  status: z.string(),
  trigger: z.enum(['initial', 'retry', 'auto_retry', 'heal']),
  task_id: ulid.nullable(),
  outcome: z.enum(['changed', 'no_changes']).nullable(),
  failure: failure.nullable(),
  pr_url: z.string().nullable(),
  branch: z.string().nullable(),
  cost_usd: z.number().nullable(),
  started_at: isoTime.nullable(),
  finished_at: isoTime.nullable(),
  duration_s: z.number().nullable(),
});
export type AttemptOutcome = z.infer<typeof attemptOutcome>;

export const targetRecord = z.object({
  ordinal: z.number().int().nonnegative(),
  /** Unique in the fleet. */
  path: z.string(),
  id: z.string(),
  group: z.string(),
  repo: z.string(),
  vars: valueMap,
  /** Overrides of the fleet's own, where the target has some. */
  task_description: z.string().nullable(),
  max_turns: z.number().nullable(),
  pr_number: z.number().nullable(),
  issue_number: z.number().nullable(),
  verifiers: verifiers.nullable(),
  /** By attempt number. */
  created: z.record(z.string(), attemptCreated),
  outcomes: z.record(z.string(), attemptOutcome),
});
export type TargetRecord = z.infer<typeof targetRecord>;

/** What a caller asked of a fleet, by whom, and what became of it. */
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
  /** Of a continue. `seen_failed`: how many failures the fleet had when the caller asked, as its policy counts. */
  skip_remaining: z.boolean().exactOptional(),
  seen_failed: z.number().exactOptional(),
  /** Of a retry; `targets` as ranges of ordinals, both ends included. */
  only: z.enum(retryChoices).exactOptional(),
  targets: z.array(z.tuple([z.number(), z.number()])).exactOptional(),
  /** Of an edit. */
  changes: storedChanges.exactOptional(),
  verdict: z
    .object({
      result: z.enum(['applied', 'no_change', 'refused']),
      code: z.string().nullable(),
      message: z.string().nullable(),
      /** The first ten targets that it was refused for, by ordinal. */
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
  attempt: z.number().optional(),
  reason: z.string(),
  counts: z.record(z.string(), z.number()),
});
export type LogRecord = z.infer<typeof logRecord>;

/** A row of the list of fleets, from an index. */
export const fleetSummary = z.object({
  fleet_id: ulid,
  title: z.string(),
  owner: z.string(),
  status: z.string(),
  reason: z.object({ code: z.string(), message: z.string() }).nullable(),
  generation: z.number(),
  workflow_ref: z.string(),
  labels: z.record(z.string(), z.string()),
  created_at: isoTime,
  finished_at: isoTime.nullable(),
  total: z.number(),
  counts: z.record(z.string(), z.number()),
  known_usd: z.number(),
  unknown_cost_count: z.number(),
});
export type FleetSummary = z.infer<typeof fleetSummary>;
