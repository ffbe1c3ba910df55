/**
 * Copies the git folder of the clone to a folder of the worker's own, before any work runs. From then on the worker runs git with
 * the copy alone and takes only the files from the clone, because the work may write configuration, hooks, references and objects
 * there.
 */
import { constants } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Clone } from './clone.ts';
import type { Git, GitFolder } from './git.ts';
import type { Remote } from './remote.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/** The worker runs no hooks, and it needs no files of Git LFS to make a commit; they may be large. */
const leftOut = ['hooks', 'lfs'];

export async function copyGitFolder(
  clone: Clone,
  sandbox: Sandbox,
  gitAt: (at: GitFolder, remote: Remote) => Git,
): Promise<Clone> {
  const from = join(sandbox.repo, '.git');
  const to = join(sandbox.workerFolder, 'git');
  // Real copies, no hard links: the work may write into the files of its clone.
  await cp(from, to, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !leftOut.includes(relative(from, source)),
  });
  return { ...clone, git: gitAt({ folder: sandbox.workerFolder, env: { GIT_DIR: to } }, clone.remote) };
}
