/**
 * Pushes the commit to its branch, or to the ref that keeps it for a review. The push names the tip that was checked, and git refuses it where the branch has another tip by then: so
 * no commit of anyone else is lost (architecture.md, The worker).
 * Work that starts from another branch replaces what its branch has, if all of that carries the trailer of this target, of no later
 * attempt, or came from the branch that this one was made from and is kept elsewhere (kept-elsewhere.ts).
 * Work that goes on with what is there replaces nothing of what it started from, but the commits that it dropped. Where the tip moved
 * meanwhile, the same rule holds for what came since.
 */
import { done, failures, type Failed, type Step } from '../failure.ts';
import type { Clone } from './clone.ts';
import { findTip } from './find-branch-tip.ts';
import { gitFailure } from './git-failure.ts';
import { isKeptElsewhere, type MadeFrom } from './kept-elsewhere.ts';
import { allHistory } from './own-commits.ts';
import { trailerKey, type Trailer } from './trailer.ts';
import { isReviewRef, refOfBranch, shownRef } from './work-ref.ts';

export interface PushRequest {
  readonly clone: Clone;
  /** The whole name of the ref to push to. */
  readonly ref: string;
  readonly commit: string;
  readonly trailer: Trailer;
  /** True where the work rewrote the branch's history itself: then only the tip that it started from may be replaced. */
  readonly keepCommits: boolean;
  /** Undefined for a branch that was made from the default branch. */
  readonly madeFrom: MadeFrom | undefined;
}

/** `refusesRef`: the host takes no ref of this name, whatever its commits are. */
export type Pushed = Step<void> & { readonly refusesRef?: boolean };

/** Another push may come between the check and the push; then the new tip is checked. */
const tries = 3;
const tipRef = 'refs/bgagent/tip';
const baseRef = 'refs/bgagent/base';

const hasMoved = /stale info|\(fetch first\)|cannot lock ref|incorrect old value|directory file conflict/i;
/** In the words of git, and of the hooks of hosts that take branches and tags alone. */
const refusal = /\[remote rejected\](.*)/g;
const refusedRef = /funny refname|hidden ref|declined|denied|prohibited|not (?:allowed|permitted|supported)/i;
const isRefused = (stderr: string): boolean => [...stderr.matchAll(refusal)].some(([, why = '']) => refusedRef.test(why));

export async function pushTo(request: PushRequest): Promise<Pushed> {
  const { clone, commit, ref } = request;
  const { git, remote } = clone;
  for (let n = 0; n < tries; n += 1) {
    const tip = n === 0 ? await firstTip(request) : await findTip({ git, remote, ref });
    if (!tip.ok) return tip;
    const allowed = await mayReplace(request, tip.value);
    if (!allowed.ok) return allowed;
    const lease = `--force-with-lease=${ref}:${tip.value ?? ''}`;
    const pushed = await git.contact(['push', '--quiet', '--no-verify', lease, remote.address, `${commit}:${ref}`]);
    if (pushed.ok) return done(undefined);
    if (hasMoved.test(pushed.stderr)) continue;
    return { ...gitFailure(`push to ${shownRef(ref)}`, pushed.stderr, remote), refusesRef: isRefused(pushed.stderr) };
  }
  return failures.blocked(`Others keep pushing to ${shownRef(ref)}, so nothing was pushed.`);
}

/**
 * What was known before the work is not looked at again: git refuses the push if it is another by now. To find the tip of a ref that is no
 * branch, the remote lists all refs that it has, which may be many.
 */
function firstTip({ clone, ref }: PushRequest): Promise<Step<string | undefined>> | Step<string | undefined> {
  if (isReviewRef(ref)) return done(clone.tipRef === ref ? clone.tip : undefined);
  return clone.isNewBranch ? done(undefined) : findTip({ ...clone, ref });
}

interface Commit {
  readonly id: string;
  readonly author: string;
  readonly subject: string;
  readonly trailers: readonly string[];
}

