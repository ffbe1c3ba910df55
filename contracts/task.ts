/** A task: as its callers see it, and as it is stored. */
import * as z from 'zod';
import { taskStatusSchema, type TaskStatus } from './events.ts';
import {
  agentSession,
  answeredQuestion,
  isoTime,
  limitOfAgent,
  passedResult,
  pullRequestSettings,
  valueMap,
  verifiers,
} from './fields.ts';
import { changeSummary, keptForReview } from './change.ts';
import { ulid } from './messages.ts';
import { repositoryOutcome, sharedRepoOfTask } from './shared-repos.ts';
import { reportAnswer } from './report.ts';
import { stepFields } from './step-fields.ts';
import { batchReport } from './steps.ts';
import { taskOutcomes } from './task-outcomes.ts';

export const errorClassification = z.object({
  category: z.string(),
  title: z.string(),
  description: z.string(),
  remedy: z.string(),
  retryable: z.boolean(),
  errorClass: z.string(),
});
export type ErrorClassification = z.infer<typeof errorClassification>;

/** Of a task of a fleet: the attempt and the target (its path) that the task is for. */
export const channelMetadata = z.object({
  fleet_id: ulid,
  target: z.string(),
  attempt: z.number().int().positive(),
  /** The title that the fleet was given, as it was when this attempt was made; absent where it was given none. */
  title: z.string().exactOptional(),
  /** Address of the fleet in the API; absent where only this machine can reach it. */
  fleet_url: z.string().exactOptional(),
});
export type ChannelMetadata = z.infer<typeof channelMetadata>;

const numberOrNull = z.number().nullable();
const textOrNull = z.string().nullable();
const flagOrNull = z.boolean().nullable();
/** Fields of ABCA's tasks that these tasks lack; clients of ABCA expect the keys. */
const nothingHere = z.null().default(null).describe('Always null: kept for clients of ABCA.');
const onlyThere = {
  resolved_assets: nothingHere,
  otel_trace_id: nothingHere,
  prompt_version: nothingHere,
  trace_s3_uri: nothingHere,
  artifact_uri: nothingHere,
  attachments: nothingHere,
  awaiting_approval_request_id: nothingHere,
} as const;

const ownFields = z.object({
  task_id: ulid,
  status: taskStatusSchema,
  repo: textOrNull,
  issue_number: numberOrNull,
  resolved_workflow: z.object({ id: z.string(), version: z.string() }),
  pr_number: numberOrNull,
  task_description: textOrNull,
  branch_name: textOrNull,
  session_id: textOrNull,
  pr_url: textOrNull,
  error_message: textOrNull,
  error_classification: errorClassification.nullable(),
  channel_source: z.string(),
  created_at: isoTime,
  updated_at: isoTime,
  started_at: isoTime.nullable(),
  completed_at: isoTime.nullable(),
  duration_s: numberOrNull,
  cost_usd: numberOrNull,
  build_passed: flagOrNull,
  lint_passed: flagOrNull,
  max_turns: numberOrNull.describe(limitOfAgent),
  max_budget_usd: numberOrNull.describe(limitOfAgent),
  turns_attempted: numberOrNull,
  turns_completed: numberOrNull,
  trace: z.boolean(),
  approval_gate_count: numberOrNull,
  approval_gate_cap: numberOrNull,
  queued_at: isoTime.nullable(),
  queue_position: numberOrNull.describe(
    'Place of a QUEUED task, from 1, among the tasks of its fleet, or among the single tasks of its user. Fleets and single tasks take turns.',
  ),
  estimated_wait_s: numberOrNull.describe('Seconds until a task that waits for a forge may begin. Null for any other task.'),
  outcome: z.enum(taskOutcomes).nullable(),
  attempt: numberOrNull,
});

