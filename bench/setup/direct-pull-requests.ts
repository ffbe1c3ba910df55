/** The script that a fleet with pull requests is compared with: the same git commands and Octokit calls for each repository, and no more. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Octokit } from '@octokit/rest';
import { execa } from 'execa';
import pLimit from 'p-limit';
import { addressWithLogin, type ForgeOfBench } from './forge.ts';
import { identity } from './remotes.ts';

interface Wanted {
  readonly names: readonly string[];
  readonly atOnce: number;
  /** The shell command that makes the change. */
  readonly edit: string;
  readonly branch: string;
  /** A folder that is not there yet. */
  readonly folder: string;
}

/** Milliseconds until all pull requests are open. */
export async function timeDirectPullRequests(forge: ForgeOfBench, wanted: Wanted): Promise<number> {
  const { names, atOnce, edit, branch, folder } = wanted;
  await mkdir(folder);
  const { rest } = new Octokit({ auth: forge.token, baseUrl: forge.api });
  const one = async (name: string): Promise<void> => {
    const clone = join(folder, name);
    const git = (...args: readonly string[]) => execa('git', ['-C', clone, ...identity, ...args]);
    await execa('git', ['clone', '--quiet', '--depth', '1', addressWithLogin(forge, name), clone]);
    await git('checkout', '--quiet', '-b', branch);
    await execa('sh', ['-c', edit], { cwd: clone });
    await git('add', '--all');
    await git('commit', '--quiet', '--message', 'Edit');
    await git('push', '--quiet', 'origin', branch);
    await rest.pulls.create({ owner: forge.user, repo: name, head: branch, base: 'main', title: 'Edit' });
  };
  const limit = pLimit(atOnce);
  const start = performance.now();
  await Promise.all(names.map((name) => limit(() => one(name))));
  return performance.now() - start;
}
