/**
 * The body of a pull request: what the work says of itself, what was asked for, which checks it passed, and which fleet it is part of.
 * What users and agents wrote is quoted or fenced, so that it changes nothing around it.
 */
import { limits } from '../contracts/limits.ts';
import type { TaskRow } from '../contracts/task.ts';
import { shorten } from '../core/shorten.ts';
import { commandOf } from './commit-text.ts';
import { printedText } from './printed-text.ts';
import type { Check } from './verify.ts';
import type { WorkResult } from './work-result.ts';

export interface Described {
  readonly task: TaskRow;
  readonly result: WorkResult;
  /** All of them passed. */
  readonly checks: readonly Check[];
}

/** Characters of a part; together they leave room for the rest. */
const mostOfWork = 4_500;
const mostOfTask = 3_000;
const mostOfCommand = 500;

/** A body that the request gives stands for all but the last line. */
export function bodyOf({ task, result, checks }: Described): string {
  const given = printedText(task.pull_request?.body ?? '').trim();
  const source = sourceOf(task);
  // For what is put in between: a fence, and two ends of lines.
  const room = limits.pullRequestBody - source.length - 100;
  const text =
    given === '' ? [saidByWork(result), askedOf(task), passed(checks)].filter((part) => part !== '').join('\n\n') : given;
  return `${withClosedFence(shorten(text, room))}\n\n${source}`.trim();
}

const saidByWork = ({ pr_body: body, summary }: WorkResult): string =>
  withClosedFence(shorten(printedText(body?.trim() ? body : (summary ?? '')).trim(), mostOfWork));

/** A block of code that is not closed would take in all that follows. */
function withClosedFence(text: string): string {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const [fence] = /^(?:`{3,}|~{3,})/.exec(line.trim()) ?? [];
    if (fence === undefined) continue;
    if (open === undefined) open = fence;
    else if (fence.startsWith(open) && line.trim() === fence) open = undefined;
  }
  return open === undefined ? text : `${text}\n${open}`;
}

function askedOf(task: TaskRow): string {
  const command = commandOf(task);
  const description = printedText(task.task_description ?? '').trim();
  const parts = [
    ...(description === '' ? [] : [quoted(shorten(description, mostOfTask))]),
    ...(command === undefined ? [] : [fenced(shorten(printedText(command), mostOfTask))]),
    ...(task.issue_number === null ? [] : [`Issue: #${task.issue_number}`]),
  ];
  return parts.length === 0 ? '' : ['### What was asked', ...parts].join('\n\n');
}

const quoted = (text: string): string => text.replaceAll(/^/gm, '> ');

/** The fence is longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}sh\n${text}\n${fence}`;
}

function passed(checks: readonly Check[]): string {
  if (checks.length === 0) return '';
  const lines = checks.map(({ name, argv }) => `- ${printedText(name)}: ${inline(shorten(shown(argv), mostOfCommand))}`);
  return ['### Checks that passed', lines.join('\n')].join('\n\n');
}

/** `sh -c COMMAND` is shown as the command that it is. */
const shown = (argv: readonly string[]): string =>
  printedText(argv[0] === 'sh' && argv[1] === '-c' && argv.length === 3 ? (argv[2] ?? '') : argv.join(' ')).replaceAll(
    /\s+/g,
    ' ',
  );

function inline(text: string): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const ticks = '`'.repeat(longest + 1);
  const space = text.startsWith('`') || text.endsWith('`') ? ' ' : '';
  return `${ticks}${space}${text}${space}${ticks}`;
}

function sourceOf({ task_id, channel_metadata: of }: TaskRow): string {
  if (!of) return `---\n\nTask \`${task_id}\`: \`bgagent task status ${task_id}\``;
  const fleet = of.fleet_url === undefined ? `\`${of.fleet_id}\`` : `[\`${of.fleet_id}\`](${of.fleet_url})`;
  const title = of.fleet_title === undefined ? '' : ` ${inline(printedText(of.fleet_title).replaceAll(/\s+/g, ' '))}`;
  const attempt = of.attempt === 1 ? '' : `, attempt ${of.attempt}`;
  return `---\n\nTarget ${inline(of.target)} of the fleet${title} ${fleet}${attempt}: \`bgagent fleet status ${of.fleet_id}\``;
}
