const longestSlug = 50;

/** `bgagent/<task_id>/<slug>`: the branch of a task that belongs to no fleet. The slug tells a reader what it is about. */
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
