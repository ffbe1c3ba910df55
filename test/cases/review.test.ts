import * as z from 'zod';
import { failureClasses, failureOwners } from '../../core/failure.ts';
import { fleetStatuses } from '../../core/fleet.ts';
import { pausesBetween } from '../../core/settings.ts';
import { nextStep } from '../../core/steps/next-step.ts';
import { caseTable } from './case-table.ts';

const step = z.strictObject({
  name: z.string(),
  gate: z.boolean().default(false),
  batches: z.boolean().default(false),
  merge: z.boolean().default(false),
  agent: z.boolean().default(true),
});
const result = z.strictObject({
  status: z.enum(['SUCCEEDED', 'FAILED']),
  reviewable: z.boolean().default(false),
  batches_left: z.number().default(0),
  skipped: z.boolean().default(false),
  class: z.enum(failureClasses).optional(),
  by: z.enum(failureOwners).default('user'),
  code: z.string().default(''),
});
/** Of a fleet that reviews (semantics 27): what follows an attempt, as the table `steps` has it, and `publishes`: whether it published. */
const schema = {
  input: z.strictObject({
    steps: z.array(step),
    at: z.number(),
    publishes: z.boolean(),
    result,
    heals_left: z.number(),
    auto_retries_left: z.number(),
    attempts_left: z.number(),
    pause_between: z.enum(pausesBetween).nullable(),
    fleet_status: z.enum(fleetStatuses),
  }),
  expected: z.object({
    status: z.string(),
    step: z.string(),
    trigger: z.string().nullable(),
    waits_at: z.string().nullable(),
    code: z.string().nullable(),
  }),
};

caseTable('review', schema, (input, expected) => {
  const { status, reviewable, batches_left: batchesLeft, skipped, ...failed } = input.result;
  const failure = failed.class === undefined ? null : { class: failed.class, by: failed.by, code: failed.code };
  const place = {
    steps: input.steps.map(({ gate, merge, agent }) => ({ gate, merges: merge, usesAgent: agent })),
    ...{ at: input.at, reviews: true, publishes: input.publishes },
    healsLeft: input.heals_left,
    autoRetriesLeft: input.auto_retries_left,
    attemptsLeft: input.attempts_left,
    pauseBetween: input.pause_between,
    fleetStatus: input.fleet_status,
  };
  const next = nextStep(place, { status, failure, skipped, batchesLeft, reviewable, isHeal: false, changed: null });
  expect({ ...next, step: input.steps[next.step]?.name, waitsAt: undefined, waits_at: next.waitsAt }).toEqual(expected);
});
