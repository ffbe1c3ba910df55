/**
 * What an agent is told of its batch: the values of {{batch.…}} in the description, or a section of its own where the description has none
 * of them.
 */
import type { Batch } from './find-batch.ts';

const placeholder = /\{\{\s*batch\.(name|tasks|index|count)\s*\}\}/g;

/** The description with the values in place of {{batch.…}}. Values are not looked at again. */
export const fillIn = (description: string, batch: Batch): string =>
  description.replaceAll(placeholder, (_, name: string) => valueOf(batch, name));

/** Whether the description says itself where the batch stands in it. */
export const namesBatch = (description: string): boolean => description.search(placeholder) !== -1;

function valueOf(batch: Batch, name: string): string {
  if (name === 'name') return batch.name;
  if (name === 'tasks') return linesOf(batch);
  return String(name === 'index' ? batch.index : batch.count);
}

export const batchSection = (batch: Batch): string => (batch.tasks.length === 0 ? aboutTicked(batch) : aboutTasks(batch));

const aboutTicked = ({ file }: Batch): string =>
  `All tasks of this batch are ticked in ${file}. Work only on what failed, and NOT on other tasks.`;

const aboutTasks = (batch: Batch): string =>
  [
    `Execute only the "${batch.name}" section (${batch.tasks.map(({ id }) => id).join(', ')}). Do NOT work on tasks from other sections.`,
    linesOf(batch),
    `Tick the box of each task in ${batch.file} when it is finished: "- [x]".`,
  ].join('\n\n');

/** As they stand in the file. */
const linesOf = ({ tasks }: Batch): string => tasks.map(({ text }) => text).join('\n');
