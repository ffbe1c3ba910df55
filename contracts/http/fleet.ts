/** A fleet, its targets, plan and log as the API shows them (docs/openapi.json). Submit body: submit.ts; commands: command.ts. */
import * as z from 'zod';
import { commandKinds } from '../../core/command.ts';
import { fleetStatuses, targetStatuses, triggers } from '../../core/fleet.ts';
import { changeSummary } from '../change.ts';
import {
  attemptOutcome,
  byStatus,
  fleetSpec,
  fleetSummary,
  resolvedDependency,
  skippedRepo,
  targetFailure,
} from '../fleet-records.ts';
import { isoTime, passedResult, pullRequestSettings, valueMap, verifiers } from '../fields.ts';
import { ulid } from '../messages.ts';
import { reportAnswer, shownReport } from '../report.ts';
import { selection, storedSelector } from '../selector.ts';
import { repositoryOutcome, sharedRepo } from '../shared-repos.ts';
import { shownSettings } from '../settings.ts';
import { batchReport, retryWords } from '../steps.ts';
import { taskOutcomes } from '../task-outcomes.ts';
import { stepCounts, stepView } from './fleet-steps.ts';

export const groupStatuses = ['PENDING', 'RUNNING', 'SUCCEEDED', 'PARTIAL', 'FAILED', 'CANCELLED', 'SKIPPED'] as const;

const fleetStatus = z.enum(fleetStatuses);
const targetStatus = z.enum(targetStatuses);
const count = z.number().int().nonnegative();
const textOrNull = z.string().nullable();

/** Every status is present; the counts add up to the total. */
export const statusCounts = byStatus(count).meta({ id: 'StatusCounts' });

/** The same fields while the fleet runs and after its end (semantics 12). */
export const progressView = z
  .object({
    total: count,
    finished: count,
    counts: statusCounts,
    percent_done: z.number(),
    percent_failed_of_finished: z.number(),
    percent_failed_of_total: z.number(),
    elapsed_s: z.number(),
    active_s: z.number().describe('Seconds since the start in which the fleet was not PAUSED.'),
    /** Null until three targets have succeeded or failed. */
    eta_s: z.object({ low: z.number(), high: z.number() }).nullable(),
    cost: z.object({
      known_usd: z.number(),
      unknown_count: count,
      reserved_usd: z.number(),
      limit_usd: z.number().nullable(),
    }),
    policy: z
      .object({
        failed: count,
        denominator: count.describe('Finished or all, targets or groups, as the failure policy counts.'),
        until_breach: count
          .nullable()
          .describe(
            'So many more failures are a breach; 0: it is breached now. Null: however many of those that are left fail, it is none.',
          ),
      })
      .nullable()
      .describe('In the numbers that the failure policy judges. Null: the fleet has none, or has ended.'),
    /** Failed targets by failure class. */
    failures: z.record(z.string(), count),
    oldest_running_s: z
      .number()
      .nullable()
      .describe('How long the oldest slot has been held, without the time in which its target waited for a forge.'),
  })
  .meta({ id: 'Progress' });
export type ProgressView = z.infer<typeof progressView>;

/** A forge that a target waits for, and the time at which it may go on (semantics 19). */
const targetWait = z.object({ host: z.string(), until: isoTime });

/** A named range of targets by ordinal, `to` excluded. */
export const groupView = z
  .object({
    path: z.string(),
    from: count,
    to: count,
    max_concurrency: z.number().nullable(),
    sandbox: z
      .literal('shared')
      .nullable()
      .describe('`shared`: its repositories are one target, which has the path of the group.'),
    /** `given` once the fleet was continued at this gate. */
    approval: z.enum(['required', 'given']).nullable(),
    status: z.enum(groupStatuses),
    has_failures: z.boolean(),
    counts: statusCounts,
    get groups(): z.ZodArray<typeof groupView> {
      return z.array(groupView);
    },
  })
  .meta({ id: 'Group' });
export type GroupView = z.infer<typeof groupView>;

