/** Answers the diff of a task, as its row and the store of diffs have it. */
import type { DiffView } from '../../contracts/http/diff.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { refuse, validationError, type Answer } from './answer.ts';
import type { ApiPorts } from './api-ports.ts';

interface Asked {
  readonly format?: 'json' | 'text' | undefined;
  readonly stat?: 'true' | undefined;
}

export async function diffAnswer(
  { taskEvents }: Pick<ApiPorts, 'taskEvents'>,
  { task_id, change, channel_metadata: of }: TaskRow,
  { format, stat }: Asked,
): Promise<Answer> {
  if (format === 'text' && stat !== undefined) return { kind: 'error', error: statOfText };
  // A worker that lost the task may have stored one: only the end of the task says which change it made.
  const diff = change ? await taskEvents.getDiff(task_id) : undefined;
  if (!change) return refuse('DIFF_NOT_FOUND', nothing(task_id));
  if (!diff) return refuse('DIFF_NOT_FOUND', `The diff of the task ${task_id} is kept no longer.`);
  if (format === 'text') return { kind: 'text', type: 'text/x-diff; charset=utf-8', body: diff.text };
  const view: DiffView = {
    task_id,
    attempt: of?.attempt ?? null,
    change,
    files: [...diff.files],
    more_files: change.files - diff.files.length,
    text: stat === undefined ? diff.text : null,
  };
  return { kind: 'data', status: 200, data: view };
}

const nothing = (taskId: string): string =>
  `The task ${taskId} has no diff: it has not ended, its branch has no work, or it could not be read.`;

const statOfText = validationError([
  { path: '/stat', code: 'INVALID_VALUE', message: 'stat is of the format json: the text is the diff itself.' },
]);
