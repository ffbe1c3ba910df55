/** The description of a task and its command: what its caller asked for. */
import type { TaskRow } from '../../contracts/task.ts';
import { findWorkflow } from '../../contracts/workflows.ts';

/** The caller's description; without one, a sentence that fits the workflow. Undefined for a task that has only a command. */
export function descriptionOf(task: TaskRow): string | undefined {
  if (task.task_description !== null) return task.task_description;
  return commandOf(task) === undefined ? sentenceOfWorkflow(task) : undefined;
}

/** The caller's command; undefined for a workflow that runs no command. */
export function commandOf({ params, resolved_workflow: { id } }: TaskRow): string | undefined {
  const command = findWorkflow(id)?.shell ? params['command'] : undefined;
  return typeof command === 'string' ? command : undefined;
}

function sentenceOfWorkflow({ pr_number: pull, issue_number: issue, resolved_workflow: { id } }: TaskRow): string | undefined {
  if (pull !== null && id === 'coding/pr-iteration-v1') return `Work the review comments of pull request #${pull} into the code.`;
  if (pull !== null && id === 'coding/pr-review-v1') return `Review pull request #${pull}.`;
  if (pull !== null && id === 'coding/restack-v1') return `Rebase the branch of pull request #${pull} onto its base branch.`;
  return issue === null ? undefined : `Resolve issue #${issue}.`;
}