const reason = z.object({ code: z.string(), message: z.string(), since: isoTime, actor: z.string().nullable() });

/** The document names four settings apart from the others. */
const { title, timeout_s, labels, notify, ...otherSettings } = shownSettings;

export const fleetView = z
  .object({
    fleet_id: ulid,
    title,
    owner: z.string(),
    teams: fleetSummary.shape.teams,
    status: fleetStatus,
    reason: reason.nullable(),
    generation: z.number(),
    version: z.number(),
    revision: z.number(),
    skipped: z.array(skippedRepo),
    selector: storedSelector.nullable().describe('What chose its repositories when it was submitted. Null: it was given none.'),
    selection: selection.nullable().describe('What that chose, with the first 20 of its parts that matched nothing.'),
    created_at: isoTime,
    started_at: isoTime.nullable(),
    finished_at: isoTime.nullable(),
    updated_at: isoTime,
    ...fleetSpec.pick({ workflow_ref: true, task_description: true, params: true, max_turns: true }).shape,
    agent: z.string().nullable().describe('The agent of worker.yaml. Null: the default of the worker.'),
    model: z.string().nullable().describe('The model of the agent. Null: the default of the agent.'),
    timeout_s,
    ...{ verifiers, pull_request: pullRequestSettings, spec_hash: z.string() },
    ...otherSettings,
    labels,
    notify,
    progress: progressView,
    waiting: z
      .array(targetWait.extend({ count }))
      .describe('Targets that wait until a forge has room for their writes, by host. `until`: when the last of them may go on.'),
    questions: count.describe('Targets that wait for the answer to a question.'),
    gates: count.describe('Targets that wait at a gate, or between steps or batches.'),
    reviews: count.describe('Targets that wait for a review.'),
    steps: z.array(stepCounts).describe('Empty: the fleet has no steps.'),
    context: textOrNull,
    report: shownReport,
    groups: z.array(groupView),
    acknowledged_failures: count,
    actions: z.array(z.enum(commandKinds)),
    skip_remaining: z.boolean().describe('Whether a continue with `skip_remaining` is possible now.'),
    waits_for_person: z.boolean().describe('Whether a person can let it, or one of its targets, go on.'),
    preset: z.enum(['phases']).nullable().describe('The preset that its steps were made from; null: none.'),
    retry_of: ulid.nullable(),
    root_fleet_id: ulid.nullable(),
    links: z.object({ self: z.string(), targets: z.string(), log: z.string(), graph: z.string() }),
  })
  .meta({ id: 'Fleet' });
export type FleetView = z.infer<typeof fleetView>;

/** A row of the list of fleets. */
export const fleetListItem = fleetSummary.meta({ id: 'FleetSummary' });

/** What is known of the agent that did the work. */
const ofAgent = {
  agent: textOrNull.describe('The agent of worker.yaml that did the work; null while that is not known.'),
  model: textOrNull,
  session_id: textOrNull.describe("The agent's own session."),
  turns: z.number().nullable(),
  question: textOrNull.describe('What the agent asked; null: nothing.'),
};

/** What is known of an attempt at a step, of a heal, and of one with other words. */
const ofStep = {
  step: textOrNull.describe('The step; null: the fleet has no steps.'),
  batch: batchReport.nullable().describe('What it did of a list of tasks; null: it had none.'),
  changed: z.boolean().nullable().describe('Whether the work changed something; null: not known.'),
  commit: textOrNull.describe('The commit that was pushed, also after a failure; null: none.'),
  change: changeSummary.nullable().describe('What its branch changes; null: nothing, or not known.'),
  failed_verifier: textOrNull.describe('The verifier that failed; null: none did.'),
};

const ofEachRepository = z
  .array(repositoryOutcome)
  .nullable()
  .describe(
    'Of a target whose repositories share a sandbox: what became of each. Null: it has one repository, or nothing is known yet.',
  );

