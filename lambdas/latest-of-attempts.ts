type Kept = 'pr_url' | 'branch' | 'question' | 'change';

/** The pull request, branch, question or change of a target: that of its last attempt that has one. Its attempts share one pull request and one branch. */
export const latestOfAttempts = <K extends Kept, A extends { readonly [key in K]?: unknown }>(
  key: K,
  /** In the order of their numbers. */
  attempts: readonly A[],
): NonNullable<A[K]> | null => attempts.findLast((attempt) => attempt[key] != null)?.[key] ?? null;
