/** The operations on single tasks, as in ABCA's task API. */
import * as z from 'zod';
import { boundedList } from '../bounded.ts';
import { taskStatuses } from '../events.ts';
import {
  agentName,
  isoTime,
  maxTurns,
  modelName,
  pullRequestSettings,
  timeoutSeconds,
  limitOfAgent,
  valueMap,
  verifiers,
} from '../fields.ts';
import { limits } from '../limits.ts';
import { ulid } from '../messages.ts';
import { bodyErrors, commonErrors, type Operation } from './operation.ts';
import { listOf, taskPageQuery } from './paging.ts';
import { reportRequest } from '../report.ts';
import { taskDetail, taskEvent } from '../task.ts';

const unsupported = 'Not supported: a request that gives it a value with an effect is refused with UNSUPPORTED_FIELD.';

/** For the document: the create-task core checks the body itself, one field after another, and ignores unknown keys. */
export const taskRequest = z
  .looseObject({
    workflow_ref: z.string().nullish(),
    repo: z.string().nullish(),
    task_description: z.string().max(limits.taskDescription).nullish(),
    issue_number: z.number().int().min(1).nullish(),
    pr_number: z.number().int().min(1).nullish(),
    max_turns: maxTurns.nullish().describe(limitOfAgent),
    max_budget_usd: z.number().min(0.01).max(100).nullish().describe(limitOfAgent),
    trace: z.boolean().optional().describe('Stored and shown; it has no effect.'),
    attachments: boundedList(z.unknown(), 100).nullish().describe(unsupported),
    approval_timeout_s: z.number().int().min(30).max(3_600).optional().describe(unsupported),
    initial_approvals: boundedList(z.string().max(128), 20).optional().describe(unsupported),
    params: valueMap.optional(),
    vars: valueMap.optional(),
    verifiers: verifiers.optional().describe('Refused with FORBIDDEN if the setting caller_verifiers is off.'),
    timeout_s: timeoutSeconds.optional(),
    branch_name: z.string().nullish(),
    base_branch: z
      .string()
      .nullish()
      .describe(
        'The branch that the work starts from, and that its pull request is opened against; the default branch where none is given. Refused by workflows that work on a pull request or without a repository.',
      ),
    pull_request: pullRequestSettings.nullish(),
    agent: agentName
      .nullish()
      .describe('An agent of worker.yaml. Absent: the default of the worker. Refused by a workflow that runs no agent.'),
    model: modelName.nullish().describe('A model of the agent. Absent: the default of the agent.'),
    report: reportRequest.nullish().describe('Required by coding/report-v1, and refused by any other workflow.'),
  })
  .meta({
    id: 'TaskRequest',
    examples: [{ repo: 'acme/auth', workflow_ref: 'coding/new-task-v1', task_description: 'Fix the flaky login test.' }],
  });

const task = taskDetail.meta({ id: 'Task' });
const cancelledTask = taskDetail.extend({ cancelled_at: isoTime }).meta({ id: 'CancelledTask' });
const eventsQuery = z.object({
  after: z
    .string()
    .regex(/^(?:[0-9A-HJKMNP-TV-Z]{26})?$/, 'must be the id of an event, a ULID of 26 characters')
    .optional()
    .describe('Id of an event: only later events are listed. A next_token contains it.'),
  desc: z.string().optional().describe('1 or true: newest first.'),
  ...taskPageQuery(50),
});
const ofTask = z.object({ task_id: ulid });
const reading = [...commonErrors, 'TASK_NOT_FOUND', 'VALIDATION_ERROR'] as const;

export const taskOperations = {
  createTask: {
    tag: 'tasks',
    method: 'POST',
    path: '/v1/tasks',
    summary: 'Create one task',
    access: 'caller',
    scope: 'tasks:write',
    otherQueryIgnored: true,
    body: taskRequest,
    ownChecks: true,
    idempotencyKey: true,
    success: {
      status: 201,
      shape: 'one',
      schema: task,
      description: 'The task; a replay answers 200 with the task as it is now.',
    },
    errors: [
      ...commonErrors,
      ...bodyErrors,
      'REPO_NOT_ONBOARDED',
      'UNSUPPORTED_FIELD',
      'DUPLICATE_TASK',
      'KEY_CLOSED',
      'BUDGET_EXCEEDED',
      'RATE_LIMITED',
    ],
  },
  listTasks: {
    tag: 'tasks',
    method: 'GET',
    path: '/v1/tasks',
    summary: 'List tasks, newest first',
    access: 'caller',
    scope: 'tasks:read',
    otherQueryIgnored: true,
    query: z.object({ status: listOf(taskStatuses).optional(), repo: z.string().min(1).optional(), ...taskPageQuery(20) }),
    success: {
      status: 200,
      shape: 'list',
      schema: task,
      description: 'Tasks of the caller; an operator gets those of all users.',
    },
    errors: [...commonErrors, 'VALIDATION_ERROR'],
  },
  getTask: {
    tag: 'tasks',
    method: 'GET',
    path: '/v1/tasks/{task_id}',
    summary: 'Show one task',
    access: 'caller',
    scope: 'tasks:read',
    otherQueryIgnored: true,
    params: ofTask,
    etag: true,
    success: { status: 200, shape: 'one', schema: task, description: 'The task.' },
    errors: reading,
  },
  cancelTask: {
    tag: 'tasks',
    method: 'DELETE',
    path: '/v1/tasks/{task_id}',
    summary: 'Cancel one task',
    access: 'caller',
    scope: 'tasks:write',
    otherQueryIgnored: true,
    params: ofTask,
    success: { status: 200, shape: 'one', schema: cancelledTask, description: 'The task, cancelled.' },
    errors: [...reading, 'TASK_ALREADY_TERMINAL', 'INVALID_STATE'],
  },
  listTaskEvents: {
    tag: 'tasks',
    method: 'GET',
    path: '/v1/tasks/{task_id}/events',
    summary: 'Read the events of a task',
    access: 'caller',
    scope: 'tasks:read',
    otherQueryIgnored: true,
    params: ofTask,
    query: eventsQuery,
    success: {
      status: 200,
      shape: 'list',
      schema: taskEvent.meta({ id: 'TaskEvent' }),
      description: 'Events, oldest first unless asked otherwise.',
    },
    errors: reading,
  },
  getTaskOutput: {
    tag: 'tasks',
    method: 'GET',
    path: '/v1/tasks/{task_id}/output',
    summary: 'Read the last 256 KB of what a task printed',
    access: 'caller',
    scope: 'tasks:read',
    otherQueryIgnored: true,
    params: ofTask,
    query: z.object({
      raw: z
        .enum(['true', 'false'])
        .default('false')
        .describe('true: what the agent itself printed, such as its events as lines of JSON; there once the work has ended.'),
      last_bytes: z.coerce
        .number<number | string>()
        .int()
        .min(1)
        .max(limits.outputBytes)
        .optional()
        .describe('At most so many bytes of its end, from the beginning of a line where one begins in them.'),
    }),
    etag: true,
    success: { status: 200, shape: 'text', schema: z.string(), description: 'The output as text; empty while there is none.' },
    errors: reading,
  },
} as const satisfies Record<string, Operation>;
