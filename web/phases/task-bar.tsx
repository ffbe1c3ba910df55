/** How many tasks of the list are finished, as a bar. */
import { tasksText, type TaskCount } from '../../core/steps/batch-progress.ts';

export function TaskBar({ tasks }: { readonly tasks: TaskCount }) {
  const { done, all } = tasks;
  return (
    <div className="task-bar">
      <progress max={Math.max(all, 1)} value={done} aria-label={tasksText(tasks)} />
      <span aria-hidden="true">{all === 0 ? '' : `${Math.floor((100 * done) / all)} %`}</span>
    </div>
  );
}
