/** What commit and pull request are written from: readable, without secrets, and undefined where nobody said anything. */
import { limits } from '../../contracts/limits.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { shorten } from '../../core/text/shorten.ts';
import { commandOf, descriptionOf } from './asked.ts';
import type { Job } from './job.ts';
import { printedText } from '../text/printed-text.ts';
import type { WorkResult } from './work-result.ts';

type Said = string | undefined;

export interface Words {
  /** One line, for the commit and the pull request. */
  readonly title: string;
  /** What was asked. */
  readonly description: Said;
  readonly command: Said;
  /** `pull_request.body` of the request. */
  readonly body: Said;
  /** What the work says that it did. */
  readonly summary: Said;
}

export function wordsOf({ task, secrets }: Pick<Job, 'task' | 'secrets'>, result: WorkResult): Words {
  const read = (text: string | null | undefined): Said => {
    // Escape sequences may have stood within a secret.
    const words = secrets.mask(printedText(text ?? '')).trim();
    return words === '' ? undefined : words;
  };
  return {
    title: titleOf(task, result, read),
    description: read(descriptionOf(task)),
    command: read(commandOf(task)),
    body: read(task.pull_request?.body),
    summary: read(result.pr_body) ?? read(result.summary),
  };
}

/**
 * Whoever says it for the pull request itself comes first: the request, then the work, which knows what it did here. Then the title
 * of the fleet, and last what was asked.
 */
function titleOf(task: TaskRow, result: WorkResult, read: (text: string | null | undefined) => Said): string {
  const command = read(commandOf(task));
  const title =
    read(task.pull_request?.title) ??
    read(result.pr_title) ??
    read(task.channel_metadata?.title) ??
    read(descriptionOf(task)) ??
    (command === undefined ? `Task ${task.task_id}` : `Run: ${command}`);
  return shorten(firstLine(title), limits.pullRequestTitle);
}

const firstLine = (text: string): string => text.split('\n', 1).join('').replaceAll('\t', ' ').trim();
