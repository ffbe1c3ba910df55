/**
 * The body of a pull request: the text of the request, the text of the work's result file, description and command, the results
 * of the verifiers, and links to fleet and task. A later attempt writes it anew.
 */
import type { TaskRow } from '../../contracts/task.ts';
import { shorten } from '../../core/text/shorten.ts';
import { firstLines } from '../text/cut-lines.ts';
import { closed, codeBlock, inlineCode, quotation } from '../text/markdown.ts';
import type { CheckResult } from './verify.ts';
import type { ChangeTexts } from './change-texts.ts';

export interface BodyRequest {
  readonly texts: ChangeTexts;
  readonly checks: readonly CheckResult[];
  /** What is said where there are none. Absent: that none were asked for. */
  readonly withoutChecks?: string;
  readonly task: TaskRow;
  /** Repositories that were changed together with this one. */
  readonly others: readonly string[];
}

/** UTF-16 units. All parts together stay below the 65,536 that forges accept. */
const longest = { asked: 4_000, command: 200, said: 200 } as const;

export function bodyOf({ texts, checks, withoutChecks = 'None were asked for.', task, others }: BodyRequest): string {
  const parts = [
    ...[texts.body, texts.summary].filter((text) => text !== undefined).map(closed),
    ...askedOf(texts),
    '### Verifiers',
    checks.length === 0 ? withoutChecks : checks.map(lineOf).join('\n'),
    '---',
    ...(others.length === 0 ? [] : [`Worked on together with ${others.map(inlineCode).join(', ')}.`]),
    originOf(task),
  ];
  return parts.join('\n\n');
}

function askedOf({ description, command }: ChangeTexts): string[] {
  const asked = [
    ...(description === undefined ? [] : [quotation(firstLines(description, longest.asked))]),
    ...(command === undefined ? [] : [codeBlock(firstLines(command, longest.asked), 'sh')]),
  ];
  return asked.length === 0 ? [] : ['### What was asked', ...asked];
}

function lineOf({ name, command, passed, said }: CheckResult): string {
  const line = `- ${inlineCode(name)} ${passed ? 'passed' : 'failed'}: ${inlineCode(shorten(command, longest.command))}`;
  return said === '' ? line : `${line}, which ended with ${inlineCode(shorten(said, longest.said))}`;
}

function originOf({ task_id: taskId, channel_metadata: metadata, issue_number: number }: TaskRow): string {
  const issue = number === null ? [] : [`- Issue: #${number}`];
  const task = inlineCode(taskId);
  if (!metadata) return [...issue, `- Task: ${task}`, `- Status: ${inlineCode(`bgagent task status ${taskId}`)}`].join('\n');
  const { fleet_id: fleetId, fleet_url: url, target, attempt } = metadata;
  return [
    ...issue,
    `- Fleet: ${url === undefined ? inlineCode(fleetId) : `[${inlineCode(fleetId)}](${url})`}`,
    `- Target: ${inlineCode(target)}, attempt ${attempt}, task ${task}`,
    `- Status: ${inlineCode(`bgagent fleet status ${fleetId}`)}`,
  ].join('\n');
}
