/** The steps of a body, each with the places at which its caller gave it. */
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import type { StepRequest } from '../../../../contracts/steps.ts';
import { findWorkflow } from '../../../../contracts/workflows.ts';
import type { PlannedStep, WorkflowNeeds } from '../../../../core/plan/plan-spec.ts';
import { workflowOfStep } from './freeze-steps.ts';

export interface PlacedStep extends Pick<PlannedStep, 'pointer' | 'describedAt'> {
  readonly step: StepRequest;
}

/** @param body with its preset as steps, where it has one */
export function placeSteps({ steps, preset }: Pick<SubmitBody, 'steps' | 'preset'>): PlacedStep[] {
  const prompts: Readonly<Record<string, string | undefined>> = preset?.prompts ?? {};
  return (steps ?? []).map((step, at) => {
    if (preset == null) return placedStep(step, at);
    const own = Object.hasOwn(prompts, step.name) && prompts[step.name] !== undefined;
    return { step, pointer: '/preset', describedAt: own ? `/preset/prompts/${step.name}` : '/preset' };
  });
}

export const placedStep = (step: StepRequest, at: number): PlacedStep => ({
  step,
  pointer: `/steps/${at}`,
  describedAt: `/steps/${at}/task_description`,
});

/** Stands for an unknown workflow, so that the plan asks nothing of the targets on its behalf. */
export const anyWorkflow: WorkflowNeeds = { id: '', needsOneOf: [], acceptsPr: true, shell: false, merges: false };

export const plannedStep = (
  { step, pointer, describedAt }: PlacedStep,
  { params, workflowRef }: Pick<SubmitBody, 'params'> & { readonly workflowRef: string },
): PlannedStep => ({
  name: step.name,
  pointer,
  describedAt,
  taskDescription: step.task_description ?? null,
  workflow: findWorkflow(workflowOfStep(step, workflowRef)) ?? anyWorkflow,
  params: { ...params, ...step.params },
  ownParams: step.params ?? {},
  batches: step.batches !== undefined,
});
