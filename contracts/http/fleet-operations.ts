/** The operations on fleets: submit, read, and the commands. */
import * as z from 'zod';
import { fleetStatuses } from '../../core/fleet.ts';
import type { ErrorCode } from './errors.ts';
import { isoTime } from '../fields.ts';
import { fleetListItem, fleetView, logEntryView, targetView } from './fleet.ts';
import { limits } from '../limits.ts';
import {
  answerBody,
  approveBody,
  commandBody,
  commandView,
  continueBody,
  editBody,
  rejectBody,
  retryBody,
  steerBody,
  targetsBody,
  undecidedCommand,
} from './command.ts';
import { ulid } from '../messages.ts';
import { bodyErrors, commonErrors, type Operation } from './operation.ts';
import { groupFilters } from './group-filters.ts';
import { graphFormats, graphView } from './graph.ts';
import { listOf, listOfTexts, pageQuery, resultsPageQuery } from './paging.ts';
import { submitOperations } from './submit-operations.ts';
import { targetFilters } from './target-filters.ts';
import { teamName } from '../teams.ts';

export const ofFleet = z.object({ fleet_id: ulid });
export const reading = [...commonErrors, 'FLEET_NOT_FOUND', 'VALIDATION_ERROR'] as const;

const read = { tag: 'fleets', method: 'GET', access: 'caller', scope: 'fleets:read' } as const;

const commandErrors = [...reading, ...bodyErrors, 'INVALID_STATE', 'VERSION_MISMATCH'] as const;
const steered = {
  shape: 'one',
  schema: z.union([fleetView, undecidedCommand]),
  description:
    'The fleet after the command. Where the fleet has not decided yet: status 202 and the id of the command. Location is the address of the command.',
} as const;

const command = <const K extends string, B extends z.ZodType>(
  kind: K,
  summary: string,
  body: B,
  more: readonly ErrorCode[] = [],
) =>
  ({
    tag: 'fleets',
    method: 'POST',
    path: `/v1/fleets/{fleet_id}/${kind}`,
    summary,
    access: 'caller',
    scope: 'fleets:write',
    params: ofFleet,
    body,
    idempotencyKey: true,
    success: { ...steered, status: 202 },
    errors: [...commandErrors, 'IDEMPOTENCY_MISMATCH', ...more],
  }) as const;

const ofTargets = ['TARGET_NOT_FOUND'] as const;

export const resultFormats = ['json', 'jsonl', 'csv'] as const;

