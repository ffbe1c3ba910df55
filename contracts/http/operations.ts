/** All operations of the API. Server, client and document are made from this list alone. */
import * as z from 'zod';
import { batchOperations } from './batches.ts';
import { diagnosisOperations } from './diagnosis-operations.ts';
import { diffOperations } from './diff-operations.ts';
import { fleetOperations } from './fleet-operations.ts';
import { groupOperations } from './groups.ts';
import type { Operation } from './operation.ts';
import { repoOperations } from './repo-operations.ts';
import { taskOperations } from './task-operations.ts';

/** Version of the API in its document and in the answer of health. */
export const apiVersion = '0.1.0';

const health = z.object({ status: z.literal('ok'), version: z.string() }).meta({ id: 'Health' });

const serviceOperations = {
  getHealth: {
    tag: 'service',
    method: 'GET',
    path: '/v1/health',
    summary: 'Tell whether the service answers',
    access: 'anyone',
    success: { status: 200, shape: 'one', schema: health, description: 'The service answers.' },
    errors: ['VALIDATION_ERROR', 'INTERNAL_ERROR'],
  },
  getOpenapi: {
    tag: 'service',
    method: 'GET',
    path: '/v1/openapi.json',
    summary: 'Read this document',
    access: 'anyone',
    success: {
      status: 200,
      shape: 'document',
      schema: z.record(z.string(), z.unknown()),
      description: 'An OpenAPI 3.1 document.',
    },
    errors: ['VALIDATION_ERROR', 'INTERNAL_ERROR'],
  },
} as const satisfies Record<string, Operation>;

export const operations = {
  ...fleetOperations,
  ...diagnosisOperations,
  ...groupOperations,
  ...diffOperations,
  ...batchOperations,
  ...taskOperations,
  ...repoOperations,
  ...serviceOperations,
};
export type Operations = typeof operations;
export type OperationId = keyof Operations;

// `Object.entries` loses the type of the keys, which are those of `operations`.
export const operationList = Object.entries(operations) as [OperationId, Operation][];
