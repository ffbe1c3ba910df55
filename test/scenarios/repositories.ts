/** Real git repositories in a temporary folder, as remotes of a fleet. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { execa } from 'execa';

const identity = {
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.test',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.test',
};

export interface Branch {
  readonly name: string;
  /** Messages of the commits beyond main, newest first. */
  readonly commits: readonly string[];
}

/** A bare repository with one commit of these files on `main`. Returns its path, which is its clone URL. */
export async function makeRepository(folder: string, repo: string, files: Readonly<Record<string, string>>): Promise<string> {
  const bare = join(folder, 'remotes', `${repo}.git`);
  const work = join(folder, 'seeds', repo);
  await mkdir(work, { recursive: true });
  const git = (...args: string[]) => execa('git', args, { cwd: work, env: identity });
  await execa('git', ['init', '--quiet', '--bare', '--initial-branch=main', bare]);
  await git('init', '--quiet', '--initial-branch=main');
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(work, path)), { recursive: true });
    await writeFile(join(work, path), content);
  }
  await git('add', '--all');
  await git('commit', '--quiet', '--message', 'Start');
  await git('push', '--quiet', bare, 'main');
  return bare;
}

/** Branches besides main, with what they add to it. */
export async function branchesOf(remote: string): Promise<readonly Branch[]> {
  const git = async (...args: string[]) => (await execa('git', ['-C', remote, ...args])).stdout;
  const names = (await git('for-each-ref', '--format=%(refname:short)', 'refs/heads'))
    .split('\n')
    .filter((name) => name !== 'main');
  return Promise.all(
    names.map(async (name) => {
      const log = await git('log', '--format=%B%x00', `main..${name}`);
      return {
        name,
        commits: log
          .split('\0')
          .map((each) => each.trim())
          .filter(Boolean),
      };
    }),
  );
}

/** A file as it is on a branch. */
export const fileOn = async (remote: string, branch: string, path: string): Promise<string> =>
  (await execa('git', ['-C', remote, 'show', `${branch}:${path}`], { stripFinalNewline: false })).stdout;
