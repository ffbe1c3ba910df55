import * as z from 'zod';
import { exitCodeOf } from '../../cli/exit-code.ts';
import { fleetStatuses } from '../../core/fleet.ts';
import { caseTable } from './case-table.ts';

const schema = {
  input: z.object({ status: z.enum(fleetStatuses), reason: z.string().optional(), wait: z.boolean() }),
  expected: z.object({ exit: z.number() }),
};

caseTable('exit-code', schema, ({ status, reason, wait }, { exit }) => {
  expect(exitCodeOf({ status, reason: reason === undefined ? null : { code: reason } }, wait)).toBe(exit);
});
