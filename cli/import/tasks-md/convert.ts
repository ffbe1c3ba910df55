/** Makes the request of a fleet from a list of tasks: one target, whose steps are the batches of the list. */
import { basename } from 'node:path';
import { fleetDefaultWorkflow } from '../../../contracts/workflows.ts';
import type { Findings } from '../findings.ts';
import { type ListOptions, stepsOfTasks } from './steps-of-tasks.ts';

/** Problems are in the findings, and then the request is not to be used. */
export function convertTaskList(
  content: unknown,
  { repo, name, batchSize }: ListOptions & { readonly repo: string },
  findings: Findings,
): Record<string, unknown> | undefined {
  if (typeof content !== 'string') {
    findings.problem([], 'it is no list of tasks in Markdown.');
    return undefined;
  }
  const { steps, ...rest } = stepsOfTasks(content, { name: basename(name), batchSize }, findings);
  return { ...rest, workflow_ref: fleetDefaultWorkflow, targets: [repo], steps };
}

/** Whether a file is such a list by its name. Its content is no sign: any Markdown may have a checkbox. */
export const isMarkdown = (name: string): boolean => /\.(?:md|markdown)$/i.test(name);
