/** Reads which files a commit has, and the content of one of them, from the worker's git folder: the clone may have been changed. */
import { done, failures, type Failed, type Step } from '../failure.ts';
import type { Git, GitEnd } from './git.ts';

export async function listFiles(git: Git, commit: string): Promise<Step<readonly string[]>> {
  const listed = await git.run(['ls-tree', '-r', '-z', '--name-only', commit]);
  return listed.ok ? done(listed.stdout.split('\0').filter((path) => path !== '')) : unreadable(listed);
}

/** What a commit has at a path. */
export type FileOfCommit =
  | { readonly kind: 'file'; readonly content: string }
  | { readonly kind: 'missing' }
  /** A folder, a link or a submodule. */
  | { readonly kind: 'other' };

export async function readFileOf(git: Git, commit: string, path: string): Promise<Step<FileOfCommit>> {
  const listed = await git.run(['ls-tree', '-z', commit, '--', path]);
  if (!listed.ok) return unreadable(listed);
  const [, mode, id] = /^(\d+) \w+ ([0-9a-f]+)\t/.exec(listed.stdout) ?? [];
  if (mode === undefined || id === undefined) return done({ kind: 'missing' });
  if (!/^100(?:644|755)$/.test(mode)) return done({ kind: 'other' });
  const read = await git.run(['cat-file', 'blob', id]);
  return read.ok ? done({ kind: 'file', content: read.stdout }) : unreadable(read);
}

const unreadable = ({ stderr }: GitEnd): Failed => failures.worker(`The files of the branch cannot be read: ${stderr}`);
