/** The parts of a query that name a group of targets (semantics 28 and 29). */
import { changeHashStart, signatureStart } from '../change.ts';

export const groupFilters = {
  change_group: changeHashStart
    .optional()
    .describe('The hash of a change, or its beginning: only targets that have this change now (GET …/diff/groups).'),
  failure_group: signatureStart
    .optional()
    .describe('The signature of a group of failures, or its beginning: only targets that are in it now (GET …/failures).'),
};
