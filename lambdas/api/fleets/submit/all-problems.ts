/**
 * Adds the problems that a plan finds to those of the schema, so that a caller sees everything wrong in one answer. The bad parts
 * of the body are removed and the rest is planned; problems that the removal itself may have caused are dropped.
 */
import { makePlan } from '../../../../core/plan/plan.ts';
import type { PlanProblem } from '../../../../core/plan/plan-spec.ts';
import type { ApiError } from '../../../../contracts/http/errors.ts';
import { limits } from '../../../../contracts/limits.ts';
import { submitBody } from '../../../../contracts/http/submit.ts';
import { fleetDefaultWorkflow, findWorkflow } from '../../../../contracts/workflows.ts';
import { validationError } from '../../answer.ts';
import type { ApiPorts } from '../../api-ports.ts';
import { agentProblems } from './agent-problems.ts';
import { webhookProblems } from '../check-webhooks.ts';
import { inspectParamProblems, mergeParamProblems, planSpec, workflowProblems } from './prepare-fleet.ts';
import { isObject, salvage, without } from './salvage.ts';

/** @param error the schema's error for `raw`, which is returned with the plan's problems added */
export async function withFurtherProblems(ports: ApiPorts, raw: unknown, error: ApiError): Promise<ApiError> {
  const details = error.details ?? [];
  const bad = details.map(({ path }) => path);
  // With more problems than an answer names, no others are looked for.
  if (error.code !== 'VALIDATION_ERROR' || !isObject(raw) || details.length > limits.problems) return error;
  const body = submitBody.safeParse({ ...without(raw, '', bad), targets: [], groups: [] });
  const { entries, groups, elsewhere, namesAreLost } = salvage(raw, bad);
  if (!body.success) return error;
  const workflowRef = body.data.workflow_ref ?? fleetDefaultWorkflow;
  const workflow = bad.includes('/workflow_ref') ? undefined : findWorkflow(workflowRef);
  const ofWorkflow = bad.includes('/workflow_ref') ? [] : workflowProblems(workflowRef, workflow);
  const known = [
    ...details,
    ...ofWorkflow,
    ...mergeParamProblems(workflow, body.data.params),
    ...inspectParamProblems(workflow, body.data.params),
    ...agentProblems(body.data, workflow, ports.settings.agents),
    ...webhookProblems(body.data.notify?.webhooks, ports.settings),
  ];
  if (entries.length + groups.length === 0) return validationError(known);
  const made = makePlan(await planSpec(ports, body.data, { workflow, entries, groups, elsewhere }));
  const further = made.ok ? [] : made.problems.filter((problem) => !mayFollow(problem, { bad, namesAreLost }));
  return validationError([...known, ...further]);
}

interface Removed {
  /** JSON Pointers. */
  readonly bad: readonly string[];
  readonly namesAreLost: boolean;
}

/** Whether a problem may have been caused by the removal of a bad part. */
function mayFollow({ path, code }: PlanProblem, { bad, namesAreLost }: Removed): boolean {
  const related = (other: string): boolean => other === path || other.startsWith(`${path}/`) || path.startsWith(`${other}/`);
  const fewerDependencies = namesAreLost || bad.some((other) => other.includes('/depends_on'));
  switch (code) {
    case 'REPO_NOT_ONBOARDED':
      return bad.includes('/unonboarded');
    case 'BAD_NAME':
    case 'DUPLICATE_ID':
      return bad.some(related);
    case 'UNKNOWN_DEPENDENCY':
    case 'SELF_DEPENDENCY':
    case 'DEPENDENCY_CYCLE':
      return namesAreLost;
    case 'EMPTY_GROUP':
    case 'INVALID_VALUE':
    case 'UNKNOWN_PLACEHOLDER':
    case 'TOO_LONG':
      if (fewerDependencies && (code === 'UNKNOWN_PLACEHOLDER' || path.endsWith('/base'))) return true;
      return bad.some((other) => related(other) || other.startsWith('/params'));
  }
}
