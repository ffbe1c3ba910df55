/** Words of commit and pull request: what was asked for first, then what the work says of itself, then the description. */
import { limits } from '../contracts/limits.ts';
import type { TaskRow } from '../contracts/task.ts';
import { shorten } from '../core/shorten.ts';
import type { WorkResult } from './work-result.ts';

/** One line, for the commit and the pull request. */
export function titleOf(task: TaskRow, result: WorkResult): string {
  const command = task.params['command'];
  const asked = [
    task.pull_request?.title,
    result.pr_title,
    task.task_description,
    typeof command === 'string' ? `Run: ${command}` : undefined,
  ];
  const title = asked.map((text) => firstLine(text ?? '')).find((line) => line !== '') ?? `Task ${task.task_id}`;
  return shorten(title, limits.pullRequestTitle);
}

export function bodyOf(task: TaskRow, result: WorkResult): string {
  const asked = [task.pull_request?.body, result.pr_body, result.summary, task.task_description];
  const body = asked.find((text) => text !== undefined && text !== null && text.trim() !== '') ?? '';
  return shorten(body, limits.pullRequestBody);
}

const firstLine = (text: string): string =>
  text
    .trim()
    .split(/[\r\n]/, 1)
    .join('')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim();
