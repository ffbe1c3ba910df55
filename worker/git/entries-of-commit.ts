/** Lists what a commit has at all of its paths, and reads one file of it as bytes. */
import { done, failures, type Failed, type Step } from '../failure.ts';
import type { Git, GitEnd } from './git.ts';

export interface CommitEntry {
  readonly kind: 'file' | 'folder' | 'link' | 'submodule';
  /** Of its content. */
  readonly id: string;
  readonly path: string;
  /** 0 for what has no content. */
  readonly bytes: number;
}

const kinds: Readonly<Record<string, CommitEntry['kind']>> = { '040000': 'folder', '120000': 'link', '160000': 'submodule' };

/** By path, in the order of git. */
export async function entriesOfCommit(git: Git, commit: string): Promise<Step<ReadonlyMap<string, CommitEntry>>> {
  const listed = await git.run(['ls-tree', '-r', '-t', '-z', '--long', '--full-tree', commit]);
  if (!listed.ok) return unreadable(listed);
  const entries = listed.stdout.split('\0').flatMap((line) => {
    const [, mode = '', id = '', size = '', path = ''] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t([\s\S]*)$/.exec(line) ?? [];
    return path === '' ? [] : [{ kind: kinds[mode] ?? 'file', id, path, bytes: size === '-' ? 0 : Number(size) } as const];
  });
  return done(new Map(entries.map((entry) => [entry.path, entry])));
}

export async function readEntry(git: Git, { id }: CommitEntry): Promise<Step<Buffer>> {
  const parts: Buffer[] = [];
  const read = await git.run(['cat-file', 'blob', id], { output: (bytes) => parts.push(bytes) });
  return read.ok ? done(Buffer.concat(parts)) : unreadable(read);
}

const unreadable = ({ stderr }: GitEnd): Failed => failures.worker(`The files of the branch cannot be read: ${stderr}`);
