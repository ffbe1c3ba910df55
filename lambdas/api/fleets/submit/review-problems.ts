/**
 * What cannot wait for a review before it is published (semantics 27): all problems at once, each with its JSON Pointer.
 * Example: {publish: 'review', workflow_ref: 'coding/pr-review-v1'} → /publish, because a review of a pull request publishes nothing.
 */
import type { Problem } from '../../../../contracts/http/errors.ts';
import type { SubmitBody } from '../../../../contracts/http/submit.ts';
import { findWorkflow, type Workflow } from '../../../../contracts/workflows.ts';
import { workflowOfStep } from './freeze-steps.ts';
import type { PlacedStep } from './place-steps.ts';

interface Checked {
  readonly body: Pick<SubmitBody, 'publish'>;
  readonly steps: readonly PlacedStep[];
  readonly workflowRef: string;
}

const invalid = (path: string, message: string): Problem => ({ path, code: 'INVALID_VALUE', message });

export function reviewProblems({ body, steps, workflowRef }: Checked): Problem[] {
  if (body.publish !== 'review') return [];
  if (steps.length > 0) return problemsOfSteps(steps, workflowRef);
  const workflow = findWorkflow(workflowRef);
  const why = workflow && whyNothing(workflow);
  return why === undefined ? [] : [invalid('/publish', `publish review is not taken with ${workflow?.id ?? ''}: ${why}.`)];
}

/** Why there is nothing to review before it is published. Work without a repository is refused for that. */
function whyNothing({ needsRepo, merges, readOnly, acceptsPr }: Workflow): string | undefined {
  if (!needsRepo) return undefined;
  if (merges) return 'it merges what is published already';
  if (readOnly) return 'it publishes nothing';
  return acceptsPr ? 'it works on a pull request that is there already' : undefined;
}

function problemsOfSteps(steps: readonly PlacedStep[], workflowRef: string): Problem[] {
  const merges = steps.map(({ step }) => findWorkflow(workflowOfStep(step, workflowRef))?.merges === true);
  const merge = merges.indexOf(true);
  const nothing = merges.every(Boolean)
    ? [invalid('/publish', 'publish review is not taken: every step merges, and none makes a change.')]
    : [];
  return [
    ...nothing,
    ...steps.flatMap((placed, at) => [
      ...onPullRequest(placed, at, workflowRef),
      ...(merge === -1 || at <= merge ? [] : [afterMerge(placed, steps[merge]?.step.name ?? '')]),
    ]),
  ];
}

/** As the first step it is refused for that. */
function onPullRequest({ step, pointer }: PlacedStep, at: number, workflowRef: string): Problem[] {
  const workflow = findWorkflow(workflowOfStep(step, workflowRef));
  if (at === 0 || workflow?.acceptsPr !== true) return [];
  const path = step.workflow_ref == null ? '/workflow_ref' : `${pointer}/workflow_ref`;
  const message = `${workflow.id} works on the pull request of its target, which has none before its review (publish review).`;
  return [invalid(path, message)];
}

/** There is one look, before the merge. */
const afterMerge = ({ step, pointer }: PlacedStep, merge: string): Problem =>
  invalid(
    pointer,
    `The step ${step.name} comes after ${merge}, which merges: what it changes would be published without a review (publish review).`,
  );
