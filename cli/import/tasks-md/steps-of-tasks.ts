/**
 * Makes steps of a list of tasks (semantics 16): one for each batch of open tasks, in their order. A step is told its tasks as they
 * stand in the file.
 * Example: "## Core\n- [ ] T004 Replace print calls" → the step core, told to execute only the "Core" section (T004).
 */
import { limits } from '../../../contracts/limits.ts';
import { defaultBatchSize } from '../../../contracts/steps.ts';
import type { Batch } from '../../../core/batches/order-batches.ts';
import { readTaskList } from '../../../core/batches/task-list.ts';
import { plainLine } from '../../../core/text/plain-text.ts';
import { plural } from '../../../core/text/plural.ts';
import { asTemplate, paramsOfTexts } from '../as-template.ts';
import type { Findings } from '../findings.ts';
import { stepNames } from './step-names.ts';

export interface StepsOfTasks {
  /** The first heading of the file. */
  readonly title?: string;
  /** What the descriptions need. */
  readonly params?: Readonly<Record<string, string>>;
  readonly steps: readonly { readonly name: string; readonly task_description: string }[];
}

/** How a list is read. */
export interface ListOptions {
  /** Name of the file, for messages. */
  readonly name: string;
  /** Tasks of a step where no section has tasks; undefined: the default. */
  readonly batchSize?: number | undefined;
}

/** Problems are in the findings, and then the steps are not to be used. */
export function stepsOfTasks(
  content: string,
  { name, batchSize = defaultBatchSize }: ListOptions,
  findings: Findings,
): StepsOfTasks {
  const { batches, summary, usedFallback, warnings, errors } = readTaskList(content, batchSize, name);
  const texts = batches.map(describeBatch);
  findings.problems.push(...errors.map(({ message }) => message), ...problemsOf(batches, texts));
  if (usedFallback) findings.warning(`${summary}.`);
  else findings.note(`${summary}.`);
  for (const { message } of warnings.slice(0, mostWarnings)) findings.warning(message);
  const more = warnings.length - mostWarnings;
  if (more > 0) {
    findings.warning(`there ${more === 1 ? 'is' : 'are'} ${plural(more, 'more warning')}: "fleet plan --tasks-md" shows them.`);
  }
  const params = paramsOfTexts(texts);
  const names = stepNames(batches.map((batch) => batch.name));
  return {
    ...titleOf(content),
    ...(Object.keys(params).length > 0 ? { params } : {}),
    steps: texts.map((text, at) => ({ name: names[at] ?? '', task_description: asTemplate(text) })),
  };
}

/** Warnings that are told one by one. */
const mostWarnings = 20;

const describeBatch = ({ name, tasks }: Batch): string =>
  [
    `Execute only the "${plainLine(name)}" section (${tasks.map(({ id }) => id).join(', ')}). Do NOT work on tasks from other sections.`,
    tasks.map(({ text }) => text).join('\n'),
    'Where the repository has a file with these tasks, tick the boxes of those that are finished.',
  ].join('\n\n');

function problemsOf(batches: readonly Batch[], texts: readonly string[]): string[] {
  const instead =
    'Commit the file to the repository, and let one step work through it with "batches" (steps[].batches), or use --preset phases.';
  const { steps, taskDescription } = limits;
  if (batches.length === 0) return ['No open tasks found: a fleet needs one at least.'];
  if (batches.length > steps) return [`it has ${batches.length} batches, and a fleet has ${steps} steps at most. ${instead}`];
  const [count, most] = [taskDescription.toLocaleString('en-US'), taskDescription];
  return batches.flatMap(({ name }, at) =>
    (texts[at]?.length ?? 0) > most
      ? [`the tasks of "${name}" need more than the ${count} characters of a description. Divide the section. Or: ${instead}`]
      : [],
  );
}

function titleOf(content: string): { title?: string } {
  const heading = /^#[\t ]([^\r\n]*)/m.exec(content)?.[1] ?? '';
  const title = plainLine(heading).trim().slice(0, limits.title).toWellFormed();
  return title === '' ? {} : { title };
}
