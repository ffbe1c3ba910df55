/**
 * Publishes the work that a person approved in a review (semantics 27): no agent and no command runs. All of it is found first, and if a part is
 * not there any more as it was approved, nothing is published: the change is one change. Then come the pushes, the pull requests, and at last the
 * refs for the review go. A worker that takes the task over does all of it again: what is done already stays as it is.
 */
import type { TaskChanges } from '../../../adapters/task-stores.ts';
import type { KeptForReview, KeptWork } from '../../../contracts/change.ts';
import type { RepositoryOutcome } from '../../../contracts/shared-repos.ts';
import type { Failed, Step } from '../../failure.ts';
import { pushTo } from '../../git/push.ts';
import { trailerOf } from '../../git/trailer.ts';
import { isReviewRef, refOfBranch } from '../../git/work-ref.ts';
import { recordChange, type ChangedRepository } from '../change/record-change.ts';
import { completedEnding, failureEnding, type Ending } from '../ending.ts';
import type { Job } from '../job.ts';
import { proposeChanges } from '../publish-changes.ts';
import { madeFromOf } from '../push-commit.ts';
import { jobOf } from '../shared/clone-members.ts';
import { fewAtATime } from '../shared/few-at-a-time.ts';
import { inWhich } from '../shared/in-which.ts';
import { failedTogether } from '../shared/outcomes.ts';
import { findKept, type FoundWork, type MovedWork } from './find-kept.ts';
import { publishFailures } from './publish-failures.ts';
import { saidOf } from './said-of-kept.ts';

const nothingRan = { cost_usd: 0, turns: 0 } as const;

/** @throws TaskStopped when the worker stops the task */
export async function publishKept(job: Job, kept: KeptForReview): Promise<Ending> {
  await job.running();
  if (kept.work.length === 0) return nothingKept(job);
  const parts = await fewAtATime(kept.work, (work) => findPart(job, work));
  const moved = parts.filter(({ found }) => found.ok && found.value.kind === 'moved');
  const failing = parts.filter(({ found }) => !found.ok);
  // What moved comes first: the target waits for a review again then, whatever else failed.
  const failed = failedOf(job, [...moved, ...failing]);
  if (failed) return moved.length > 0 ? reviewedAnew(job, failed, { kept, parts }) : failureEnding(failed, nothingRan);
  const published = parts.flatMap(({ found, ...part }): Publishing[] =>
    found.ok && found.value.kind !== 'moved' ? [beginningOf(part, found.value)] : [],
  );
  return publish(job, kept, published);
}

function nothingKept(job: Job): Ending {
  const said = 'Nothing is kept that could be published';
  job.output.append(`(${said}.)\n`);
  return completedEnding(nothingRan, { outcome: 'step_skipped', changed: false, said });
}

/** The work in one repository. */
interface Part {
  readonly work: KeptWork;
  /** Of its repository, where the task has several. */
  readonly job: Job;
  /** Absent: the task has one repository. */
  readonly folder?: string | undefined;
  readonly found: Step<FoundWork | MovedWork>;
}

async function findPart(job: Job, work: KeptWork): Promise<Part> {
  const { shared_repos: shared = [], repo } = job.task;
  const at = shared.findIndex((each) => each.repo === work.repo);
  const member = shared[at];
  const inIt = member ? jobOf(job, member, at) : job;
  const isOwn = member !== undefined || (shared.length === 0 && work.repo === repo);
  return {
    work,
    job: inIt,
    folder: member?.folder,
    found: isOwn ? await findKept(inIt, work) : publishFailures.foreign(work.ref),
  };
}

/** Of a task with several repositories the message names each. */
function failedOf({ sharing }: Job, parts: readonly Part[]): Failed | undefined {
  const failing = parts.flatMap(({ work: { repo }, found }) => {
    const failed = found.ok ? found.value.kind === 'moved' && found.value.failed : found;
    return failed ? [{ repo, failed }] : [];
  });
  return sharing.length === 0 ? failing[0]?.failed : failedTogether(failing);
}

interface Unpublished {
  readonly kept: KeptForReview;
  readonly parts: readonly Part[];
}

/** The row says what is there instead, and how the change is now, for the review that comes then. */
async function reviewedAnew(job: Job, failed: Failed, { kept, parts }: Unpublished): Promise<Ending> {
  const work = parts.map(({ work: each, found }) =>
    // No check has run on it.
    found.ok && found.value.kind === 'moved' ? { ...each, commit: found.value.tip, checks: [] } : each,
  );
  const change = await recordChange(job, parts.flatMap(changedIn));
  const ending = failureEnding(failed, nothingRan);
  return { ...ending, changes: { ...ending.changes, ...change, kept: { ...kept, work } } };
}

