/**
 * Makes exactly one commit of all that the work changed, whether the work committed anything itself or not: the tree as it
 * is now, on top of the base. Made from the tree, so neither hooks nor the branch that the work left checked out matter.
 */
import { done, failed, failures, type Step } from './failure.ts';
import type { Git, GitEnd } from './git.ts';
import type { Identity } from './clone.ts';
import { trailerKey, type Trailer } from './trailer.ts';

export interface CommitRequest {
  readonly git: Git;
  /** The commit that the new one stands on. */
  readonly parent: string;
  readonly title: string;
  readonly trailer: Trailer;
  readonly identity: Identity;
}

/** Answers the new commit's id, or undefined where nothing was changed. */
export async function commitChanges(request: CommitRequest): Promise<Step<string | undefined>> {
  const { git, parent, identity } = request;
  const added = await git.run(['add', '--all']);
  if (!added.ok) return unusable(added);
  const tree = await git.run(['write-tree']);
  const before = await git.run(['rev-parse', '--verify', `${parent}^{tree}`]);
  if (!tree.ok || !before.ok) return unusable(tree.ok ? before : tree);
  if (tree.stdout === before.stdout) return done(undefined);
  const env = {
    GIT_AUTHOR_NAME: identity.name,
    GIT_AUTHOR_EMAIL: identity.email,
    GIT_COMMITTER_NAME: identity.name,
    GIT_COMMITTER_EMAIL: identity.email,
  };
  const input = `${request.title}\n\n${trailerKey}: ${request.trailer.value}\n`;
  const commit = await git.run(['commit-tree', tree.stdout, '-p', parent, '-F', '-'], { input, env });
  return commit.ok ? done(commit.stdout) : unusable(commit);
}

const unusable = ({ stderr }: GitEnd) =>
  failed(failures.agent(`The work left a clone from which nothing can be committed: ${stderr}`));
