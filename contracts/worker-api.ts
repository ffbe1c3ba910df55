/**
 * The API of a worker that has no AWS role (semantics 34): what it may ask and tell about the one task that its token is for. The operations
 * are a list of their own, because no caller of the API has such a token, and none is in its document.
 */
import * as z from 'zod';
import { boundedList } from './bounded.ts';
import { fileChange } from './change.ts';
import { durationsSchema } from './durations.ts';
import { taskStatusSchema, type TaskStatus } from './events.ts';
import { isoTime } from './fields.ts';
import { bodyErrors, commonErrors, type Operation } from './http/operation.ts';
import { limits } from './limits.ts';
import { ulid } from './messages.ts';
import { repository } from './repository.ts';
import { taskRow } from './task.ts';

/** `token`: which of the two kinds of a worker's tokens it takes. */
export interface WorkerOperation extends Operation {
  readonly token: 'launch' | 'session';
}

const text = (most: number) => z.string().max(most, `must have at most ${most} characters`);

/** Statuses from which a task that is held may move to another one. */
export const endsFrom = {
  COMPLETED: ['RUNNING', 'FINALIZING'],
  FAILED: ['HYDRATING', 'RUNNING', 'FINALIZING'],
  TIMED_OUT: ['RUNNING', 'FINALIZING'],
} as const satisfies Partial<Record<TaskStatus, readonly TaskStatus[]>>;
export type EndStatus = keyof typeof endsFrom;

/** Events that work adds to the history of its task, for problems that do not end it. */
export const workerNotes = [
  'diff_not_kept',
  'labels_not_set',
  'result_file_problems',
  'review_ref_refused',
  'review_state_not_set',
  'reviewers_not_set',
] as const;
export type WorkerNote = (typeof workerNotes)[number];

const { shape: row } = taskRow;
const longText = 16 * 1024;
const name = text(limits.bodyBytes / 1024).nullable();

/** What the end of a task may write into its row. The worker masks it before. */
const endingFields = {
  error_message: text(longText).nullable(),
  error_classification: row.error_classification,
  cost_usd: z.number().nonnegative().max(limits.fleetUsd).nullable(),
  turns_completed: z.number().int().nonnegative().nullable(),
  turns_attempted: z.number().int().nonnegative().nullable(),
  build_passed: row.build_passed,
  outcome: row.outcome,
  pr_url: name,
  agent: name,
  model: name,
  session_id: name,
  result: row.result,
  report: text(4 * limits.reportBytes).nullable(),
  question: text(longText).nullable(),
  batch: row.batch,
  changed: z.boolean().nullable(),
  commit: name,
  diff_stat: text(longText).nullable(),
  change: row.change,
  kept: row.kept,
  failed_verifier: name,
  repositories: row.repositories,
  said: text(longText).nullable(),
} as const;
export type EndingField = keyof typeof endingFields;

/** Bytes of an ending as JSON: the row holds it beside what the task was asked, and has 400 KB at most. */
const endingBytes = 256 * 1024;

const ending = z
  .strictObject(endingFields)
  .partial()
  .refine(
    (changes) => Buffer.byteLength(JSON.stringify(changes)) <= endingBytes,
    `must be ${endingBytes / 1024} KiB at most as JSON`,
  );

const moveTo = <S extends TaskStatus>(to: S, from: readonly TaskStatus[]) => ({
  to: z.literal(to),
  from: z.enum(from),
});

export const workerMove = z.discriminatedUnion('to', [
  z.strictObject(moveTo('RUNNING', ['HYDRATING'])),
  z.strictObject(moveTo('FINALIZING', ['RUNNING'])),
  z.strictObject({ ...moveTo('COMPLETED', endsFrom.COMPLETED), changes: ending }),
  z.strictObject({ ...moveTo('FAILED', endsFrom.FAILED), changes: ending }),
  z.strictObject({ ...moveTo('TIMED_OUT', endsFrom.TIMED_OUT), changes: ending }),
]);
export type WorkerMove = z.infer<typeof workerMove>;

/** UTF-16 units of a part of the output. */
export const outputPartLength = 32 * 1024;

export const workerOutput = z.strictObject({
  /** `raw`: what the agent printed, as it printed it. */
  kind: z.enum(['output', 'raw']),
  place: z.number().int().nonnegative().max(2_000),
  number: z.number().int().nonnegative().max(1_000_000_000),
  text: text(outputPartLength),
});

const workerDiff = z.strictObject({
  files: boundedList(fileChange.extend({ path: text(8_192), old_path: text(8_192).nullable() }).strict(), limits.diffFiles),
  text: z
    .string()
    .refine((diff) => Buffer.byteLength(diff) <= limits.diffBytes, `must have ${limits.diffBytes} bytes at most, as UTF-8`),
});

/** Bytes of the metadata of an event, as JSON. */
const metadataBytes = 32 * 1024;

const workerEvent = z.strictObject({
  /** Chosen by the worker: an event that is sent twice with the same id is one. */
  id: ulid,
  event_type: z.enum(workerNotes),
  metadata: z
    .record(z.string().max(100), z.unknown())
    .refine(
      (metadata) => Buffer.byteLength(JSON.stringify(metadata)) <= metadataBytes,
      `must be ${metadataBytes} bytes at most as JSON`,
    ),
});

