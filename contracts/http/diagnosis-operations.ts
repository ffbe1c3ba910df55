/** The operation that says what is wrong with a fleet. */
import { diagnosisView } from './diagnosis.ts';
import { ofFleet, reading } from './fleet-operations.ts';
import type { Operation } from './operation.ts';

export const diagnosisOperations = {
  diagnoseFleet: {
    tag: 'fleets',
    method: 'GET',
    path: '/v1/fleets/{fleet_id}/diagnosis',
    summary: 'Show what a fleet waits for, what is stale in it, and whether its stored state keeps its invariants',
    access: 'caller',
    scope: 'fleets:read',
    params: ofFleet,
    success: { status: 200, shape: 'one', schema: diagnosisView, description: 'The diagnosis.' },
    errors: reading,
  },
} as const satisfies Record<string, Operation>;
