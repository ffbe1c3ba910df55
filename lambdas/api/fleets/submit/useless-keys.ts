/** Keys that mean nothing for the workflow of a step. They are refused, because what they ask for would not be done. */
import type { Problem } from '../../../../contracts/http/errors.ts';
import type { ValueMap } from '../../../../contracts/fields.ts';
import { wrongMergeParams } from '../../../../contracts/merge-params.ts';
import type { StepRequest } from '../../../../contracts/steps.ts';
import type { Workflow } from '../../../../contracts/workflows.ts';
import type { PlacedStep } from './place-steps.ts';

/** A rule: keys, and why a step does not take them. */
type Rule = readonly [applies: boolean, keys: readonly (keyof StepRequest)[], why: string];

const ofMerge = ['task_description', 'verifiers', 'build', 'expects', 'unless_exists', 'batches'] as const;

const rulesFor = (workflow: Workflow): readonly Rule[] => [
  [!workflow.agent, ['max_turns', 'budget_usd'], 'it runs no agent'],
  [workflow.merges, ofMerge, 'it changes no file'],
  [workflow.shell, ['batches'], 'a command cannot be told its tasks'],
  [workflow.readOnly, ['batches'], 'it pushes nothing, so no task would ever be ticked'],
];

/** Each key once, with the first cause. */
export function uselessKeys(workflow: Workflow, { step, pointer }: PlacedStep): Problem[] {
  const causes = new Map<keyof StepRequest, string>();
  for (const [applies, keys, why] of rulesFor(workflow)) {
    for (const key of keys) if (applies && step[key] != null && !causes.has(key)) causes.set(key, why);
  }
  const refuse = (key: keyof StepRequest, message: string): Problem => ({
    path: `${pointer}/${key}`,
    code: 'INVALID_VALUE',
    message,
  });
  const found = [...causes].map(([key, why]) => refuse(key, `${key} is not taken by a step of ${workflow.id}: ${why}.`));
  const hasNoLast = step.build === 'last_batch' && step.batches === undefined && !causes.has('build');
  return hasNoLast ? [...found, refuse('build', 'build last_batch needs batches: say true or false.')] : found;
}

/** A merge takes the params of its fleet too. @param ofFleet its params */
export const paramProblems = (workflow: Workflow, { step, pointer }: PlacedStep, ofFleet: ValueMap): Problem[] =>
  wrongMergeParams(workflow, { ...ofFleet, ...step.params }).map(({ name, message }) => ({
    path: Object.hasOwn(step.params ?? {}, name) ? `${pointer}/params/${name}` : `/params/${name}`,
    code: 'INVALID_VALUE',
    message,
  }));
