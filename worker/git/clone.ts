/** Clones a repository into the sandbox and checks out the branch of the work. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { done, failures, type Step } from '../failure.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { Committer } from './committer.ts';
import { listRefs, readTip } from './find-branch-tip.ts';
import { gitFailure, isBranchMissing } from './git-failure.ts';
import type { Git, GitEnd, GitFolder } from './git.ts';
import type { GitCommand } from './git-script.ts';
import { addressAfterRedirect, isRedirected, redirectFailure } from './redirect.ts';
import type { Remote } from './remote.ts';
import { refOfBranch } from './work-ref.ts';

export interface Clone {
  /** Runs git with the clone's own git folder; after `copyGitFolder` with the worker's copy. */
  readonly git: Git;
  readonly remote: Remote;
  /** Branch that was cloned, the commit at its tip, and the tree of that commit. */
  readonly baseBranch: string;
  readonly base: string;
  readonly baseTree: string;
  /** Commits that the worker's git folder has, so that the work need not hand them over. */
  readonly known: readonly string[];
  /** Branch that the work is pushed to. */
  readonly branch: string;
  /** The remote had no such branch when it was cloned, and could get it. */
  readonly isNewBranch: boolean;
  /**
   * The tip of the branch at the remote, where the work goes on with that branch. `base` is this commit then, or one under it. Absent: the
   * work starts from another branch, and its push replaces what the branch has.
   */
  readonly tip?: string;
  /** The whole name of the ref that has that tip. Absent with it. */
  readonly tipRef?: string;
}

export interface CloneRequest {
  readonly sandbox: Sandbox;
  readonly gitAt: (at: GitFolder, remote: Remote) => Git;
  readonly remote: Remote;
  /** Branch or tag to clone; undefined: the remote's HEAD. */
  readonly from: string | undefined;
  readonly branch: string;
  /** Number of commits to fetch; undefined: all. */
  readonly depth: number | undefined;
  readonly committer: Committer;
}

/** `hasNoBranch`: the remote has no branch or tag `from`. */
export type Cloned = Step<Clone> & { readonly hasNoBranch?: boolean };

/** Redirects followed. A renamed repository redirects to its new name, which may have been renamed too. */
const mostRedirects = 3;

/** Fails where the branch of the work cannot be made: after the work, the cost of the work would be lost. */
export async function cloneRepository(request: CloneRequest, left = mostRedirects): Promise<Cloned> {
  const { sandbox, remote, gitAt } = request;
  // Where .git is missing, git must not search for another one in the folders above.
  const at = (folder: string): GitFolder => ({ folder, env: { GIT_CEILING_DIRECTORIES: sandbox.folder } });
  const git = gitAt(at(sandbox.folder), remote);
  const [cloned = notBegun, ...ends] = await git.contactAll(commandsOf(request));
  if (cloned.ok) {
    // Programs that install hooks or ignore files expect these folders.
    for (const folder of ['hooks', 'info']) mkdirSync(join(sandbox.repo, '.git', folder), { recursive: true });
    return readClone(gitAt(at(sandbox.repo), remote), request, ends);
  }
  if (!isRedirected(cloned.stderr)) {
    return { ...gitFailure('clone', cloned.stderr, remote), hasNoBranch: isBranchMissing(cloned.stderr) };
  }
  const moved = await addressAfterRedirect(git, remote);
  if (!moved?.isSameOrigin || left === 0) return redirectFailure(remote, moved);
  return cloneRepository({ ...request, remote: { ...remote, address: moved.address } }, left - 1);
}

/** Clones, reads what was cloned, and makes the branch of the work where it is another one than was cloned. */
function commandsOf(request: CloneRequest): GitCommand[] {
  const { sandbox, remote, branch, from } = request;
  // Without the files of git's template: sample hooks and comments, which git would copy into each clone.
  const options = ['--quiet', '--no-tags', '--template=', ...optionsOf(request)];
  const inClone = (...args: readonly string[]): GitCommand => ['-C', sandbox.repo, ...args];
  return [
    ['clone', ...options, '--', remote.address, sandbox.repo],
    inClone('rev-parse', 'HEAD^{commit}', 'HEAD^{tree}', '--symbolic-full-name', 'HEAD'),
    ...(branch === from
      ? []
      : [inClone('checkout', '--quiet', '-b', branch), inClone(...listRefs({ remote, ref: refOfBranch(branch) }))]),
  ];
}

const optionsOf = ({ depth, from, committer }: CloneRequest): string[] => [
  `--config=user.name=${committer.name}`,
  `--config=user.email=${committer.email}`,
  ...(depth === undefined ? ['--single-branch'] : [`--depth=${depth}`]),
  ...(from === undefined ? [] : [`--branch=${from}`]),
];

/** @param ends of the commands after the clone */
function readClone(git: Git, { remote, branch, from }: CloneRequest, ends: readonly GitEnd[]): Step<Clone> {
  const [head = notBegun, made = notBegun, listed = notBegun] = ends;
  const [base, baseTree, ref] = head.stdout.split('\n');
  if (!head.ok || base === undefined || baseTree === undefined || ref === undefined) {
    return failures.request(`${remote.address} has no commits.`, 'Push a first commit to its default branch, then retry.');
  }
  // After cloning a tag no branch is checked out.
  const baseBranch = ref === 'HEAD' ? (from ?? ref) : ref.replace(/^refs\/heads\//, '');
  const clone = { git, remote, baseBranch, base, baseTree, known: [base], branch };
  if (branch === baseBranch) return done({ ...clone, isNewBranch: false });
  if (!made.ok) {
    return failures.request(`Could not make the branch ${branch}: ${made.stderr}`, 'Choose another branch prefix, then retry.');
  }
  const tip = readTip(listed, { remote, ref: refOfBranch(branch) });
  return tip.ok ? done({ ...clone, isNewBranch: tip.value === undefined }) : tip;
}

const notBegun: GitEnd = { ok: false, stdout: '', stderr: '' };
