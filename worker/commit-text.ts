/** Words of the commit, whose title is the pull request's too: what was asked for, and which fleet asked for it. */
import { limits } from '../contracts/limits.ts';
import type { TaskRow } from '../contracts/task.ts';
import { shorten } from '../core/shorten.ts';
import { printedText } from './printed-text.ts';
import type { WorkResult } from './work-result.ts';

/** One line: as the request says, else as the work says of itself, else the fleet's title, else what was asked for. */
export function titleOf(task: TaskRow, result: WorkResult): string {
  const command = commandOf(task);
  const asked = [
    task.pull_request?.title,
    result.pr_title,
    task.channel_metadata?.fleet_title,
    task.task_description,
    command === undefined ? undefined : `Run: ${command}`,
  ];
  const title = asked.map((text) => firstLine(text ?? '')).find((line) => line !== '') ?? `Task ${task.task_id}`;
  return shorten(title, limits.pullRequestTitle);
}

/** The command of a task that runs one instead of an agent. */
export function commandOf({ params }: TaskRow): string | undefined {
  const command = params['command'];
  return typeof command === 'string' ? command : undefined;
}

const firstLine = (text: string): string =>
  text
    .trim()
    .split(/[\r\n]/, 1)
    .join('')
    .replaceAll(/\p{Cc}/gu, ' ')
    .trim();

/** Characters of what was asked for that a commit repeats. */
const mostOfTask = 2_000;

/** @param title of the commit, which is not said again */
export function commitBodyOf(task: TaskRow, title: string): string {
  const command = commandOf(task);
  const description = printedText(task.task_description ?? '').trim();
  const asked = [
    firstLine(description) === title ? description.slice(description.split('\n', 1).join('').length).trim() : description,
    command === undefined ? '' : `Command:\n\n${indented(printedText(command))}`,
  ];
  const parts = asked.map((text) => shorten(text, mostOfTask));
  return [...parts, sourceOf(task)].filter((part) => part !== '').join('\n\n');
}

const indented = (text: string): string => text.replaceAll(/^(?=.)/gm, '    ');

function sourceOf({ channel_metadata: of }: TaskRow): string {
  if (!of) return '';
  const title = of.fleet_title === undefined ? '' : ` (${firstLine(of.fleet_title)})`;
  return `Target ${of.target} of the fleet ${of.fleet_id}${title}.`;
}
