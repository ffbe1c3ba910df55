import * as z from 'zod';
import { mayMove, targetStatuses } from '../../core/fleet.ts';
import { caseTable } from './case-table.ts';

const status = z.enum(targetStatuses);
const schema = { input: z.object({ from: z.string(), to: z.string() }), expected: z.object({ allowed: z.boolean() }) };

caseTable('target-transition', schema, ({ from, to }, { allowed }) => {
  expect(mayMove(status.parse(from), status.parse(to))).toBe(allowed);
});
