/** The diff of a task, as the API shows it (semantics 28). */
import * as z from 'zod';
import { changeSummary, fileChange } from '../change.ts';
import { ulid } from '../messages.ts';

export const diffView = z
  .object({
    task_id: ulid,
    attempt: z.number().nullable().describe('Null: the task belongs to no fleet.'),
    change: changeSummary,
    files: z.array(fileChange).describe('In the order of the diff; the first 2,000 of them.'),
    more_files: z.number().int().nonnegative().describe('Files that were changed and are not listed.'),
    text: z.string().nullable().describe('The first 1 MiB, with secrets masked. Null: it was not asked for.'),
  })
  .meta({ id: 'Diff' });
export type DiffView = z.infer<typeof diffView>;

export const diffFormats = ['json', 'text'] as const;
