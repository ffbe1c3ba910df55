/**
 * The worker's own git folder: a copy of the clone's, made before any work runs, in a place that no command is told of. From
 * then on the worker never runs git in the clone, where configuration, hooks, references and objects are the work's to write;
 * it only looks at the files.
 */
import { constants } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { Clone } from './clone.ts';
import type { Git, GitPlace } from './git.ts';
import type { Remote } from './remote.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';

/** Hooks are not run, and the files of Git LFS are not needed to make a commit; they may be large. */
const leftOut = ['hooks', 'lfs'];

export async function setApart(clone: Clone, sandbox: Sandbox, gitAt: (place: GitPlace, remote: Remote) => Git): Promise<Clone> {
  const from = join(sandbox.repo, '.git');
  const to = join(sandbox.aside, 'git');
  // Real copies, no links: the work may write into its own.
  await cp(from, to, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !leftOut.includes(relative(from, source)),
  });
  return { ...clone, git: gitAt({ folder: sandbox.aside, env: { GIT_DIR: to } }, clone.remote) };
}
