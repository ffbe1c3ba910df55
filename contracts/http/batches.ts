/** The body of `POST /v1/batches` and its answer: the batches that a list of tasks would be worked through in (semantics 16). */
import * as z from 'zod';
import { utf8Bytes } from '../../core/text/utf8-bytes.ts';
import { limits } from '../limits.ts';
import { batchSize, defaultBatchSize } from '../steps.ts';
import { bodyErrors, commonErrors, type Operation } from './operation.ts';

export const batchesBody = z
  .strictObject({
    tasks_md: z
      .string()
      .refine(
        (text) => utf8Bytes(text) <= limits.taskListBytes,
        `must be ${limits.taskListBytes / 1024} KiB at most as UTF-8: the list of tasks has to be divided into several files`,
      )
      .describe('The content of the file.'),
    batch_size: batchSize.default(defaultBatchSize).describe('Tasks of one batch where no section has tasks.'),
  })
  .meta({ id: 'BatchesRequest', description: 'A list of tasks in Markdown.' });

const listedTask = z
  .object({
    id: z.string().describe('Its own, such as T003; without one `line-<n>`.'),
    line: z.number(),
    title: z.string().describe('Without checkbox, id and dependencies; 200 characters at most.'),
    depends_on: z.array(z.string()),
  })
  .meta({ id: 'ListedTask' });

const remark = z
  .object({ code: z.string(), line: z.number(), message: z.string() })
  .meta({ id: 'TaskListRemark', description: 'What is wrong with a line of the list.' });

export const batchesView = z
  .object({
    summary: z.string(),
    used_fallback: z.boolean().describe('No section has tasks, so that the batches have `batch_size` tasks each.'),
    open_count: z.number(),
    done_count: z.number(),
    batches: z.array(
      z
        .object({
          index: z.number().describe('From 1.'),
          count: z.number().describe('Of all batches.'),
          name: z.string(),
          task_ids: z.array(z.string()).describe('Open tasks, in the order of the work.'),
          open: z.array(z.string()).describe('The same ids.'),
          done: z.array(z.string()).describe('Ids of the finished tasks of the same section.'),
          tasks: z.array(listedTask),
        })
        .meta({ id: 'BatchPreview' }),
    ),
    warnings: z.array(remark).describe(`The first ${limits.problems}.`),
    more_warnings: z.number(),
    errors: z.array(remark).describe(`The first ${limits.problems}. A list with errors fails before any work.`),
    more_errors: z.number(),
  })
  .meta({ id: 'Batches' });
export type BatchesView = z.infer<typeof batchesView>;

export const batchOperations = {
  previewBatches: {
    tag: 'fleets',
    method: 'POST',
    path: '/v1/batches',
    summary: 'Show the batches of a list of tasks; nothing is started',
    access: 'caller',
    scope: 'fleets:read',
    body: batchesBody,
    success: { status: 200, shape: 'one', schema: batchesView, description: 'The batches.' },
    errors: [...commonErrors, ...bodyErrors],
  },
} as const satisfies Record<string, Operation>;
