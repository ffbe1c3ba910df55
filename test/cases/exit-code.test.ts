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

test.each(['question', 'budget', 'auth', 'user'])('a fleet that is paused for %s waits for a person', (code) => {
  expect(exitCodeOf({ status: 'PAUSED', reason: { code } }, true)).toBe(5);
  expect(exitCodeOf({ status: 'PAUSING', reason: { code } }, true)).toBeUndefined();
});
