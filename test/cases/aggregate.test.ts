import * as z from 'zod';
import { aggregateStatus, hasFailures } from '../../core/ledger/aggregate.ts';
import { countStatuses, targetStatuses } from '../../core/fleet.ts';
import { caseTable } from './case-table.ts';

const schema = {
  input: z.object({ targets: z.array(z.enum(targetStatuses)) }),
  expected: z.object({ status: z.string(), has_failures: z.boolean() }),
};

caseTable('aggregate', schema, ({ targets }, expected) => {
  const counts = countStatuses(targets);
  expect({ status: aggregateStatus(counts), has_failures: hasFailures(counts) }).toEqual(expected);
});
