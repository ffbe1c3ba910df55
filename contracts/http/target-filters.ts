/** Which targets of a fleet a list has. */
import * as z from 'zod';
import { failureClasses } from '../../core/failure.ts';
import { targetStatuses } from '../../core/fleet.ts';
import { groupFilters } from './group-filters.ts';
import { listOf } from './paging.ts';

const isUpward = (range: string): boolean => {
  const [first, last = first] = range.split('-');
  // What is no number is told by its form alone.
  return last === '' || !(Number(first) > Number(last));
};

/** The filters of a list of targets. */
export const targetFilters = {
  status: listOf(targetStatuses).optional(),
  group: z.string().min(1).optional(),
  class: listOf(failureClasses).optional(),
  repo: z.string().min(1).optional(),
  waiting: z.literal('true').optional().describe('Only targets that wait for a person.'),
  ordinals: z
    .string()
    .regex(/^\d{1,6}(-\d{1,6})?$/, 'must be an ordinal, or a range such as 4200-4299')
    .refine(isUpward, 'must begin with the lower ordinal, such as 4200-4299')
    .optional()
    .describe(
      'An ordinal, or a range with both ends included: `4200-4299`. A range may end behind the last target; one that begins there is refused.',
    ),
  q: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('A text that the path or the repository of the target has, in lower or upper case.'),
  ...groupFilters,
};
