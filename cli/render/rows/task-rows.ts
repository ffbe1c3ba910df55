/** The columns of `task list` and `task events`. */
import type { TaskDetail, TaskEvent } from '../../../contracts/task.ts';
import { ageOf } from '../view.ts';
import type { Rows } from './rows.ts';

export const taskRows: Rows<TaskDetail> = {
  columns: [
    { title: 'TASK', value: ({ task_id }) => task_id },
    { title: 'STATUS', value: ({ status }) => status },
    { title: 'REPO', value: repoOf },
    { title: 'AGE', value: ({ created_at }, view) => ageOf(created_at, view.now) },
    { title: 'PR', cut: 'start', value: ({ pr_url, branch_name }) => pr_url ?? branch_name ?? '-' },
    { title: 'ERROR', cut: 'end', value: ({ error_message }) => error_message?.split('\n')[0] ?? '-' },
    { title: 'WORKFLOW', value: ({ resolved_workflow }) => resolved_workflow.id, wide: true },
    { title: 'SOURCE', value: ({ channel_source }) => channel_source, wide: true },
  ],
  name: ({ task_id }) => task_id,
  none: 'No tasks match.',
};

export const taskEventRows: Rows<TaskEvent> = {
  columns: [
    { title: 'TIME', value: ({ timestamp }) => timestamp },
    { title: 'EVENT', value: ({ event_type }) => event_type },
    {
      title: 'DETAIL',
      cut: 'end',
      value: ({ metadata }) =>
        Object.entries(metadata)
          .map(([key, value]) => `${key}=${textOf(value)}`)
          .join(' '),
    },
  ],
  name: ({ event_id }) => event_id,
  none: 'The task has no events yet.',
};

/** The first repository, and how many more share its sandbox. An earlier version of the API answers none of these. */
function repoOf({ repo, repositories }: Pick<TaskDetail, 'repo'> & Partial<Pick<TaskDetail, 'repositories'>>): string {
  const more = (repositories?.length ?? 1) - 1;
  return `${repo ?? '-'}${more > 0 ? ` and ${more} more` : ''}`;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
