/** The batches of a list of tasks, as `fleet plan --tasks-md` prints them. */
import type { BatchesView } from '../../../contracts/http/batches.ts';
import { plural } from '../../../core/text/plural.ts';
import { renderRows, type RowFormat, type Rows } from '../rows/rows.ts';
import type { View } from '../view.ts';

const rows: Rows<BatchesView['batches'][number]> = {
  columns: [
    { title: 'NUMBER', value: ({ index }) => String(index) },
    { title: 'BATCH', value: ({ name }) => name },
    { title: 'OPEN', value: ({ open }) => String(open.length) },
    { title: 'DONE', value: ({ done }) => String(done.length) },
    { title: 'TASKS', cut: 'end', value: ({ task_ids }) => task_ids.join(', ') },
  ],
  name: ({ name }) => name,
  none: 'No batch would run.',
};

/** The batches in their order, then what is wrong with lines of the file, and the summary. CSV and names have the batches only. */
export async function renderBatches(view: BatchesView, format: RowFormat, terminal: View): Promise<string> {
  const table = await renderRows(view.batches, rows, format, terminal);
  return format === 'csv' || format === 'name' ? table : [table, '', ...summary(view)].join('\n');
}

function summary({ summary: sentence, open_count, done_count, used_fallback, errors, warnings, ...more }: BatchesView): string[] {
  return [
    ...errors.map(({ message }) => `Error: ${message}`),
    ...moreLine(more.more_errors, 'error'),
    ...warnings.map(({ message }) => `Warning: ${message}`),
    ...moreLine(more.more_warnings, 'warning'),
    `${used_fallback ? 'Warning: ' : ''}${sentence}`,
    `${plural(open_count, 'open task')}, ${done_count} finished`,
    'Nothing was started.',
  ];
}

const moreLine = (count: number, noun: string): string[] => (count > 0 ? [`… and ${plural(count, `more ${noun}`)}`] : []);
