/** All operations of the API. Server, client and document are made from this list alone. */
import { batchOperations } from './batches.ts';
import { diagnosisOperations } from './diagnosis-operations.ts';
import { diffOperations } from './diff-operations.ts';
import { fleetOperations } from './fleet-operations.ts';
import { groupOperations } from './groups.ts';
import type { Operation } from './operation.ts';
import { repoOperations } from './repo-operations.ts';
import { serviceOperations } from './service-operations.ts';
import { statesOperations } from './states.ts';
import { taskOperations } from './task-operations.ts';
import { timelineOperations } from './timeline.ts';

export const operations = {
  ...fleetOperations,
  ...diagnosisOperations,
  ...statesOperations,
  ...timelineOperations,
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