/** A task as its callers see it: every key is present, null when unknown (docs/openapi.json, Task). */
export const taskDetail = ownFields.extend(onlyThere).extend({
  base_branch: textOrNull
    .default(null)
    .describe('The branch that the work starts from and that its pull request is opened against. Null: the default branch.'),
  agent: textOrNull
    .default(null)
    .describe(
      'The agent of worker.yaml that does the work; of a task that ran, the one that did it. Null: the default of the worker.',
    ),
  model: textOrNull
    .default(null)
    .describe('The model of the agent; of a task that ran, the one that was used. Null: the default of the agent, or not known.'),
  question: textOrNull
    .default(null)
    .describe('What the agent asked. A task that asked is COMPLETED, and nothing of its work is kept. Null: it asked nothing.'),
  result: passedResult.nullable().default(null),
  step: textOrNull.default(null).describe('The step of its fleet. Null: the fleet has no steps.'),
  batch: batchReport.nullable().default(null).describe('What it did of a list of tasks. Null: it had none.'),
  changed: flagOrNull.default(null).describe('Whether the work changed something. Null: not known.'),
  commit: textOrNull.default(null).describe('The commit that was pushed, also after a failure. Null: none.'),
  change: changeSummary.nullable().default(null).describe('What its branch changes. Null: nothing, or not known.'),
  report: reportAnswer
    .nullable()
    .default(null)
    .describe(
      'The answer of a task that was asked for a report. Null: it was asked for none, or has not answered; a list of tasks shows none.',
    ),
  repositories: z
    .array(repositoryOutcome)
    .nullable()
    .default(null)
    .describe('Of a task whose repositories share a sandbox: what became of each. Null: it has one repository.'),
  waits_for: z
    .object({ host: z.string(), until: isoTime })
    .nullable()
    .default(null)
    .describe(
      'The forge that the task waits for before its work begins, and the time at which it has room. Null: the task does not wait for one.',
    ),
});
export type TaskDetail = z.infer<typeof taskDetail>;

/**
 * What a task that has not ended is open for. All statuses in which a worker has it are one, ACTIVE, so that moves among them
 * change no index.
 */
export const openStates = ['PENDING_UPLOADS', 'QUEUED', 'SUBMITTED', 'ACTIVE'] as const;
export type OpenState = (typeof openStates)[number];

/** What a SUBMITTED task waits for before its work may start: the limits of a forge. */
export const forgeWait = z.object({
  /** The host of the forge, in lower case. */
  host: z.string(),
  /** When the task may start: the time that was booked for it. */
  until: isoTime,
  /** Seconds that the limits of the host ask for between two such tasks in the long run. */
  every_s: z.number(),
  /** The key of the item that holds the booking, and the writes that it is for. */
  bucket: z.string(),
  writes: z.number().int().positive(),
});
export type ForgeWait = z.infer<typeof forgeWait>;