/** What is recorded of the change of a repository. */
function changedIn({ job, work: { ref }, folder, found }: Part): ChangedRepository[] {
  if (!found.ok) return [];
  const { clone } = found.value;
  const hydrated = { clone: { ...clone, tip: clone.base, tipRef: ref }, forge: undefined, pullRequest: undefined };
  return [
    { job, hydrated: { ...hydrated, keepCommits: false }, commit: clone.base, ...(folder === undefined ? {} : { folder }) },
  ];
}

interface Publishing {
  readonly work: KeptWork;
  readonly job: Job;
  readonly found: FoundWork;
  isPushed: boolean;
  failed: Failed | undefined;
  pullRequest: string | null;
}

const beginningOf = ({ work, job }: Omit<Part, 'found'>, found: FoundWork): Publishing => ({
  ...{ work, job, found },
  ...{ isPushed: found.kind !== 'kept', failed: undefined, pullRequest: null },
});

async function publish(job: Job, kept: KeptForReview, parts: readonly Publishing[]): Promise<Ending> {
  await job.finalizing();
  await fewAtATime(parts, push);
  // One after the other, as forges ask for it.
  for (const part of parts) await propose(part, kept);
  const done = parts.filter(({ failed }) => !failed);
  await fewAtATime(done, removeRef);
  return endingOf(job, parts);
}

async function push(part: Publishing): Promise<void> {
  const { job, work, found } = part;
  const { clone, forge, kind } = found;
  if (kind !== 'kept') return;
  const request = { clone, commit: work.commit, trailer: trailerOf(job.task), keepCommits: false };
  const pushed = await pushTo({ ...request, ref: refOfBranch(clone.branch), madeFrom: madeFromOf(job, forge) });
  if (!pushed.ok) {
    part.failed = pushed;
    return;
  }
  part.isPushed = true;
  job.output.append(`Published ${work.commit} as ${clone.branch}${inWhich(job)}\n`);
}

async function propose(part: Publishing, kept: KeptForReview): Promise<void> {
  const { job, work, found, failed } = part;
  if (failed) return;
  if (found.kind === 'merged') {
    job.output.append(`${work.commit} is merged already${inWhich(job)}\n`);
    part.pullRequest = found.pullRequest;
    return;
  }
  const { clone, forge } = found;
  const result = await saidOf(job, clone, kept);
  const hydrated = { clone, forge, pullRequest: undefined, keepCommits: false };
  const opened = await proposeChanges(job, hydrated, { result, checks: work.checks, withoutChecks: 'None ran on this commit.' });
  if (opened.ok) part.pullRequest = opened.value;
  else part.failed = opened;
}

/** Only with the commit that was published: what others pushed there since stays. A ref that stays costs nothing. */
async function removeRef({ job, work: { ref, commit }, found: { clone } }: Publishing): Promise<void> {
  if (!isReviewRef(ref)) return;
  const { git, remote } = clone;
  const lease = `--force-with-lease=${ref}:${commit}`;
  const removed = await git.contact(['push', '--quiet', '--no-verify', lease, remote.address, `:${ref}`]);
  if (removed.ok || /remote ref does not exist/.test(removed.stderr)) return;
  job.output.append(`(The ref ${ref} is not removed${inWhich(job)}: ${removed.stderr.trim()})\n`);
}

function endingOf(job: Job, parts: readonly Publishing[]): Ending {
  const { sharing, task } = job;
  const failing = parts.flatMap(({ work: { repo }, failed }) => (failed ? [{ repo, failed }] : []));
  const failed = sharing.length === 0 ? failing[0]?.failed : failedTogether(failing);
  const pr_url = parts.find(({ pullRequest }) => pullRequest !== null)?.pullRequest ?? null;
  const [part] = parts;
  const changes: TaskChanges = {
    ...{ pr_url, changed: true },
    ...(task.shared_repos ? { repositories: repositoriesOf(task.shared_repos, parts) } : { commit: part?.work.commit ?? null }),
  };
  if (!failed) return completedEnding(nothingRan, { ...changes, outcome: 'changed' });
  const ending = failureEnding(failed, nothingRan);
  // The task of one repository has published nothing then.
  return sharing.length === 0 ? ending : { ...ending, changes: { ...changes, ...ending.changes } };
}

const repositoriesOf = (shared: readonly { readonly repo: string }[], parts: readonly Publishing[]): RepositoryOutcome[] =>
  shared.map(({ repo }) => {
    const part = parts.find(({ work }) => work.repo === repo);
    const failed = part?.failed;
    const pushed = part?.isPushed ? part : undefined;
    return {
      repo,
      outcome: failed ? null : part ? 'changed' : 'no_changes',
      build_passed: part && part.work.checks.length > 0 ? part.work.checks.every(({ passed }) => passed) : null,
      branch: pushed?.found.clone.branch ?? null,
      commit: pushed?.work.commit ?? null,
      pr_url: part?.pullRequest ?? null,
      message: failed?.failure.message ?? null,
    };
  });
