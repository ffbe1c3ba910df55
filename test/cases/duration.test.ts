import * as z from 'zod';
import { formatDuration } from '../../core/text/duration.ts';
import { caseTable } from './case-table.ts';

caseTable('duration', { input: z.object({ ms: z.number() }), expected: z.object({ text: z.string() }) }, ({ ms }, { text }) => {
  expect(formatDuration(ms)).toBe(text);
});
