/**
 * Clones the repository and makes the branch of the work: from the default branch, or from the base branch that the task names, which is
 * that of another target. Where that branch is gone because its work was merged, the work starts from the branch that it was merged into.
 * Work that goes on with its branch starts from the tip of that, if it is there; work that is kept for a review from the tip of the ref for
 * that, else of the branch.
 * Invariant: work on top of a base never starts without it; where the base is gone and was not merged, the task fails.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { done, failures, type Failed, type Step } from '../failure.ts';
import type { Forge } from '../forge/forge.ts';
import { originOfBranch } from '../git/branch-origin.ts';
import { gitFailure } from '../git/git-failure.ts';
import { dropOwnCommits } from '../git/own-commits.ts';
import { cloneRepository, type Clone, type Cloned, type CloneRequest } from '../git/clone.ts';
import { goOnWith } from '../git/go-on.ts';
import { refOfBranch } from '../git/work-ref.ts';
import { historyWith, worksOf } from '../git/work-in-history.ts';

interface GoesOn {
  readonly isOwn: (work: string) => boolean;
  /** The ref that keeps the work for a review; undefined: it is on its branch alone. */
  readonly reviewRef: string | undefined;
}

export interface StartRequest {
  /** All but the branch to start from. */
  readonly clone: Omit<CloneRequest, 'from'>;
  /** Of the task; null: the default branch. */
  readonly base: string | null;
  /** Undefined: that of the remote's HEAD. */
  readonly defaultBranch: string | undefined;
  /** For work that goes on with its branch. `isOwn`: whether a commit at the tip with this value of the trailer is dropped. */
  readonly goesOn: GoesOn | undefined;
  readonly forge: Forge | undefined;
  readonly signal: AbortSignal;
}

/** Merged branches that are followed: one into the other, the last of them into a branch that is there. */
const mostMerges = 20;

/** Commits fetched of a branch that has work already, so that the work can look at its changes. */
export const depthOfWork = 50;

export async function startBranch(request: StartRequest): Promise<Step<Clone>> {
  const { goesOn } = request;
  if (!goesOn) return fromBase(request);
  return goesOn.reviewRef === undefined ? fromBranch(request, goesOn) : fromReview(request, goesOn, goesOn.reviewRef);
}

async function fromBranch(request: StartRequest, { isOwn }: GoesOn): Promise<Step<Clone>> {
  const { clone } = request;
  const cloned = await cloneRepository({ ...clone, from: clone.branch, depth: depthOfWork });
  if (!cloned.ok) return cloned.hasNoBranch ? fromBase(request) : cloned;
  const baseBranch = await nameOfBase(request, cloned.value);
  if (!baseBranch.ok) return baseBranch;
  const at = { tip: cloned.value.base, tipRef: refOfBranch(clone.branch) };
  return dropOwnCommits({ ...cloned.value, baseBranch: baseBranch.value, ...at }, isOwn);
}

async function fromReview(request: StartRequest, { isOwn }: GoesOn, reviewRef: string): Promise<Step<Clone>> {
  const { clone, base, defaultBranch } = request;
  const named = base === null ? undefined : await cloneFrom(request, base);
  const isGone = named?.ok === false && named.hasNoBranch === true;
  const cloned = named === undefined || isGone ? await cloneFrom(request, defaultBranch) : named;
  if (!cloned.ok) return cloned;
  for (const ref of [reviewRef, ...(cloned.value.isNewBranch ? [] : [refOfBranch(clone.branch)])]) {
    const found = await goOnWith(cloned.value, ref, depthOfWork);
    if (!found.ok) return found;
    if (found.value) return dropOwnCommits(found.value, isOwn);
  }
  if (!isGone) return cloned;
  await rm(clone.sandbox.repo, { recursive: true, force: true });
  return fromBase(request);
}

