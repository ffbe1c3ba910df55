/** Names the repository in the output of a task that has several: ` in acme/auth`; empty for any other task. */
import type { Job } from '../job.ts';

export const inWhich = ({ task, sharing }: Pick<Job, 'task' | 'sharing'>): string =>
  sharing.length === 0 || task.repo === null ? '' : ` in ${task.repo}`;