async function mayReplace(request: PushRequest, tip: string | undefined): Promise<Step<void>> {
  const { clone, ref, trailer, keepCommits, madeFrom } = request;
  // Between the tip that the work started from and its base are only commits that it dropped.
  if (tip === undefined || tip === clone.base || tip === clone.tip) return done(undefined);
  if (keepCommits) {
    return failures.blocked(`${named(ref)} got other commits during the work, so nothing was pushed.`);
  }
  const commits = await commitsBeyondBase(request, tip);
  if (!commits.ok) return commits;
  const others = commits.value.filter(({ trailers }) => !trailers.some((value) => trailer.mayReplace(value)));
  const foreign = await firstForeign(clone, clone.tip === undefined ? madeFrom : undefined, others);
  if (!foreign.ok) return foreign;
  return foreign.value ? refused(ref, foreign.value) : done(undefined);
}

async function firstForeign(
  clone: Clone,
  madeFrom: MadeFrom | undefined,
  commits: readonly Commit[],
): Promise<Step<Commit | undefined>> {
  for (const commit of commits) {
    const kept = madeFrom ? await isKeptElsewhere(clone, madeFrom, commit.trailers) : done(false);
    if (!kept.ok) return kept;
    if (!kept.value) return done(commit);
  }
  return done(undefined);
}

const named = (ref: string): string => `The ${isReviewRef(ref) ? 'ref' : 'branch'} ${shownRef(ref)}`;

function refused(ref: string, foreign: Commit): Failed {
  const whose = `${foreign.id.slice(0, 10)} "${foreign.subject}" by ${foreign.author}`;
  return failures.blocked(`${named(ref)} has commits that are not this target's (${whose}), so nothing was pushed.`);
}

/** All commits of the ref that the base does not have. Fetches the history that it needs for that. */
async function commitsBeyondBase({ clone, ref }: PushRequest, tip: string): Promise<Step<readonly Commit[]>> {
  const { git, branch, baseBranch, base } = clone;
  const tipRefs = `+${ref}:${tipRef}`;
  if (clone.tip !== undefined) {
    const own = await fetchRefs(clone, allHistory, [tipRefs]);
    return own.ok ? listCommits(clone, [tip, `^${base}`]) : own;
  }
  const near = await fetchRefs(clone, '--depth=2', [tipRefs]);
  if (!near.ok) return near;
  const parents = await git.run(['show', '--no-patch', '--format=%P', tip]);
  // As a rule the branch has one commit, directly on the base. Otherwise all of the history is needed.
  if (parents.ok && parents.stdout.trim() === base) return listCommits(clone, ['-1', tip]);
  const refs = [tipRefs, ...(branch === baseBranch ? [] : [`+${refOfBranch(baseBranch)}:${baseRef}`])];
  const all = await fetchRefs(clone, allHistory, refs);
  if (!all.ok) return all;
  return listCommits(clone, [tip, `^${base}`, ...(branch === baseBranch ? [] : [`^${baseRef}`])]);
}

async function fetchRefs({ git, remote }: Clone, depth: string, refs: readonly string[]): Promise<Step<void>> {
  const fetched = await git.contact(['fetch', '--quiet', '--no-tags', depth, remote.address, ...refs]);
  return fetched.ok ? done(undefined) : gitFailure('fetch the branch', fetched.stderr, remote);
}

async function listCommits({ git, remote }: Clone, range: readonly string[]): Promise<Step<readonly Commit[]>> {
  const format = `%H%x1f%an <%ae>%x1f%s%x1f%(trailers:key=${trailerKey},valueonly,unfold,separator=%x1d)%x1e`;
  const listed = await git.run(['log', `--format=${format}`, ...range, '--']);
  if (!listed.ok) return gitFailure('read the branch', listed.stderr, remote);
  const records = listed.stdout
    .split('\x1e')
    .map((record) => record.trim())
    .filter((record) => record !== '');
  return done(records.map(readCommit));
}

function readCommit(record: string): Commit {
  const [id = '', author = '', subject = '', trailers = ''] = record.split('\x1f');
  return { id, author, subject, trailers: trailers.split('\x1d').map((value) => value.trim()) };
}
