/**
 * Makes exactly one commit of all that the work changed, whether the work committed anything itself or not: the tree as it
 * is now, on top of the base. Made from the tree in the worker's own git folder, so neither hooks nor settings nor the branch
 * that the work left checked out matter.
 */
import { done, type Step } from '../failure.ts';
import type { Git } from './git.ts';
import type { Identity } from './identity.ts';
import { stageChanges, unusable } from './stage-changes.ts';

/** A commit and its tree, by their ids. */
export interface Base {
  readonly commit: string;
  readonly tree: string;
}

export interface CommitRequest {
  readonly git: Git;
  /** Folder that the work was done in. */
  readonly folder: string;
  /** What the new commit stands on; the index is as it is there. */
  readonly parent: Base;
  readonly message: string;
  readonly identity: Identity;
}

/** Answers the new commit's id, or undefined where nothing was changed. */
export async function commitChanges(request: CommitRequest): Promise<Step<string | undefined>> {
  const { git, folder, parent, identity } = request;
  const staged = await stageChanges(git, folder);
  if (!staged.ok) return staged;
  if (!staged.value) return done(undefined);
  const tree = await git.run(['write-tree']);
  if (!tree.ok) return unusable(tree);
  if (tree.stdout === parent.tree) return done(undefined);
  const env = {
    GIT_AUTHOR_NAME: identity.name,
    GIT_AUTHOR_EMAIL: identity.email,
    GIT_COMMITTER_NAME: identity.name,
    GIT_COMMITTER_EMAIL: identity.email,
  };
  const commit = await git.run(['commit-tree', tree.stdout, '-p', parent.commit, '-F', '-'], { input: request.message, env });
  return commit.ok ? done(commit.stdout) : unusable(commit);
}
