/** The pull request, branch or question of a target: that of its last attempt that has one. Its attempts share one pull request and one branch. */
export const latestOfAttempts = <K extends 'pr_url' | 'branch' | 'question'>(
  key: K,
  /** In the order of their numbers. */
  attempts: readonly { readonly [key in K]: string | null }[],
): string | null => attempts.findLast((attempt) => attempt[key] !== null)?.[key] ?? null;
