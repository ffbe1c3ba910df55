/**
 * Brings the worker's own index to what lies in the work's folder. `git add` would run git inside of nested repositories, under
 * their settings; of those only the checked out commit is read here, as the new place of a submodule.
 */
import { realpathSync } from 'node:fs';
import { done, failed, failures, type Step } from '../failure.ts';
import type { Git, GitEnd } from './git.ts';

/** Answers whether there may be something to commit. */
export async function stageChanges(git: Git, tree: string): Promise<Step<boolean>> {
  if (!isStillThere(tree)) return failed(failures.agent('The work removed its folder, so there is nothing to commit from.'));
  const env = { GIT_WORK_TREE: tree };
  const options = ['--porcelain', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=dirty'];
  const status = await git.run(['status', ...options], { env, encoding: 'latin1' });
  if (!status.ok) return unusable(status);
  const { gone, there } = readStatus(status.stdout);
  const update = (options: readonly string[], names: readonly string[]): Promise<GitEnd | undefined> =>
    names.length === 0
      ? Promise.resolve(undefined)
      : git.run(['update-index', ...options, '-z', '--stdin'], { env, input: Buffer.from(names.join('\0'), 'latin1') });
  // First what is gone: a file may have become a folder, or the other way round.
  const removed = await update(['--force-remove'], gone);
  if (removed?.ok === false) return unusable(removed);
  const added = await update(['--add', '--remove'], there);
  if (added?.ok === false) return unusable(added);
  return done(gone.length + there.length > 0);
}

export const unusable = ({ stderr }: GitEnd) =>
  failed(failures.agent(`The work left a clone from which nothing can be committed: ${stderr}`));

/** A link in its place would lead git to somebody else's files. */
function isStillThere(folder: string): boolean {
  try {
    return realpathSync(folder) === folder;
  } catch {
    return false;
  }
}

/** Each entry is `XY name`: Y tells the work's folder from the index; `??` is in the folder only. A nested repository ends in a slash. */
function readStatus(text: string): { readonly gone: readonly string[]; readonly there: readonly string[] } {
  const entries = text.split('\0').filter((entry) => entry !== '' && entry[1] !== ' ');
  const names = (wanted: readonly string[]): string[] => wanted.map((entry) => entry.slice(3).replace(/\/$/, ''));
  return {
    gone: names(entries.filter((entry) => entry[1] === 'D')),
    there: names(entries.filter((entry) => entry[1] !== 'D')),
  };
}
