/** The name of the branch of a single task. A task of a fleet gets its branch from the fleet. */
const longestSlug = 50;

/** `bgagent/<task_id>/<slug>`. The slug tells a reader of the branch what it is about. */
export function branchNameOfTask(taskId: string, description: string | null, issueNumber: number | null): string {
  const subject = description ?? (issueNumber === null ? '' : `issue ${issueNumber}`);
  return `bgagent/${taskId}/${slugOf(subject) || 'task'}`;
}

function slugOf(text: string): string {
  const dashed = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^-/, '');
  return dashed.slice(0, longestSlug).replace(/-$/, '');
}
