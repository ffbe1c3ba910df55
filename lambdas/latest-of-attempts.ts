/** The pull request or the branch of a target: that of its last attempt that has one, because all its attempts share one of each. */
export const latestOfAttempts = <K extends 'pr_url' | 'branch'>(
  key: K,
  /** In the order of their numbers. */
  attempts: readonly { readonly [key in K]: string | null }[],
): string | null => attempts.findLast((attempt) => attempt[key] !== null)?.[key] ?? null;
