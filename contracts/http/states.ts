/** The state of every target of a fleet in one short answer, for pictures of thousands of targets (docs/openapi.json). */
import * as z from 'zod';
import { failureClasses } from '../../core/failure.ts';
import type { TargetStatus } from '../../core/fleet.ts';
import { ofFleet, reading } from './fleet-operations.ts';
import type { Operation } from './operation.ts';

/** The letter of each status in `states`. */
export const statusLetters: Readonly<Record<TargetStatus, string>> = {
  PENDING: 'P',
  QUEUED: 'Q',
  RUNNING: 'R',
  AWAITING_INPUT: 'A',
  SUCCEEDED: 'S',
  FAILED: 'F',
  LOST: 'L',
  CANCELLED: 'C',
  SKIPPED: 'K',
  BLOCKED: 'B',
};

const lettersInWords = Object.entries(statusLetters)
  .map(([status, letter]) => `${letter} ${status}`)
  .join(', ');

export const statesView = z
  .object({
    generation: z.number(),
    version: z.number(),
    states: z.string().describe(`A letter for each target, by ordinal: ${lettersInWords}.`),
    attempts: z.array(z.number()).describe('The number of the current attempt of each target, by ordinal; 0 before the first.'),
    classes: z
      .array(z.enum(failureClasses).nullable())
      .describe('The failure class of each target, by ordinal; null: it has not failed.'),
    waiting: z.array(z.number()).describe('Ordinals of the targets that wait for a person.'),
  })
  .meta({ id: 'States' });
export type StatesView = z.infer<typeof statesView>;

export const statesOperations = {
  getStates: {
    tag: 'fleets',
    method: 'GET',
    path: '/v1/fleets/{fleet_id}/states',
    summary: 'Read the status, the attempt and the failure class of every target, and nothing else',
    access: 'caller',
    scope: 'fleets:read',
    params: ofFleet,
    etag: true,
    success: { status: 200, shape: 'one', schema: statesView, description: 'One entry for each target.' },
    errors: reading,
  },
} as const satisfies Record<string, Operation>;
