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
  batches_left: z.number().default(0),
  skipped: z.boolean().default(false),
  class: z.enum(failureClasses).optional(),
  by: z.enum(failureOwners).default('user'),
  code: z.string().default(''),
  heal: z.boolean().default(false),
  changed: z.boolean().nullable().default(null),
  reviewable: z.boolean().default(false),
});
const schema = {
  input: z.strictObject({
    steps: z.array(step),
    at: z.number(),
    result,
    heals_left: z.number(),
    auto_retries_left: z.number(),
    attempts_left: z.number(),
    pause_between: z.enum(pausesBetween).nullable(),
    fleet_status: z.enum(fleetStatuses),
    publishes: z.boolean().default(false),
  }),
  expected: z.object({
    status: z.string(),
    step: z.string(),
    trigger: z.string().nullable(),
    waits_at: z.string().nullable(),
    code: z.string().nullable(),
  }),
};

type Case = { readonly [K in keyof typeof schema]: z.output<(typeof schema)[K]> };

/** @param reviews whether the fleet reviews what is made before it is published (semantics 27) */
function follows(reviews: boolean, input: Case['input'], expected: Case['expected']): void {
  const { status, batches_left: batchesLeft, skipped, heal: isHeal, changed, reviewable, ...failed } = input.result;
  const failure = failed.class === undefined ? null : { class: failed.class, by: failed.by, code: failed.code };
  const place = {
    steps: input.steps.map(({ gate, merge, agent }) => ({ gate, merges: merge, usesAgent: agent })),
    at: input.at,
    healsLeft: input.heals_left,
    autoRetriesLeft: input.auto_retries_left,
    attemptsLeft: input.attempts_left,
    pauseBetween: input.pause_between,
    ...{ reviews, publishes: input.publishes },
    fleetStatus: input.fleet_status,
  };
  const next = nextStep(place, { status, failure, skipped, batchesLeft, isHeal, changed, reviewable });
  expect({
    status: next.status,
    step: input.steps[next.step]?.name,
    trigger: next.trigger,
    waits_at: next.waitsAt,
    code: next.code === '' ? null : next.code,
  }).toEqual(expected);
}

caseTable('steps', schema, (input, expected) => {
  follows(false, input, expected);
});

caseTable('review', schema, (input, expected) => {
  follows(true, input, expected);
});
