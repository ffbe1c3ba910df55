/**
 * The refs that hold the work of a task: its branch, or beside it the ref where its work is kept for a review, which starts no CI.
 * Example: branch `bgagent/01K…/auth` → `refs/heads/bgagent/01K…/auth` and `refs/bgagent/review/bgagent/01K…/auth`.
 */
const heads = 'refs/heads/';
const reviews = 'refs/bgagent/review/';

export const refOfBranch = (branch: string): string => `${heads}${branch}`;

export const reviewRefOf = (branch: string): string => `${reviews}${branch}`;

export const isReviewRef = (ref: string): boolean => ref.startsWith(reviews);

/** The beginning of the refs among which git keeps no two of which one is a folder of the other. */
export const namespaceOf = (ref: string): string => (isReviewRef(ref) ? reviews : heads);

/** The name of a ref as people know it: a branch without the words before it. */
export const shownRef = (ref: string): string => (ref.startsWith(heads) ? ref.slice(heads.length) : ref);