const workerCost = z.strictObject({
  cost_usd: z.number().nonnegative().max(limits.fleetUsd),
  turns_completed: z.number().int().nonnegative().exactOptional(),
  turns_attempted: z.number().int().nonnegative().exactOptional(),
});

/** The repositories of a task in its own order, null where one is not onboarded. Only the worker of the task gets a login in a clone_url. */
const claimed = z.object({
  session_token: z.string(),
  task: taskRow,
  /** The status of the task before this worker took it. */
  previous: taskStatusSchema,
  repositories: z.array(repository.nullable()),
  durations: durationsSchema,
  forges: z.array(
    z.object({ host: z.string(), writes_per_minute: z.number().nullable(), writes_per_hour: z.number().nullable() }),
  ),
  allow_direct_merge: z.boolean(),
});
export type ClaimedTask = z.infer<typeof claimed>;

const forgeToken = z.object({
  host: z.string(),
  token: z.string(),
  /** Null: it does not end by itself. */
  expires_at: isoTime.nullable(),
  /** Base URL of the API of the forge; null: the usual one of its host. */
  api: z.string().nullable(),
});
export type ForgeToken = z.infer<typeof forgeToken>;

const forgeTokens = z.object({
  tokens: z.array(forgeToken),
  /** Hosts of the task's repositories for which there is none, and why. */
  missing: z.array(z.object({ host: z.string(), why: z.string() })),
});

const forgeHost = z.string().min(1).max(260);

/** The longest time for which a worker may close a forge, seconds: the longest limit of GitHub lasts an hour. */
export const longestClosingS = 2 * 3_600;

const params = z.strictObject({ task_id: ulid });
const nothing = z.strictObject({});
const done = { status: 200, shape: 'one', schema: z.object({ stored: z.literal(true) }), description: 'It is stored.' } as const;
const lost = [...commonErrors, 'FORBIDDEN', 'HOLD_LOST'] as const;
const asSession = { tag: 'worker', access: 'caller', token: 'session', params } as const;

const at = <P extends string>(path: P) => `/v1/worker/tasks/{task_id}${path}` as const;

const told = <P extends string, B extends z.ZodType>(method: 'POST' | 'PUT', path: P, summary: string, body: B) =>
  ({ ...asSession, method, path: at(path), summary, body, success: done, errors: [...lost, ...bodyErrors] }) as const;

export const workerOperations = {
  claimTask: {
    ...{ tag: 'worker', access: 'caller', token: 'launch', params, method: 'POST', path: at('/claim') },
    summary: 'Take the task, once: with the number of the hold that the token names',
    body: z.strictObject({ worker_id: ulid }),
    success: {
      status: 200,
      shape: 'one',
      schema: claimed,
      description: 'The task is held. A repeat by the same worker answers it again.',
    },
    errors: [...lost, ...bodyErrors, 'INVALID_STATE'],
  },
  readTask: {
    ...{ ...asSession, method: 'GET', path: at('') },
    summary: 'Read the task while it is held',
    query: z.strictObject({ held: z.literal('true').optional().describe('Answers also whether the lease still runs.') }),
    success: {
      ...{ status: 200, shape: 'one', description: 'The task, also one that has ended.' },
      schema: z.object({ task: taskRow, held: z.boolean().nullable() }),
    },
    errors: [...lost, 'VALIDATION_ERROR'],
  },
  renewHold: told(
    'POST',
    '/heartbeat',
    'Renew the lease, and tell the last line',
    z.strictObject({ last_line: text(2_000).nullish() }),
  ),
  putTaskOutput: told('PUT', '/output', 'Store a part of the output', workerOutput),
  putTaskDiff: told('PUT', '/diff', 'Store the diff', workerDiff),
  moveTask: told('POST', '/moves', 'Move the task to another status, or end it', workerMove),
  noteTaskEvent: told('POST', '/events', 'Add an event to the history', workerEvent),
  tellTaskCost: told('POST', '/cost', 'Tell what the work of a task cost that somebody else has ended', workerCost),
  giveBackTask: told('POST', '/give-back', 'Let go of the task, for another worker', nothing),
  getForgeTokens: {
    ...{ ...asSession, method: 'POST', path: at('/forge-token'), body: nothing },
    summary: 'Get credentials for the repositories of the task, and for no others where the forge can tell them apart',
    success: { status: 200, shape: 'one', schema: forgeTokens, description: 'One for each host.' },
    errors: [...lost, ...bodyErrors],
  },
  readForgeClosed: {
    ...{ ...asSession, method: 'GET', path: at('/forge-closed') },
    summary: 'Read until when a forge takes no writes',
    query: z.strictObject({ host: forgeHost }),
    success: {
      ...{ status: 200, shape: 'one', description: 'Null: it takes them.' },
      schema: z.object({ until: isoTime.nullable() }),
    },
    errors: [...lost, 'VALIDATION_ERROR'],
  },
  closeForge: told(
    'POST',
    '/forge-closed',
    'Tell that a forge asks to wait',
    z.strictObject({ host: forgeHost, until: isoTime }),
  ),
} as const satisfies Record<string, WorkerOperation>;
export type WorkerOperations = typeof workerOperations;
export type WorkerOperationId = keyof WorkerOperations;
