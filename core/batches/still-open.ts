/**
 * Compares a batch with the file after the work: which of its tasks are not ticked (semantics 16).
 * A task is known by its id. One without an id is known by section and title, and where the title was changed, by its line.
 * Invariant: a task that the file no longer has counts as open, because nothing says that it is finished.
 */
import type { ListedTask } from './listed-task.ts';
import type { TaskList } from './task-list.ts';

/** @param batch its tasks as they were before the work. @returns those of them that are still open, as they were */
export function stillOpen(batch: readonly ListedTask[], { tasks }: Pick<TaskList, 'tasks'>): ListedTask[] {
  const byId = Map.groupBy(tasks, ({ id }) => id);
  const byTitle = Map.groupBy(
    tasks.filter(({ hasId }) => !hasId),
    titleKey,
  );
  return batch.filter((task) => {
    const found = (task.hasId ? undefined : byTitle.get(titleKey(task))) ?? byId.get(task.id) ?? [];
    return found.length === 0 || found.some(({ done }) => !done);
  });
}

const titleKey = ({ section, title }: ListedTask): string => JSON.stringify([section, title]);
