/**
 * Finds the commit that a branch was made from: the last one that it shares with the branch that its pull request is opened against. A
 * clone has few commits, or one. Where they do not tell it, the commits of both branches are fetched into a folder of their own, without
 * their files where the remote can leave them out.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { done, failures, type Step } from '../../failure.ts';
import { fetchBaseAnd } from '../../git/branch-history.ts';
import type { Clone } from '../../git/clone.ts';
import { gitFailure } from '../../git/git-failure.ts';
import type { GitEnd, GitOptions } from '../../git/git.ts';
import { refOfBranch } from '../../git/work-ref.ts';
import { gitFor } from '../git-for.ts';
import type { Hydrated } from '../hydrate.ts';
import type { Job } from '../job.ts';

/** A commit, and a folder of git's that has it and the commit that it is compared with. */
export interface BranchPoint {
  readonly commit: string;
  /** Runs git there; what is missing there is fetched. */
  readonly run: (args: readonly string[], options: GitOptions) => Promise<GitEnd>;
  readonly remove: () => Promise<void>;
}

/** @param tip the commit at the tip of the branch, pushed or not */
export async function findBranchPoint(job: Job, hydrated: Hydrated, tip: string): Promise<Step<BranchPoint>> {
  const { clone, pullRequest, keepCommits } = hydrated;
  const here = (commit: string): BranchPoint => ({
    commit,
    run: (args, options) => clone.git.run(args, options),
    remove: () => Promise.resolve(),
  });
  // The clone is of the base.
  if (clone.tip === undefined && pullRequest === undefined && !keepCommits) return done(here(clone.base));
  const base = pullRequest?.baseBranch ?? clone.baseBranch;
  const baseTip = await tipOf(clone, base);
  if (!baseTip.ok) return baseTip;
  const isUnder = await clone.git.run(['merge-base', '--is-ancestor', baseTip.value, tip]);
  return isUnder.ok ? done(here(baseTip.value)) : inHistory(job, clone, { base, tip });
}

async function tipOf({ git, remote }: Clone, base: string): Promise<Step<string>> {
  const ref = base === 'HEAD' ? base : `refs/heads/${base}`;
  const listed = await git.contact(['ls-remote', '--quiet', remote.address, ref]);
  if (!listed.ok) return gitFailure('look at the base branch', listed.stderr, remote);
  const [, tip] = /^([0-9a-f]+)\t/.exec(listed.stdout) ?? [];
  return tip === undefined ? gone(base) : done(tip);
}

const gone = (base: string) => failures.request(`The branch ${base} is gone.`, 'Push that branch again.');

async function inHistory(job: Job, clone: Clone, { base, tip }: { base: string; tip: string }): Promise<Step<BranchPoint>> {
  const { gitRoot } = job.sandbox;
  const folder = join(gitRoot, 'change');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  await remove();
  const gitAt = gitFor(job);
  const fetched = await fetchBaseAnd({
    ...{ folder, gitAt, remote: clone.remote, ref: clone.tipRef ?? refOfBranch(clone.branch) },
    base: base === 'HEAD' ? undefined : base,
    commit: clone.tip ?? clone.base,
  });
  if (!fetched.ok) return fetched;
  // Only now: what a fetch is told to be there must have all of its history, and the clone has the last of it.
  const own = await clone.git.run(['rev-parse', '--absolute-git-dir']);
  const env = {
    ...{ GIT_DIR: folder, GIT_WORK_TREE: folder },
    GIT_ALTERNATE_OBJECT_DIRECTORIES: join(own.stdout, 'objects'),
  };
  const git = gitAt({ folder, env }, fetched.value.remote);
  const found = await git.contact(['merge-base', fetched.value.baseTip, tip]);
  if (!found.ok) return failures.request(`The branch has no commit in common with ${base}.`, 'Make it from that branch.');
  return done({ commit: found.stdout.trim(), run: (args, options) => git.contact(args, options), remove });
}
