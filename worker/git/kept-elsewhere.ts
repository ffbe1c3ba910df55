/**
 * Decides whether commits of other targets may leave the branch of a target that was made from the branch of another one. They came
 * there with the branch that it was made from. They may leave where their work is somewhere else: in the history of the new base, on the
 * branch of their own target, or merged.
 * Invariant: a commit that no trailer tells to be of a target of the same fleet is never one of them.
 * Example: app was made from lib, whose commit was merged as another one. The branch of app still has lib's own commit, which may leave.
 */
import { done, type Step } from '../failure.ts';
import { originOfBranch } from './branch-origin.ts';
import type { Clone } from './clone.ts';
import { gitFailure, isBranchMissing } from './git-failure.ts';
import { readTrailer, type Work } from './trailer.ts';
import { historyWith, worksOf } from './work-in-history.ts';

/** How the branch of the work came to be. */
export interface MadeFrom {
  /** The branch of another target that the task names. */
  readonly base: string;
  /** Whether a forge knows that the branch was merged. */
  readonly wasMerged: (branch: string) => Promise<Step<boolean>>;
}

const keptRef = 'refs/bgagent/kept';

/**
 * Answers whether the work of one of these trailers is kept. The worker's git folder has the whole history of the clone's base.
 * @param trailers values of one commit
 */
export async function isKeptElsewhere(
  clone: Clone,
  { base, wasMerged }: MadeFrom,
  trailers: readonly string[],
): Promise<Step<boolean>> {
  const origin = originOfBranch(base);
  if (!origin) return done(false);
  for (const work of trailers.map(readTrailer)) {
    const branch = origin.branchOf(work.target);
    if (branch === undefined || branch === clone.branch) continue;
    const held = await isHeld(clone, { work, id: origin.id, branch });
    if (!held.ok || held.value) return held;
    const merged = await wasMerged(branch);
    if (!merged.ok || merged.value) return merged;
  }
  return done(false);
}

interface Wanted {
  readonly work: Work;
  readonly id: string;
  /** The branch of the work's own target. */
  readonly branch: string;
}

async function isHeld(clone: Clone, wanted: Wanted): Promise<Step<boolean>> {
  const inBase = await hasWork(clone, clone.base, wanted);
  if (!inBase.ok || inBase.value) return inBase;
  const refs = `+refs/heads/${wanted.branch}:${keptRef}`;
  const fetched = await clone.git.contact(['fetch', '--quiet', '--no-tags', clone.remote.address, refs]);
  if (fetched.ok) return hasWork(clone, keptRef, wanted);
  return isBranchMissing(fetched.stderr) ? done(false) : gitFailure('fetch the branch', fetched.stderr, clone.remote);
}

/** A later attempt counts for an earlier one, because it replaces it. */
async function hasWork({ git, remote }: Clone, from: string, { work, id }: Wanted): Promise<Step<boolean>> {
  const works = worksOf(await git.run(historyWith(id, from)), remote);
  if (!works.ok) return works;
  return done(works.value.some(({ target, attempt }) => target === work.target && attempt >= work.attempt));
}
