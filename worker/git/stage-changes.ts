/**
 * Brings the index of the worker's git folder to the files of the clone. Not by `git add`, which runs git inside of nested
 * repositories, with their configuration. Of a nested repository only the checked out commit is staged, as a submodule.
 */
import { lstatSync, realpathSync } from 'node:fs';
import { done, failures, type Failed, type Step } from '../failure.ts';
import type { Git, GitEnd } from './git.ts';
import type { GitCommand } from './git-script.ts';

/** Names of files, each byte as one character. */
type Names = readonly string[];

interface Changes {
  readonly gone: Names;
  readonly there: Names;
}

/** A git command that stages, with its standard input. */
export interface Staging {
  readonly command: GitCommand;
  readonly input: Buffer;
}

/** Answers the commands that stage what the work changed, in their order; none where there is nothing to commit. @param folder the clone */
export async function stagingsOf(git: Git, folder: string): Promise<Step<readonly Staging[]>> {
  if (!isRealFolder(folder)) return failures.agent('The work removed its folder, so there is nothing to commit.');
  const options = ['--porcelain', '-z', '--untracked-files=all', '--no-renames', '--ignore-submodules=dirty'];
  const status = await git.run(['status', ...options], { env: { GIT_WORK_TREE: folder }, encoding: 'latin1' });
  if (!status.ok) return unusable(status);
  const { gone, there } = readStatus(status.stdout);
  const tooMuch = problemOfSize(folder, there);
  if (tooMuch !== undefined) return failures.agent(tooMuch);
  // Removals first: a file may have become a folder, or a folder a file.
  return done([...staging(['--force-remove'], gone), ...staging(['--add', '--remove'], there)]);
}

/** Bytes. A file may have any length without taking room on the disk, and git would read it for hours. */
const mostBytes = 2 * 1024 ** 3;

/** Why the changed files are too large for a commit; undefined where they are not. */
function problemOfSize(folder: string, names: Names): string | undefined {
  let bytes = 0;
  for (const name of names) {
    const found = lstatSync(Buffer.from(`${Buffer.from(folder).toString('latin1')}/${name}`, 'latin1'), {
      throwIfNoEntry: false,
    });
    bytes += found?.isFile() ? found.size : 0;
    if (bytes <= mostBytes) continue;
    const file = Buffer.from(name, 'latin1').toString();
    return `The work left more than 2 GiB of changed files, which no commit may have. One of them is ${file}.`;
  }
  return undefined;
}

const staging = (options: readonly string[], names: Names): Staging[] =>
  names.length === 0
    ? []
    : [{ command: ['update-index', ...options, '-z', '--stdin'], input: Buffer.from(names.join('\0'), 'latin1') }];

export const unusable = ({ stderr }: GitEnd): Failed =>
  failures.agent(`The work left a clone from which nothing can be committed: ${stderr}`);

/** False for a link, which could lead git to files outside of the sandbox. */
function isRealFolder(folder: string): boolean {
  try {
    return realpathSync(folder) === folder;
  } catch {
    return false;
  }
}

/**
 * Each entry is `XY name`. Y says how the file in the folder differs from the index; `??` is a file that only the folder has. The
 * name of a nested repository ends in a slash.
 */
function readStatus(text: string): Changes {
  const entries = text.split('\0').filter((entry) => entry !== '' && entry[1] !== ' ');
  const names = (wanted: readonly string[]): string[] => wanted.map((entry) => entry.slice(3).replace(/\/$/, ''));
  return {
    gone: names(entries.filter((entry) => entry[1] === 'D')),
    there: names(entries.filter((entry) => entry[1] !== 'D')),
  };
}
