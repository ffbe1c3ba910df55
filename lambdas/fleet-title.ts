import type { FleetSpec } from '../contracts/fleet-records.ts';
import { limits } from '../contracts/limits.ts';

/** What a fleet without a title is called: the first line of its description (a template), else its workflow. */
export function derivedTitle(description: string | null | undefined, workflowRef: string): string {
  const line = (description ?? '').split('\n').find((text) => text.trim() !== '');
  return line?.trim().slice(0, limits.title) ?? workflowRef;
}

/** Only the title that somebody gave: a derived one says less than what it was derived from. */
export function givenTitle(
  title: string,
  spec: Pick<FleetSpec, 'task_description' | 'workflow_ref'>,
): { readonly title?: string } {
  return title === derivedTitle(spec.task_description, spec.workflow_ref) ? {} : { title };
}
