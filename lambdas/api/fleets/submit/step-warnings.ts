/** Warns in a plan of what a person may not expect of steps. */
import type { PlanView } from '../../../../contracts/http/plan.ts';
import { findWorkflow } from '../../../../contracts/workflows.ts';
import { frozenSteps } from './freeze-steps.ts';
import type { PreparedFleet } from './prepare-fleet.ts';

type Warnings = PlanView['warnings'];

export function stepWarnings({ body, workflowRef, lineage }: PreparedFleet): Warnings {
  const steps = frozenSteps(body, workflowRef);
  if (steps.length === 0) return [];
  const merge = steps.findIndex((step) => findWorkflow(step.workflow_ref)?.merges);
  const after = merge === -1 ? undefined : steps[merge + 1];
  return [
    ...(lineage === null ? [] : [oldPullRequests(lineage.parent)]),
    ...(after === undefined ? [] : [afterMerge(after.name, steps[merge]?.name ?? '')]),
  ];
}

const oldPullRequests = (parent: string): Warnings[number] => ({
  path: '/retry_of',
  code: 'STARTS_ANEW',
  message: `This fleet begins with the first step on branches of its own. The pull requests of the fleet ${parent} stay open: close them, or retry the targets of that fleet in place.`,
});

const afterMerge = (step: string, merge: string): Warnings[number] => ({
  path: '/steps',
  code: 'STEP_AFTER_MERGE',
  message: `The step ${step} comes after ${merge}, which merges: what it changes needs a pull request of its own.`,
});
