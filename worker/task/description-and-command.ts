/** What a task was asked to do. */
import type { TaskRow } from '../../contracts/task.ts';
import { findWorkflow } from '../../contracts/workflows.ts';

/** In the caller's words; without them in those of its workflow. Undefined where a command is all that there is. */
export function descriptionOf(task: TaskRow): string | undefined {
  if (task.task_description !== null) return task.task_description;
  return commandOf(task) === undefined ? withoutDescription(task) : undefined;
}

/** The caller's command, of a workflow that runs one. */
export function commandOf({ params, resolved_workflow: { id } }: TaskRow): string | undefined {
  const command = findWorkflow(id)?.shell ? params['command'] : undefined;
  return typeof command === 'string' ? command : undefined;
}

function withoutDescription({ pr_number: pull, issue_number: issue, resolved_workflow: { id } }: TaskRow): string | undefined {
  if (pull !== null && id === 'coding/pr-iteration-v1') return `Work the review comments of pull request #${pull} into the code.`;
  if (pull !== null && id === 'coding/pr-review-v1') return `Review pull request #${pull}.`;
  if (pull !== null && id === 'coding/restack-v1') return `Rebase the branch of pull request #${pull} onto its base branch.`;
  return issue === null ? undefined : `Resolve issue #${issue}.`;
}
