/** Targets in groups as the API shows them: those with the same change, and those that failed for the same reason (semantics 28 and 29). */
import * as z from 'zod';
import { failureClasses, failureOwners } from '../../core/failure.ts';
import { changeHash, changeSummary } from '../change.ts';
import { ofFleet, reading } from './fleet-operations.ts';
import type { Operation } from './operation.ts';
import { groupsPageQuery } from './paging.ts';

const count = z.number().int().nonnegative();

const ofGroup = {
  number: count.describe('Its place among all groups of this list, from 1: the group with the most targets is the first.'),
  count: count.describe('Targets.'),
  example: z.string().describe('Path of the first target of the group.'),
  targets: z.array(z.string()).describe('Paths of the first ten targets.'),
};

const changeGroupView = z
  .object({
    ...ofGroup,
    hash: changeHash,
    waiting: count.describe('Those of them that wait for a review.'),
    change: changeSummary,
  })
  .meta({ id: 'ChangeGroup' });
export type ChangeGroupView = z.infer<typeof changeGroupView>;

const failureGroupView = z
  .object({
    ...ofGroup,
    signature: z.string().regex(/^[0-9a-f]{16}$/),
    class: z.enum(failureClasses),
    code: z.string(),
    verifier: z.string().nullable().describe('The verifier that failed; null: none did, or it is not known.'),
    retryable: z.boolean(),
    by: z.enum(failureOwners),
    summary: z.string().describe('The line that says most of why the first target failed.'),
    evidence: z.string().describe('The end of what the first target failed with.'),
  })
  .meta({ id: 'FailureGroup' });
export type FailureGroupView = z.infer<typeof failureGroupView>;

const list = { tag: 'fleets', method: 'GET', access: 'caller', scope: 'fleets:read', params: ofFleet, errors: reading } as const;

export const groupOperations = {
  getChangeGroups: {
    ...list,
    path: '/v1/fleets/{fleet_id}/diff/groups',
    summary: 'List the different changes that the targets of a fleet made, with how many made each',
    query: z.object({
      waiting: z.literal('true').optional().describe('Only targets that wait for a review.'),
      ...groupsPageQuery,
    }),
    success: {
      status: 200,
      shape: 'list',
      schema: changeGroupView,
      description: 'Groups of targets with the same change. `pagination.totals` counts all groups and targets.',
    },
  },
  getFailures: {
    ...list,
    path: '/v1/fleets/{fleet_id}/failures',
    summary: 'List the different reasons for which targets of a fleet failed, with how many failed for each',
    query: z.object(groupsPageQuery),
    success: {
      status: 200,
      shape: 'list',
      schema: failureGroupView,
      description: 'Groups of targets that failed for the same reason. `pagination.totals` counts all groups and targets.',
    },
  },
} as const satisfies Record<string, Operation>;
