/**
 * Makes exactly one commit of all that the work changed, whether the work made commits itself or not: the files as they are now,
 * on top of the base. The commit is made in the worker's own git folder, so hooks, configuration and the checked out branch of the
 * clone have no effect.
 */
import { done, type Step } from '../failure.ts';
import type { Committer } from './committer.ts';
import type { Git } from './git.ts';
import { stageChanges, unusable } from './stage-changes.ts';

/** A commit and its tree, by their ids. */
export interface Base {
  readonly commit: string;
  readonly tree: string;
}

export interface CommitRequest {
  readonly git: Git;
  /** The clone, with the changed files. */
  readonly folder: string;
  /** Parent of the new commit. The index of the worker's git folder has its tree. */
  readonly parent: Base;
  readonly message: string;
  readonly committer: Committer;
}

/** Answers the id of the new commit, or undefined where the work changed nothing. */
export async function commitChanges(request: CommitRequest): Promise<Step<string | undefined>> {
  const { git, folder, parent, committer } = request;
  const staged = await stageChanges(git, folder);
  if (!staged.ok) return staged;
  if (!staged.value) return done(undefined);
  const tree = await git.run(['write-tree']);
  if (!tree.ok) return unusable(tree);
  if (tree.stdout === parent.tree) return done(undefined);
  const env = {
    GIT_AUTHOR_NAME: committer.name,
    GIT_AUTHOR_EMAIL: committer.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  };
  const commit = await git.run(['commit-tree', tree.stdout, '-p', parent.commit, '-F', '-'], { input: request.message, env });
  return commit.ok ? done(commit.stdout) : unusable(commit);
}
