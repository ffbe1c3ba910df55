/** The title of a fleet: the caller's own, or one derived from what the fleet does. */
import type { FleetSpec } from '../contracts/fleet-records.ts';
import { limits } from '../contracts/limits.ts';

/** The title of a fleet that was given none: the first line of its description (a template), else its workflow. */
export function derivedTitle(description: string | null | undefined, workflowRef: string): string {
  const line = (description ?? '').split('\n').find((text) => text.trim() !== '');
  return line?.trim().slice(0, limits.title) ?? workflowRef;
}

/** The title if the caller gave it. A derived title is left out: it says less than the text that it comes from. */
export function givenTitle(
  title: string,
  spec: Pick<FleetSpec, 'task_description' | 'workflow_ref'>,
): { readonly title?: string } {
  return title === derivedTitle(spec.task_description, spec.workflow_ref) ? {} : { title };
}