/** A task as it is stored: also with the fields that only the product reads. */
export const taskRow = ownFields.omit({ queue_position: true, estimated_wait_s: true, duration_s: true, attempt: true }).extend({
  user_id: z.string(),
  /** `<user_id>#QUEUED#<lane>` of a QUEUED task, so that an index has the waiting tasks of a lane in order. Older rows have others too. */
  user_status: z.string().exactOptional(),
  /** The partition of the index of tasks that have not ended. This and the next two are absent once it has. */
  open: z.literal('OPEN').exactOptional(),
  /** What the task is open for, and since when. */
  open_for: z.enum(openStates).exactOptional(),
  open_since: isoTime.exactOptional(),
  /** Such as `2026-11#3`: an operator's list goes month by month. Older rows have the month alone. */
  month: z.string(),
  idempotency_key: textOrNull,
  channel_metadata: channelMetadata.nullable(),
  params: valueMap,
  vars: valueMap,
  verifiers,
  /** Running time of one attempt, seconds. */
  timeout_s: z.number(),
  pull_request: pullRequestSettings.nullable(),
  approval_timeout_s: numberOrNull,
  initial_approvals: z.array(z.string()),
  /** The branch to start from; absent or null: the default branch of the repository. */
  base_branch: textOrNull.exactOptional(),
  /** What the work passes on. Absent or null: nothing. */
  result: passedResult.nullable().exactOptional(),
  /** The agent and its model as they were asked for, and once the work has ended those that were used. Absent or null: the defaults. */
  agent: textOrNull.exactOptional(),
  model: textOrNull.exactOptional(),
  /** What the agent asked: at most `limits.question` characters, masked. Such a task was completed without an outcome. Absent or null: nothing. */
  question: textOrNull.exactOptional(),
  /** The session that the work goes on with. Absent or null: none. */
  resume: agentSession.nullable().exactOptional(),
  /** The questions of earlier attempts with their answers, oldest first. Absent: none. */
  answers: z.array(answeredQuestion).exactOptional(),
  /** What the work of a step or a heal is given besides. Absent: the task belongs to a fleet without both, or to none. */
  step: textOrNull.exactOptional(),
  ...stepFields.shape,
  /** What the work reports: the batch, whether it changed something, the commit that was pushed, what it changed, and the last that failed said. */
  batch: batchReport.nullable().exactOptional(),
  changed: flagOrNull.exactOptional(),
  commit: textOrNull.exactOptional(),
  diff_stat: textOrNull.exactOptional(),
  change: changeSummary.nullable().exactOptional(),
  /** What was pushed for a review. Absent or null: nothing. */
  kept: keptForReview.nullable().exactOptional(),
  /** The verifier that failed. Absent or null: none did. */
  failed_verifier: textOrNull.exactOptional(),
  /** The repositories that share the sandbox; `repo` is the first of them. Absent: that one alone. */
  shared_repos: z.array(sharedRepoOfTask).exactOptional(),
  /** What became of each. Absent or null: not known, or the task has one repository. */
  repositories: z.array(repositoryOutcome).nullable().exactOptional(),
  said: textOrNull.exactOptional(),
  /** The form of the answer that is asked for, and the answer: JSON as text, in which the order of keys is kept. Absent: none. */
  report_schema: z.string().exactOptional(),
  report: textOrNull.exactOptional(),
  /**
   * The number of the hold that may write the row; it only rises. Every write of a worker has it as a condition. The heartbeat may have
   * a higher one for a moment: that of a worker that took the task and has not written the row yet.
   */
  claim: z.number().int().nonnegative(),
  claimed_at: isoTime.nullable(),
  /**
   * What was reserved for the task against the daily limit of its user, and on which day (UTC), which is the day that its cost counts on.
   * Absent: nothing.
   */
  reserve: z.object({ day: z.iso.date(), micro_usd: z.number().int().positive() }).exactOptional(),
  /** What the task waits for; it counts only while the task is SUBMITTED. Absent or null: nothing. */
  waits_for: forgeWait.nullable().exactOptional(),
  /** In rows of version 1 only: they are their own heartbeat while there is no item for it (tasks/heartbeat-of.ts). */
  lease_until: isoTime.nullable().exactOptional(),
  claimed_by: textOrNull.exactOptional(),
  last_line: textOrNull.exactOptional(),
  /** `overdue`: the engine cancelled the task because it ran too long; null in all other cases. */
  cancel_reason: z.enum(['overdue']).nullable(),
  /** A person failed the target whose attempt the task was for. Absent: nobody did. */
  failed_by_person: z.literal(true).exactOptional(),
  ttl: z.number().optional(),
});
export type TaskRow = z.infer<typeof taskRow>;

/** The heartbeat of a task as it is stored: an item without an attribute of an index, so that a renewal is one small write. */
export const heartbeatItem = z.object({
  /** The number of the last hold; never lower than that of the row. */
  claim: z.number().int().positive(),
  /** Until then no other worker takes the task. Of an ended task it says nothing. */
  lease_until: isoTime,
  /** The worker that took the task last. */
  claimed_by: z.string(),
  /** The last line that the work printed and the worker reported: masked, without control characters. TaskDetail has none. */
  last_line: textOrNull.default(null),
});

export const activeTaskStatuses = ['SUBMITTED', 'HYDRATING', 'RUNNING', 'AWAITING_APPROVAL', 'FINALIZING'] as const;
const active: readonly TaskStatus[] = activeTaskStatuses;

/** Whether a worker may take the task, or has it. */
export const isTaskActive = (status: TaskStatus): boolean => active.includes(status);

export const taskEvent = z.object({
  event_id: z.string(),
  event_type: z.string(),
  timestamp: isoTime,
  metadata: z.record(z.string(), z.unknown()),
});
export type TaskEvent = z.infer<typeof taskEvent>;
