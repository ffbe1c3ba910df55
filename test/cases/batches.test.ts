import * as z from 'zod';
import { readTaskList } from '../../core/batches/task-list.ts';
import { caseTable } from './case-table.ts';

const schema = {
  input: z.object({ content: z.string(), batch_size: z.number() }),
  expected: z.object({
    used_fallback: z.boolean(),
    open_count: z.number(),
    done_count: z.number(),
    warnings: z.array(z.string()),
    errors: z.array(z.string()),
    batches: z.array(z.object({ name: z.string(), task_ids: z.array(z.string()) })).optional(),
    summary: z.string().optional(),
  }),
};

/** Each code once, sorted. */
const codes = (remarks: readonly { readonly code: string }[]): string[] => [...new Set(remarks.map(({ code }) => code))].sort();

caseTable('batches', schema, ({ content, batch_size }, expected) => {
  const list = readTaskList(content, batch_size);
  expect({
    used_fallback: list.usedFallback,
    open_count: list.openCount,
    done_count: list.doneCount,
    warnings: codes(list.warnings),
    errors: codes(list.errors),
    ...(expected.batches && {
      batches: list.batches.map(({ name, tasks }) => ({ name, task_ids: tasks.map(({ id }) => id) })),
    }),
    ...(expected.summary !== undefined && { summary: list.summary }),
  }).toEqual(expected);
});
