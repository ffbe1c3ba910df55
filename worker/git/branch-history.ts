/**
 * The commits of the branch of the work and of the branch that it is to be merged into: without their files where the remote can leave
 * them out, in a folder of the worker's own.
 */
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { done, failures, type Step } from '../failure.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import { findTip } from './find-branch-tip.ts';
import { gitFailure, isBranchMissing } from './git-failure.ts';
import type { Git, GitFolder } from './git.ts';
import { addressAfterRedirect, isRedirected, redirectFailure } from './redirect.ts';
import type { Remote } from './remote.ts';
import { refOfBranch } from './work-ref.ts';

export interface BranchHistory {
  readonly git: Git;
  readonly remote: Remote;
  readonly branch: string;
  /** The commit at its tip; undefined where the remote has no such branch. */
  readonly tip: string | undefined;
  readonly base: string;
  readonly baseTip: string;
}

export interface HistoryRequest {
  readonly sandbox: Pick<Sandbox, 'workerFolder'>;
  readonly gitAt: (at: GitFolder, remote: Remote) => Git;
  readonly remote: Remote;
  readonly branch: string;
  /** Undefined: the branch of the remote's HEAD. */
  readonly base: string | undefined;
  /** Whether the branch of the remote's HEAD stands for a base that is gone. */
  readonly mayBeGone: boolean;
}

const tipRef = 'refs/bgagent/tip';
/** Redirects followed. A renamed repository redirects to its new name, which may have been renamed too. */
const mostRedirects = 3;

/** Repeatable: it is read anew each time. */
export async function readBranchHistory(request: HistoryRequest): Promise<Step<BranchHistory>> {
  const { branch, sandbox } = request;
  const cloned = await cloneBase({ ...request, folder: join(sandbox.workerFolder, 'history') });
  if (!cloned.ok) return cloned;
  const { git, remote } = cloned.value;
  const tip = await findTip({ git, remote, ref: refOfBranch(branch) });
  if (!tip.ok) return tip;
  if (tip.value === undefined) return done({ ...cloned.value, branch, tip: undefined });
  const fetched = await fetchAs({ git, remote }, refOfBranch(branch), tipRef);
  return fetched.ok ? done({ ...cloned.value, branch, tip: fetched.value }) : fetched;
}

type ClonedBase = Omit<BranchHistory, 'branch' | 'tip'>;

interface FetchedCommit extends Pick<HistoryRequest, 'gitAt' | 'remote' | 'base'> {
  /** The whole name of the ref that has the commit. */
  readonly ref: string;
  /** A new one, in a folder of the worker's own. */
  readonly folder: string;
  /** A commit that the remote has: the tip of a branch, or of another ref, or one under it. */
  readonly commit: string;
}

/** The commits of the base, and those of a commit. Not every remote gives one that is no tip of a branch: then those of the ref. */
export async function fetchBaseAnd({ folder, ref, commit, ...request }: FetchedCommit): Promise<Step<ClonedBase>> {
  const cloned = await cloneBase({ ...request, folder, mayBeGone: false });
  if (!cloned.ok) return cloned;
  const named = await fetchAs(cloned.value, commit, tipRef);
  if (named.ok) return cloned;
  const ofRef = await fetchAs(cloned.value, ref, tipRef);
  return ofRef.ok ? cloned : named;
}

interface CloneOfBase extends Pick<HistoryRequest, 'gitAt' | 'remote' | 'base' | 'mayBeGone'> {
  readonly folder: string;
}

async function cloneBase(request: CloneOfBase, left = mostRedirects): Promise<Step<ClonedBase>> {
  const { folder, gitAt, remote, base } = request;
  await rm(folder, { recursive: true, force: true });
  const options = ['--quiet', '--bare', '--single-branch', '--no-tags', '--template=', '--filter=tree:0'];
  const from = base === undefined ? [] : [`--branch=${base}`];
  const parent = dirname(folder);
  const outside = gitAt({ folder: parent, env: { GIT_CEILING_DIRECTORIES: parent } }, remote);
  const cloned = await outside.contact(['clone', ...options, ...from, '--', remote.address, folder]);
  if (cloned.ok) return readBase(gitAt({ folder, env: { GIT_DIR: folder } }, remote), remote);
  if (request.mayBeGone && base !== undefined && isBranchMissing(cloned.stderr)) {
    return cloneBase({ ...request, base: undefined }, left);
  }
  if (!isRedirected(cloned.stderr)) return gitFailure('read the branches', cloned.stderr, remote);
  const moved = await addressAfterRedirect(outside, remote);
  if (!moved?.isSameOrigin || left === 0) return redirectFailure(remote, moved);
  return cloneBase({ ...request, remote: { ...remote, address: moved.address } }, left - 1);
}

async function readBase(git: Git, remote: Remote): Promise<Step<ClonedBase>> {
  const [named, at] = await git.runAll([
    ['symbolic-ref', '--short', 'HEAD'],
    ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'],
  ]);
  if (named?.ok && at?.ok) return done({ git, remote, base: named.stdout.trim(), baseTip: at.stdout.trim() });
  return failures.request(`${remote.address} has no commits.`, 'Push a first commit to its default branch, then retry.');
}

/** Answers the commit that was fetched. */
async function fetchAs({ git, remote }: Pick<BranchHistory, 'git' | 'remote'>, from: string, to: string): Promise<Step<string>> {
  const refs = `+${from}:${to}`;
  const [fetched, tip] = await git.contactAll([
    ['fetch', '--quiet', '--no-tags', '--filter=tree:0', 'origin', refs],
    ['rev-parse', '--verify', '--quiet', `${to}^{commit}`],
  ]);
  if (!fetched?.ok || !tip?.ok) return gitFailure(`fetch ${from}`, fetched?.stderr ?? '', remote);
  return done(tip.stdout.trim());
}

/** Whether a commit is, or holds, another one. False also where one of them is not there. */
export const holds = async ({ git }: BranchHistory, commit: string, other: string): Promise<boolean> =>
  commit === other || (await git.run(['merge-base', '--is-ancestor', other, commit], { env: { GIT_NO_LAZY_FETCH: '1' } })).ok;

/** Makes the commits of a pull request known, also where its branch is gone. A forge that keeps none of them is no failure. */
export const fetchPullRequest = async (history: BranchHistory, number: number): Promise<void> => {
  await fetchAs(history, `refs/pull/${number}/head`, `refs/bgagent/pull/${number}`);
};

/** The message of a commit. */
export const messageOfCommit = async ({ git }: BranchHistory, commit: string): Promise<string> =>
  (await git.run(['show', '--no-patch', '--format=%B', commit])).stdout;