export const fleetOperations = {
  ...submitOperations,
  listFleets: {
    tag: 'fleets',
    method: 'GET',
    path: '/v1/fleets',
    summary: 'List fleets, newest first',
    access: 'caller',
    scope: 'fleets:read',
    query: z.object({
      status: listOf(fleetStatuses).optional(),
      /** `key=value`. */
      label: z
        .string()
        .regex(/^[^=]+=.*$/, 'must be key=value')
        .optional(),
      owner: z.string().min(1).max(limits.userId).optional(),
      team: teamName.optional().describe('Only fleets of this team, of all users: for its members and operators.'),
      created_after: isoTime.optional(),
      waiting: z
        .literal('true')
        .optional()
        .describe(
          'Only fleets that a person can let go on, or one of whose targets. Newest first, however long they have waited: see `reason.since`.',
        ),
      ...pageQuery,
    }),
    etag: true,
    success: {
      status: 200,
      shape: 'list',
      schema: fleetListItem,
      description: 'Fleets of the caller; an operator gets those of all users. With `team`: those of a team.',
    },
    errors: [...commonErrors, 'VALIDATION_ERROR'],
  },
  getFleet: {
    ...read,
    path: '/v1/fleets/{fleet_id}',
    summary: 'Show one fleet with its progress, its groups and the commands that it accepts now',
    params: ofFleet,
    etag: true,
    success: { status: 200, shape: 'one', schema: fleetView, description: 'The fleet.' },
    errors: reading,
  },
  listTargets: {
    ...read,
    path: '/v1/fleets/{fleet_id}/targets',
    summary: 'List the targets of a fleet with their statuses and results',
    params: ofFleet,
    query: z.object({ ...targetFilters, ...pageQuery }),
    etag: true,
    success: { status: 200, shape: 'list', schema: targetView, description: 'Targets, by ordinal.' },
    errors: reading,
  },
  getTarget: {
    ...read,
    path: '/v1/fleets/{fleet_id}/targets/{path+}',
    summary: 'Show one target with all its attempts',
    params: z.object({ fleet_id: ulid, path: z.string().min(1).describe('The path as it is (payments/api), or URL-encoded.') }),
    etag: true,
    success: { status: 200, shape: 'one', schema: targetView, description: 'The target.' },
    errors: [...reading, 'TARGET_NOT_FOUND'],
  },
  listLog: {
    ...read,
    path: '/v1/fleets/{fleet_id}/log',
    summary: 'Read the decision log',
    params: ofFleet,
    query: z.object({
      order: z.enum(['asc', 'desc']).optional().describe('desc: newest first; else oldest first.'),
      after_seq: z.coerce.number<number | string>().int().min(0).optional().describe('Only entries with a higher `seq`.'),
      ...pageQuery,
    }),
    etag: true,
    success: { status: 200, shape: 'list', schema: logEntryView, description: 'Entries, oldest first unless asked otherwise.' },
    errors: reading,
  },
  pauseFleet: command('pause', 'Pause a fleet: it launches nothing more, and running targets go on to their end', commandBody),
  continueFleet: command('continue', 'Continue a waiting fleet, or skip its targets that have not started', continueBody),
  abortFleet: command('abort', 'Abort a fleet: waiting targets never start, and running ones go on to their end', commandBody),
  cancelFleet: command('cancel', 'Cancel a fleet: waiting targets never start, and running ones are cancelled', commandBody),
  retryFleet: command('retry', 'Retry failed targets: in place, or as the next generation of a fleet that ended', retryBody, [
    'NOTHING_TO_RETRY',
    'TARGET_NOT_FOUND',
    'FLEET_CONFLICT',
  ]),
  cancelTargets: command(
    'targets/cancel',
    'Cancel targets: waiting ones never start, and the tasks of running ones are cancelled',
    targetsBody,
    ofTargets,
  ),
  skipTargets: command('targets/skip', 'Skip targets that have not started: they never start', targetsBody, ofTargets),
  failTargets: command(
    'targets/fail',
    'Fail running targets: their tasks are cancelled, and the failure policy does not count them',
    targetsBody,
    ofTargets,
  ),
  approveTargets: command(
    'targets/approve',
    'Open the gates at which targets wait, or publish what was reviewed: of all of them, or of none',
    approveBody,
    ofTargets,
  ),
  rejectTargets: command(
    'targets/reject',
    'Reject what targets made that wait for a review: they have failed, and nothing is published',
    rejectBody,
    ofTargets,
  ),
  steerTargets: command(
    'targets/steer',
    'Let targets that wait for a review work on, with other words on top: each waits for a review again',
    steerBody,
    ofTargets,
  ),
  answerTarget: command(
    'targets/answer',
    'Answer the question of a target: its next attempt begins with the answer',
    answerBody,
    ofTargets,
  ),
  editFleet: {
    tag: 'fleets',
    method: 'PATCH',
    path: '/v1/fleets/{fleet_id}',
    summary: 'Change settings of a fleet that has not ended',
    access: 'caller',
    scope: 'fleets:write',
    params: ofFleet,
    body: editBody,
    success: { ...steered, status: 200 },
    errors: commandErrors,
  },
  getCommand: {
    ...read,
    path: '/v1/fleets/{fleet_id}/commands/{command_id}',
    summary: 'Show a command and its verdict',
    params: z.object({ fleet_id: ulid, command_id: ulid }),
    etag: true,
    success: { status: 200, shape: 'one', schema: commandView, description: 'The command with its verdict.' },
    errors: [...reading, 'COMMAND_NOT_FOUND'],
  },
  getResults: {
    ...read,
    path: '/v1/fleets/{fleet_id}/results',
    summary: 'Read the results of all targets, for other tools',
    params: ofFleet,
    query: z.object({ format: z.enum(resultFormats).default('json'), ...groupFilters, ...resultsPageQuery }),
    success: {
      status: 200,
      shape: 'rows',
      schema: targetView,
      description: 'Targets by ordinal: as a list, as lines of JSON, or as CSV.',
    },
    errors: reading,
  },
  getGraph: {
    ...read,
    path: '/v1/fleets/{fleet_id}/graph',
    summary: 'Read the targets of a fleet with their dependencies: as data, or as a diagram in Mermaid or DOT',
    params: ofFleet,
    query: z.object({
      format: z.enum(graphFormats).default('json'),
      expand: listOfTexts()
        .optional()
        .describe('Paths of groups whose content a diagram of more than 200 targets shows: given several times, or with commas.'),
      from: z.coerce.number<number | string>().int().min(0).default(0).describe('Of json: the first ordinal in `nodes`.'),
    }),
    etag: true,
    success: {
      status: 200,
      shape: 'picture',
      schema: graphView,
      description:
        'The graph. A diagram has 200 targets, 200 collapsed groups and 500 arrows at most, and says what it leaves out. Its texts stay below 50,000 characters in Mermaid.',
    },
    errors: reading,
  },
} as const satisfies Record<string, Operation>;
