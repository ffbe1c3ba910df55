/** When the attempts of a fleet ran: a row for each (docs/openapi.json). */
import * as z from 'zod';
import { targetStatuses, triggers } from '../../core/fleet.ts';
import { isoTime } from '../fields.ts';
import { ofFleet, reading } from './fleet-operations.ts';
import type { Operation } from './operation.ts';

const ordinal = z.number().int().nonnegative();

export const timelineView = z
  .object({
    generation: z.number(),
    version: z.number(),
    attempts: z
      .array(
        z.object({
          ordinal,
          path: z.string(),
          attempt: z.number().int().positive(),
          trigger: z.enum(triggers),
          step: z.string().nullable(),
          status: z.enum(targetStatuses).describe('How it ended; of the one that goes on: the status of its target.'),
          started_at: isoTime.describe('When its work began.'),
          finished_at: isoTime.nullable().describe('Null: it goes on.'),
        }),
      )
      .describe('Attempts that have begun, by ordinal and number.'),
    next_from: ordinal
      .nullable()
      .describe(
        'The first target that did not fit into this answer, of at most 1,000 targets and 5 MB: ask for it with `from`. Null: none is left.',
      ),
  })
  .meta({ id: 'Timeline' });
export type TimelineView = z.infer<typeof timelineView>;

export const timelineOperations = {
  getTimeline: {
    tag: 'fleets',
    method: 'GET',
    path: '/v1/fleets/{fleet_id}/timeline',
    summary: 'Read when each attempt of a fleet ran',
    access: 'caller',
    scope: 'fleets:read',
    params: ofFleet,
    query: z.object({
      from: z.coerce.number<number | string>().int().min(0).default(0).describe('The first ordinal in the answer.'),
    }),
    etag: true,
    success: { status: 200, shape: 'one', schema: timelineView, description: 'The attempts.' },
    errors: reading,
  },
} as const satisfies Record<string, Operation>;
