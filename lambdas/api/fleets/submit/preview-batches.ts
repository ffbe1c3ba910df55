/** Answers the batches that a list of tasks would be worked through in; writes nothing. */
import type { BatchesView } from '../../../../contracts/http/batches.ts';
import type { Operations } from '../../../../contracts/http/operations.ts';
import { limits } from '../../../../contracts/limits.ts';
import type { ListedTask, Remark } from '../../../../core/batches/listed-task.ts';
import { noSection } from '../../../../core/batches/read-lines.ts';
import { readTaskList, type TaskList } from '../../../../core/batches/task-list.ts';
import { plainLine } from '../../../../core/text/plain-text.ts';
import { shorten } from '../../../../core/text/shorten.ts';
import { data, validationError } from '../../answer.ts';
import type { Handler } from '../../request.ts';

export const previewBatches: Handler<Operations['previewBatches']> = (_, { body }) => {
  const list = readTaskList(body.tasks_md, body.batch_size);
  const { length } = list.tasks;
  if (length <= limits.listedTasks) return Promise.resolve(data(200, viewOf(list)));
  const [count, most] = [length, limits.listedTasks].map((number) => number.toLocaleString('en-US'));
  const message = `tasks_md has ${count} tasks, and ${most} are the most: divide the list into several files.`;
  return Promise.resolve({ kind: 'error', error: validationError([{ path: '/tasks_md', code: 'TOO_LONG', message }]) });
};

function viewOf({ batches, tasks, warnings, errors, ...list }: TaskList): BatchesView {
  const done = Map.groupBy(
    tasks.filter((task) => task.done),
    ({ section }) => section ?? noSection,
  );
  return {
    summary: list.summary,
    used_fallback: list.usedFallback,
    open_count: list.openCount,
    done_count: list.doneCount,
    batches: batches.map((batch, at) => {
      const ids = idsOf(batch.tasks);
      const finished = list.usedFallback ? [] : idsOf(done.get(batch.name) ?? []);
      const place = { index: at + 1, count: batches.length, name: shownLine(batch.name) };
      return { ...place, task_ids: ids, open: ids, done: finished, tasks: batch.tasks.map(taskView) };
    }),
    warnings: shown(warnings),
    more_warnings: warnings.length - shown(warnings).length,
    errors: shown(errors),
    more_errors: errors.length - shown(errors).length,
  };
}

const idsOf = (tasks: readonly ListedTask[]): string[] => tasks.map(({ id }) => id);
const shownLine = (text: string): string => shorten(plainLine(text));

const taskView = ({ id, line, title, dependsOn }: ListedTask): BatchesView['batches'][number]['tasks'][number] => ({
  id,
  line,
  title: shownLine(title),
  depends_on: [...dependsOn],
});

const shown = (remarks: readonly Remark<string>[]): BatchesView['warnings'] =>
  remarks.slice(0, limits.problems).map((remark) => ({ ...remark, message: plainLine(remark.message) }));
