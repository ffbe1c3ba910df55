/**
 * Pushes the commit of the work to its branch, or, where a person is to look at it first, to a ref beside it that starts no CI. A host that takes
 * no such ref gets the branch: then CI may start before the review, and the task says so.
 */
import { done, type Step } from '../failure.ts';
import type { Forge } from '../forge/forge.ts';
import type { MadeFrom } from '../git/kept-elsewhere.ts';
import { pushTo } from '../git/push.ts';
import { trailerOf } from '../git/trailer.ts';
import { refOfBranch, reviewRefOf } from '../git/work-ref.ts';
import type { Hydrated } from './hydrate.ts';
import type { Job } from './job.ts';
import { inWhich } from './shared/in-which.ts';

/** Answers the whole name of the ref that has the commit now. */
export async function pushCommit(job: Job, { clone, forge, keepCommits }: Hydrated, commit: string): Promise<Step<string>> {
  const request = { clone, commit, trailer: trailerOf(job.task), keepCommits, madeFrom: madeFromOf(job, forge) };
  const branch = refOfBranch(clone.branch);
  if (job.task.keep_for_review === true) {
    const ref = reviewRefOf(clone.branch);
    const kept = await pushTo({ ...request, ref });
    if (kept.ok) return done(ref);
    if (kept.refusesRef !== true) return kept;
    await tellOfRefusal(job, { ref, branch: clone.branch, reason: kept.failure.message });
  }
  const pushed = await pushTo({ ...request, ref: branch });
  return pushed.ok ? done(branch) : pushed;
}

async function tellOfRefusal(job: Job, refused: { readonly ref: string; readonly branch: string; readonly reason: string }) {
  const { ref, branch, reason } = refused;
  job.output.append(
    `\n(The host does not take the ref ${ref}${inWhich(job)}, so the work is pushed to the branch ${branch}, where CI may start before the review: ${reason})\n`,
  );
  await job.note('review_ref_refused', refused);
}

/** Of a task that names the branch of another target as its base. */
export function madeFromOf({ task, signal }: Job, forge: Forge | undefined): MadeFrom | undefined {
  const base = task.base_branch;
  if (base === null || base === undefined) return undefined;
  return {
    base,
    wasMerged: async (branch) => {
      const into = forge ? await forge.branchMergedInto(branch, signal) : done(undefined);
      return into.ok ? done(into.value !== undefined) : into;
    },
  };
}