async function nameOfBase(request: StartRequest, { git, remote }: Clone): Promise<Step<string>> {
  const { base, defaultBranch } = request;
  if (base === null && defaultBranch !== undefined) return done(defaultBranch);
  const refs = ['HEAD', ...(base === null ? [] : [refOfBranch(base)])];
  const listed = await git.contact(['ls-remote', '--quiet', '--symref', remote.address, ...refs]);
  return listed.ok ? done(baseNameIn(listed.stdout, request)) : gitFailure('look at the base branch', listed.stderr, remote);
}

/**
 * The branch that a pull request is opened against: the base of the task while it is there, else the default branch.
 * @param listed what `ls-remote --symref` printed of HEAD and the base
 */
export function baseNameIn(listed: string, { base, defaultBranch }: Pick<StartRequest, 'base' | 'defaultBranch'>): string {
  const isThere = base !== null && listed.split('\n').some((line) => line.endsWith(`\t${refOfBranch(base)}`));
  const ofHead = /^ref: refs\/heads\/(\S+)\tHEAD$/m.exec(listed)?.[1];
  return isThere ? base : (defaultBranch ?? ofHead ?? 'HEAD');
}

async function fromBase(request: StartRequest): Promise<Step<Clone>> {
  const { base, defaultBranch } = request;
  if (base === null) return cloneFrom(request, defaultBranch);
  const cloned = await cloneFrom(request, base);
  if (cloned.ok || !cloned.hasNoBranch) return cloned;
  return request.forge ? afterMergeOn(request, request.forge, base) : afterMergeInto(request, base);
}

const cloneFrom = ({ clone }: StartRequest, from: string | undefined): Promise<Cloned> => cloneRepository({ ...clone, from });

/** The forge knows which pull requests were merged, and into which branch. */
async function afterMergeOn(request: StartRequest, forge: Forge, base: string): Promise<Step<Clone>> {
  let gone = base;
  for (let merges = 0; merges < mostMerges; merges += 1) {
    const into = await forge.branchMergedInto(gone, request.signal);
    if (!into.ok) return into;
    if (into.value === undefined) return baseGone(request, gone, 'no pull request of it was merged');
    const cloned = await cloneFrom(request, into.value);
    if (cloned.ok || !cloned.hasNoBranch) return cloned;
    gone = into.value;
  }
  return baseGone(request, gone, `${mostMerges} pull requests were followed to it`);
}

/** Without a forge the history of the default branch tells it. */
async function afterMergeInto(request: StartRequest, base: string): Promise<Step<Clone>> {
  const cloned = await cloneFrom(request, request.defaultBranch);
  if (!cloned.ok) return cloned;
  const merged = await isMerged(request, cloned.value, base);
  if (!merged.ok) return merged;
  return merged.value ? cloned : baseGone(request, base, `its work is not in ${cloned.value.baseBranch}`);
}

/** Reads the commits of the default branch, without their files where the remote can leave them out. */
async function isMerged({ clone: { sandbox } }: StartRequest, clone: Clone, base: string): Promise<Step<boolean>> {
  const origin = originOfBranch(base);
  if (!origin) return done(false);
  const { git, remote, baseBranch } = clone;
  // Beside the sandbox: the work must not find a history that its clone does not have.
  const folder = join(sandbox.gitRoot, 'history');
  const options = [
    '--quiet',
    '--bare',
    '--single-branch',
    '--no-tags',
    '--template=',
    '--filter=tree:0',
    `--branch=${baseBranch}`,
  ];
  const ends = await git.contactAll([
    ['clone', ...options, '--', remote.address, folder],
    ['--git-dir', folder, ...historyWith(origin.id)],
  ]);
  await rm(folder, { recursive: true, force: true });
  const works = worksOf(ends.at(-1), remote);
  return works.ok ? done(works.value.some(({ target }) => origin.isOf(target))) : works;
}

function baseGone({ clone: { remote } }: StartRequest, base: string, why: string): Failed {
  const remedy = 'Push that branch again, or merge its work, then retry.';
  return failures.baseGone(
    `The branch ${base}, which the work is made from, is gone from ${remote.address}, and ${why}.`,
    remedy,
  );
}
