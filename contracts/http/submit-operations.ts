/** The operations that submit a fleet, or show what a submit would start. */
import * as z from 'zod';
import { fleetView } from './fleet.ts';
import { bodyErrors, commonErrors, type Operation } from './operation.ts';
import { planView, planWarning } from './plan.ts';
import { submitBody } from './submit.ts';

const acceptedFleet = z
  .intersection(
    fleetView,
    z.object({
      warnings: z.array(planWarning).default([]).describe('About its teams. The plan warns of all else.'),
    }),
  )
  .meta({ id: 'AcceptedFleet' });
export type AcceptedFleet = z.infer<typeof acceptedFleet>;

const submitting = [
  ...[...commonErrors, ...bodyErrors, 'FLEET_NOT_FOUND', 'INVALID_STATE'],
  ...['REPO_NOT_ONBOARDED', 'TOO_MANY_TARGETS', 'NO_TARGETS'],
] as const;

export const submitOperations = {
  submitFleet: {
    tag: 'fleets',
    method: 'POST',
    path: '/v1/fleets',
    summary: 'Submit one piece of work against many repositories',
    access: 'caller',
    scope: 'fleets:write',
    body: submitBody,
    idempotencyKey: true,
    success: { status: 202, shape: 'one', schema: acceptedFleet, description: 'The fleet, accepted. Location is its address.' },
    errors: [...submitting, 'IDEMPOTENCY_MISMATCH', 'FLEET_CONFLICT'],
  },
  planFleet: {
    tag: 'fleets',
    method: 'POST',
    path: '/v1/fleets/plan',
    summary: 'Show what a submit of the same body would start; nothing is started',
    access: 'caller',
    scope: 'fleets:read',
    body: submitBody,
    success: { status: 200, shape: 'one', schema: planView, description: 'The plan.' },
    errors: submitting,
  },
} as const satisfies Record<string, Operation>;