/** An attempt. One that has not ended has the status of its target. */
export const attemptView = attemptOutcome
  .extend({
    attempt: count,
    status: targetStatus,
    result: passedResult.nullable(),
    repositories: ofEachRepository,
    ...ofAgent,
    answer: textOrNull.describe('What a person answered to its question, once an attempt has been told; else null.'),
    ...ofStep,
    words: retryWords.nullable().describe('Other words of a person that the attempt got; null: none.'),
    steering: textOrNull.describe('What a person said in the review that began the attempt; null: nothing.'),
  })
  .meta({ id: 'Attempt' });
export type AttemptView = z.infer<typeof attemptView>;

/** A dependency: the path of a target, or of a group, which stands for all its targets. */
export const shownDependency = resolvedDependency.meta({ id: 'Dependency' });

export const targetView = z
  .object({
    path: z.string(),
    id: z.string(),
    ordinal: count,
    group: z.string(),
    repo: z.string().describe('The first one, where several share a sandbox.'),
    repos: z
      .array(sharedRepo.omit({ verifiers: true }))
      .nullable()
      .describe('The repositories that share a sandbox, and their folders in it. Null: it has one repository.'),
    status: targetStatus,
    blocked_by: z
      .object({ path: z.string(), status: targetStatus })
      .nullable()
      .describe('Of a BLOCKED target: the dependency that is the cause, and its status; else null.'),
    waits_for: targetWait.nullable().describe('Of a QUEUED target that waits until a forge has room for its writes; else null.'),
    /** The current attempt, 0 before the first. */
    attempt: count,
    task_id: ulid.nullable(),
    trigger: z.enum(triggers).nullable(),
    pr_url: z.string().nullable(),
    branch: z.string().nullable(),
    outcome: z.enum(taskOutcomes).nullable(),
    repositories: ofEachRepository,
    change: changeSummary
      .nullable()
      .describe('What its branch changes, as its last attempt left it that changed something; null: nothing, or not known.'),
    result: passedResult.nullable(),
    report: reportAnswer
      .nullable()
      .describe(
        'Its answer, where the fleet is asked for a report. Null: it has not answered, or its task is not kept any more.',
      ),
    failure: targetFailure.nullable(),
    /** Of all attempts; null while none is known. */
    cost_usd: z.number().nullable(),
    started_at: isoTime.nullable(),
    finished_at: isoTime.nullable(),
    duration_s: z.number().nullable(),
    ...ofAgent,
    waiting: z
      .object({ for: z.enum(['question', 'gate', 'review']), since: isoTime, question: textOrNull })
      .nullable()
      .describe('Of a PENDING target that waits for a person: for what, since when, and what was asked; else null.'),
    step: textOrNull.describe('The step of the current attempt, or of the next one; null: the fleet has no steps.'),
    steps: z.array(stepView).describe('Empty: the fleet has no steps.'),
    heal_context: textOrNull.describe(
      'Of a target that failed although it was healed: what a further attempt would be told; else null.',
    ),
    last_line: z
      .string()
      .nullable()
      .describe('The last line that the running attempt printed, at most some 20 seconds old; null while nothing runs.'),
    vars: valueMap,
    depends_on: z.array(shownDependency).describe('Its own dependencies, and those of its groups.'),
    attempts: z.array(attemptView),
  })
  .meta({ id: 'Target' });
export type TargetView = z.infer<typeof targetView>;

/** An entry of the decision log (semantics 13). */
export const logEntryView = z
  .object({
    seq: z.number().int().positive(),
    at: isoTime,
    actor: z.object({ kind: z.enum(['user', 'policy', 'system']), id: z.string().optional() }),
    action: z.string(),
    /** Paths of its first ten targets. */
    targets: z.array(z.string()),
    /** The number of its targets. */
    target_count: count,
    ordinals: z
      .array(z.tuple([count, count]))
      .describe('Its targets as ranges of ordinals, both ends included; of a summarised entry those that it lists.'),
    attempt: z.number().nullable(),
    reason: z.string(),
    counts: z.record(z.string(), z.number()),
  })
  .meta({ id: 'LogEntry' });
export type LogEntryView = z.infer<typeof logEntryView>;
