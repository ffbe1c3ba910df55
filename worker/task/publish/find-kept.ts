/**
 * Finds the work that a person approved, before anything of it is published: exactly its commit, at its ref, or where an earlier run of this
 * task has published it. It is looked through for secrets again, because a person may have pushed it.
 */
import type { KeptWork } from '../../../contracts/change.ts';
import { done, failures, type Failed, type Step } from '../../failure.ts';
import type { Forge } from '../../forge/forge.ts';
import { placesOfAddedSecrets } from '../../git/added-secrets.ts';
import type { Clone } from '../../git/clone.ts';
import { workerGitFolder } from '../../git/copy-git-folder.ts';
import { gitFailure, isBranchMissing } from '../../git/git-failure.ts';
import type { Git } from '../../git/git.ts';
import { allHistory } from '../../git/own-commits.ts';
import { addressAfterRedirect, isRedirected, redirectFailure } from '../../git/redirect.ts';
import type { Remote } from '../../git/remote.ts';
import { refOfBranch, reviewRefOf } from '../../git/work-ref.ts';
import { gitFor } from '../git-for.ts';
import type { Job } from '../job.ts';
import { remoteOfTask } from '../remote-of-task.ts';
import { baseNameIn, depthOfWork } from '../start-branch.ts';
import { publishFailures } from './publish-failures.ts';

/** Commits in a git folder of the worker's own: the base in `refs/bgagent/base`, the approved work in `refs/bgagent/kept`. */
export interface FoundWork {
  readonly kind: 'kept' | 'published' | 'merged';
  readonly forge: Forge | undefined;
  /** `base` is the commit that was approved: what the branch has besides is looked at before the push. */
  readonly clone: Clone;
  /** Of the pull request that was merged; null: none is known. */
  readonly pullRequest: string | null;
}

/** The ref has another commit. */
export interface MovedWork {
  readonly kind: 'moved';
  readonly tip: string;
  readonly failed: Failed;
  /** `base` is that commit. */
  readonly clone: Clone;
}

const baseRef = 'refs/bgagent/base';
const keptRef = 'refs/bgagent/kept';

export async function findKept(job: Job, work: KeptWork): Promise<Step<FoundWork | MovedWork>> {
  const branch = job.task.branch_name ?? `bgagent/${job.task.task_id}`;
  if (work.ref !== reviewRefOf(branch) && work.ref !== refOfBranch(branch)) return publishFailures.foreign(work.ref);
  const described = remoteOfTask(job.task, job.repository, job);
  if (!described.ok) return described;
  const { secrets, forge, login } = described.value;
  job.secrets.add(...secrets, forge?.token, login && `${login.user}:${login.password}`);
  const looked = await lookAt(job, described.value, branch);
  if (!looked.ok) return looked;
  const place: Place = { ...looked.value, job, work, branch, forge: forge && job.connectForge(forge) };
  const { branchTip } = place;
  if (branchTip === work.commit) return fetched(place, refOfBranch(branch));
  if (work.ref === refOfBranch(branch)) return branchTip === undefined ? publishedBefore(place) : fetched(place, work.ref);
  const found = await fetched(place, work.ref);
  return found.ok || !found.hasNoRef ? found : publishedBefore(place);
}

interface Looked {
  readonly git: Git;
  readonly remote: Remote;
  /** The branch that the pull request is opened against. */
  readonly baseBranch: string;
  readonly branchTip: string | undefined;
}

interface Place extends Looked {
  readonly job: Job;
  readonly work: KeptWork;
  readonly branch: string;
  readonly forge: Forge | undefined;
}

/** Redirects followed. A renamed repository redirects to its new name, which may have been renamed too. */
const mostRedirects = 3;

async function lookAt(job: Job, remote: Remote, branch: string, left = mostRedirects): Promise<Step<Looked>> {
  const base = job.task.base_branch ?? null;
  const git = gitFor(job)(workerGitFolder(job.sandbox), remote);
  const refs = ['HEAD', refOfBranch(branch), ...(base === null ? [] : [refOfBranch(base)])];
  const ends = await git.contactAll([
    ['init', '--quiet', '--bare', '--template='],
    ['ls-remote', '--quiet', '--symref', remote.address, ...refs],
  ]);
  const stderr = ends.find(({ ok }) => !ok)?.stderr;
  if (stderr === undefined) {
    const listed = ends.at(-1)?.stdout ?? '';
    const baseBranch = baseNameIn(listed, { base, defaultBranch: job.repository?.default_branch ?? undefined });
    return done({ git, remote, baseBranch, branchTip: tipIn(listed, refOfBranch(branch)) });
  }
  if (!isRedirected(stderr)) return gitFailure('look at the branches', stderr, remote);
  const moved = await addressAfterRedirect(git, remote);
  if (!moved?.isSameOrigin || left === 0) return redirectFailure(remote, moved);
  return lookAt(job, { ...remote, address: moved.address }, branch, left - 1);
}

