/** The texts that commit message and pull request are written from: without terminal instructions, and with secrets masked. */
import { limits } from '../../contracts/limits.ts';
import type { TaskRow } from '../../contracts/task.ts';
import { withoutOutputMarks } from '../../core/text/output-marks.ts';
import { shorten } from '../../core/text/shorten.ts';
import { printedText } from '../text/printed-text.ts';
import { commandOf, descriptionOf } from './description-and-command.ts';
import type { Job } from './job.ts';
import type { WorkResult } from './work-result.ts';

/** Undefined where the source gives no text, or a blank one. */
type OptionalText = string | undefined;

export interface ChangeTexts {
  /** One line, for the commit and the pull request. */
  readonly title: string;
  /** The caller's description of the task. */
  readonly description: OptionalText;
  readonly command: OptionalText;
  /** `pull_request.body` of the request. */
  readonly body: OptionalText;
  /** `pr_body` or `summary` of the work's result file. */
  readonly summary: OptionalText;
}

export function changeTextsOf({ task, secrets }: Pick<Job, 'task' | 'secrets'>, result: WorkResult): ChangeTexts {
  const read = (text: string | null | undefined): OptionalText => {
    // Masked last: a secret may have had escape sequences within it, which printedText removes.
    const readable = secrets.mask(printedText(text ?? '')).trim();
    return readable === '' ? undefined : readable;
  };
  return {
    title: titleOf(task, result, read),
    description: read(plainDescriptionOf(task)),
    command: read(commandOf(task)),
    body: read(task.pull_request?.body),
    summary: read(result.pr_body) ?? read(result.summary),
  };
}

/** For people, who see where a text comes from: without the marks around what other targets passed on. */
const plainDescriptionOf = (task: TaskRow): OptionalText => {
  const description = descriptionOf(task);
  return description === undefined ? undefined : withoutOutputMarks(description);
};

/**
 * The first that there is of: the title of the pull request in the task's request, the title in the result file of the work, the
 * title of the fleet, the description, the command.
 */
function titleOf(task: TaskRow, result: WorkResult, read: (text: string | null | undefined) => OptionalText): string {
  const command = read(commandOf(task));
  const title =
    read(task.pull_request?.title) ??
    read(result.pr_title) ??
    read(task.channel_metadata?.title) ??
    read(plainDescriptionOf(task)) ??
    (command === undefined ? `Task ${task.task_id}` : `Run: ${command}`);
  return shorten(firstLine(title), limits.pullRequestTitle);
}

const firstLine = (text: string): string => text.split('\n', 1).join('').replaceAll('\t', ' ').trim();
