/**
 * Makes exactly one commit of all that the work changed, whether the work made commits itself or not: the files as they are now,
 * on top of the base. The commit is made in the worker's own git folder, so hooks, configuration and the checked out branch of the
 * clone have no effect.
 */
import { done, type Step } from '../failure.ts';
import type { Committer } from './committer.ts';
import { printedBefore, type GitCommand } from './git-script.ts';
import type { Git } from './git.ts';
import { stagingsOf, unusable } from './stage-changes.ts';

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
  const { git, folder, parent, message, committer } = request;
  const stagings = await stagingsOf(git, folder);
  if (!stagings.ok) return stagings;
  const last = stagings.value.at(-1);
  if (!last) return done(undefined);
  const env = {
    GIT_WORK_TREE: folder,
    GIT_AUTHOR_NAME: committer.name,
    GIT_AUTHOR_EMAIL: committer.email,
    GIT_COMMITTER_NAME: committer.name,
    GIT_COMMITTER_EMAIL: committer.email,
  };
  for (const { command, input } of stagings.value.slice(0, -1)) {
    const [staged] = await git.runAll([command], { input, env });
    if (staged?.ok === false) return unusable(staged);
  }
  const commands: GitCommand[] = [
    last.command,
    ['write-tree'],
    ['commit-tree', printedBefore, '-p', parent.commit, '-m', message],
  ];
  const ends = await git.runAll(commands, { input: last.input, env });
  const failed = ends.find(({ ok }) => !ok);
  if (failed) return unusable(failed);
  const [, tree, commit] = ends;
  // A commit of the parent's tree stays unused.
  return done(tree?.stdout === parent.tree ? undefined : commit?.stdout);
}