/** @param listed a commit and the name of its ref in each line */
const tipIn = (listed: string, ref: string): string | undefined =>
  listed
    .split('\n')
    .find((line) => line.endsWith(`\t${ref}`))
    ?.split('\t', 1)
    .join('');

type Fetched = Step<FoundWork | MovedWork> & { readonly hasNoRef?: boolean };

/** @param from the ref that has, or had, the commit */
async function fetched(place: Place, from: string): Promise<Fetched> {
  const { job, work, git, remote, baseBranch } = place;
  const fetching = await fetchInto(place, from, `--depth=${depthOfWork}`);
  if (!fetching.ok) {
    return { ...gitFailure(`fetch ${from}`, fetching.stderr, remote), hasNoRef: isBranchMissing(fetching.stderr) };
  }
  const [kept, base, related] = await git.runAll([
    ['rev-parse', `${keptRef}^{commit}`],
    ['rev-parse', `${baseRef}^{commit}`],
    ['merge-base', baseRef, keptRef],
  ]);
  if (!kept?.ok || !base?.ok) return gitFailure(`read ${from}`, kept?.stderr ?? '', remote);
  const clone = { ...cloneOf(place, base.stdout), base: kept.stdout };
  if (kept.stdout !== work.commit) {
    const moved = { ...clone, tip: kept.stdout, tipRef: from };
    return done({ kind: 'moved', tip: kept.stdout, clone: moved, failed: publishFailures.headMoved(work, kept.stdout) });
  }
  // Else the whole history of the base would count as added.
  const deepened = related?.ok ? fetching : await fetchInto(place, from, allHistory);
  if (!deepened.ok) return gitFailure(`fetch ${baseBranch}`, deepened.stderr, remote);
  const places = await placesOfAddedSecrets({ git, commit: work.commit, known: [base.stdout], secrets: job.secrets });
  if (!places.ok) return places;
  if (places.value.length > 0) return failures.secretInTheChange(places.value, 'published');
  const kind = place.branchTip === work.commit ? 'published' : 'kept';
  return done({ kind, forge: place.forge, clone, pullRequest: null });
}

const fetchInto = ({ git, remote, baseBranch }: Place, from: string, depth: string) =>
  git.contact([
    ...['fetch', '--quiet', '--no-tags', depth, remote.address],
    ...[`+${refOfBranch(baseBranch)}:${baseRef}`, `+${from}:${keptRef}`],
  ]);

const cloneOf = ({ git, remote, baseBranch, branch, branchTip }: Place, base: string): Clone => ({
  ...{ git, remote, baseBranch, branch, base, known: [base] },
  baseTree: '',
  isNewBranch: branchTip === undefined,
});

/**
 * The ref is gone. An earlier run of this task that ended just before its end was written, removed it: then the commit is in the branch, under
 * what others pushed since, or was merged.
 */
async function publishedBefore(place: Place): Promise<Step<FoundWork>> {
  const { job, work, git, remote, baseBranch, branch, branchTip, forge } = place;
  const pull = forge ? await forge.pullRequestOf(branch, job.signal) : done(undefined);
  if (!pull.ok) return pull;
  const found = { forge, clone: cloneOf(place, work.commit), pullRequest: pull.value?.url ?? null };
  if (pull.value?.isMerged && pull.value.head === work.commit) return done({ ...found, kind: 'merged' });
  const refs = [
    `+${refOfBranch(baseBranch)}:${baseRef}`,
    ...(branchTip === undefined ? [] : [`+${refOfBranch(branch)}:${keptRef}`]),
  ];
  const fetching = await git.contact(['fetch', '--quiet', '--no-tags', allHistory, remote.address, ...refs]);
  if (!fetching.ok) return gitFailure(`fetch ${branch}`, fetching.stderr, remote);
  const isIn = async (ref: string): Promise<boolean> => (await git.run(['merge-base', '--is-ancestor', work.commit, ref])).ok;
  if (await isIn(baseRef)) return done({ ...found, kind: 'merged' });
  if (branchTip !== undefined && (await isIn(keptRef))) return done({ ...found, kind: 'published' });
  return publishFailures.gone(work);
}
