/**
 * Copies the git folder of the clone to a folder of the worker's own, before any work runs. From then on the worker runs git with
 * the copy alone and takes only the files from the clone, because the work may write configuration, hooks, references and objects
 * there.
 */
import { constants } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clone } from './clone.ts';
import type { Git, GitFolder } from './git.ts';
import type { Remote } from './remote.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/** The worker runs no hooks and reads no logs of references, and it needs no files of Git LFS to make a commit; they may be large. */
const leftOut: readonly string[] = ['hooks', 'logs', 'lfs'];

export async function copyGitFolder(
  clone: Clone,
  sandbox: Sandbox,
  gitAt: (at: GitFolder, remote: Remote) => Git,
): Promise<Clone> {
  const at = workerGitFolder(sandbox);
  await copyFolder(join(sandbox.repo, '.git'), at.env.GIT_DIR, leftOut);
  return { ...clone, git: gitAt(at, clone.remote) };
}

export const workerGitFolder = ({ gitRoot }: Sandbox) => ({
  folder: gitRoot,
  env: { GIT_DIR: join(gitRoot, 'git') },
});

async function copyFolder(from: string, to: string, without: readonly string[] = []): Promise<void> {
  const [entries] = await Promise.all([readdir(from, { withFileTypes: true }), mkdir(to)]);
  const copies = entries
    .filter(({ name }) => !without.includes(name))
    .map((entry) => {
      const [source, copy] = [join(from, entry.name), join(to, entry.name)];
      // Real copies, no hard links: the work may write into the files of its clone.
      return entry.isDirectory() ? copyFolder(source, copy) : copyFile(source, copy, constants.COPYFILE_FICLONE);
    });
  await Promise.all(copies);
}
