/** What a task that looked for the list of tasks has found. */
import { inspectOutput } from '../../contracts/inspect-output.ts';
import type { TaskDetail } from '../../contracts/task.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';

export type Found =
  | { readonly kind: 'list'; readonly text: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly message: string };

/** Undefined: the task goes on, or it has ended well, and its output says what it found. */
export function foundByStatus({ status, error_message: why }: Pick<TaskDetail, 'status' | 'error_message'>): Found | undefined {
  if (!isTaskEnded(status) || status === 'COMPLETED') return undefined;
  return { kind: 'unreadable', message: why ?? `The task that looked for it ended as ${status}.` };
}

/** @param output of a task that is COMPLETED, which looked for this one file */
export function foundIn(output: string): Found {
  const read = inspectOutput.safeParse(jsonOrUndefined(output));
  if (!read.success) {
    return { kind: 'unreadable', message: 'What the worker has printed is no list of files. It may be of another version.' };
  }
  const { files, problems } = read.data;
  const [found] = files;
  if (found !== undefined) return { kind: 'list', text: found.content };
  const [problem] = problems;
  if (problem === undefined || problem.code === 'MISSING') return { kind: 'missing' };
  return { kind: 'unreadable', message: problem.message };
}
