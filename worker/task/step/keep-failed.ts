/**
 * Keeps what a failed attempt changed: commits it and pushes it to its branch, or to its ref for a review, and opens no pull request (architecture.md, The worker). A
 * heal, and a retry of a person, go on there. A change that holds a secret is not kept, nor one of an attempt that was cancelled.
 * Invariant: whatever happens here, the attempt ends with the failure that it had.
 */
import type { TaskChanges } from '../../../adapters/task-stores.ts';
import type { FailureClass } from '../../../core/failure.ts';
import type { Failed, Step } from '../../failure.ts';
import { TaskStopped } from '../../task-stopped.ts';
import { recordChange } from '../change/record-change.ts';
import { commitWork } from '../commit-work.ts';
import { failureEnding, type Ending } from '../ending.ts';
import { withSignal, type Hydrated } from '../hydrate.ts';
import type { Job } from '../job.ts';
import { pushCommit } from '../push-commit.ts';
import { isKeptForReview, keptChanges, keptWorkOf, refBefore, type RefWithCommit } from '../review/kept-work.ts';
import type { BegunWork } from '../run-work.ts';
import { inWhich } from '../shared/in-which.ts';
import { checkStep } from './check-step.ts';
import { diffStat, longestSaid } from './reports.ts';
import type { Place } from '../place.ts';
import type { CheckResult } from '../verify.ts';

/** Milliseconds after the time limit in which the change must be kept. */
const timeToKeep = 2 * 60_000;

/** Failures of the work itself, and not of what is around it. */
const keptClasses: readonly FailureClass[] = ['agent', 'timeout', 'budget', 'verification'];

export interface FailedWork {
  readonly failed: Failed;
  readonly begun: BegunWork;
  /** The commit of what it changed, if it is made already. */
  readonly commit?: string | undefined;
  /** What the check said that failed. Absent: the end of the whole output. */
  readonly said?: string;
  /** The checks that ran on its commit. Absent: none. */
  readonly checks?: readonly CheckResult[];
  /** Absent or null: none failed. */
  readonly failedVerifier?: string | null;
}

/** For the row. */
export const verifierThatFailed = ({ failedVerifier = null }: Pick<FailedWork, 'failedVerifier'>): TaskChanges =>
  failedVerifier === null ? {} : { failed_verifier: failedVerifier };

export async function failedWork(job: Job, at: Place, failing: FailedWork): Promise<Ending> {
  const { failed, begun, checks = [] } = failing;
  const ended = failureEnding(failed, begun.result);
  const ending = { ...ended, changes: { ...ended.changes, ...verifierThatFailed(failing) } };
  if (!isKept(job, failed)) return ending;
  const said = failing.said ?? job.output.tail(longestSaid);
  if (at.workflow.readOnly) return { ...ending, changes: { ...ending.changes, said } };
  const { changes, ref } = await keepChange(job, at, failing);
  const isReviewed = isKeptForReview(job);
  const kept = isReviewed ? keptChanges(job, keptWorkOf(job, ref, checks), begun.result) : {};
  const commit = changes.commit ?? (isReviewed ? ref?.commit : undefined);
  const change = await recordChange(job, [{ job, hydrated: at.hydrated, commit }]);
  return { ...ending, changes: { ...ending.changes, said, ...changes, ...change, ...kept } };
}

// True of the type: every failure is made with a class (worker/failure.ts).
const classOf = ({ failure }: Failed): FailureClass => failure.classification.category as FailureClass;

/** Whether what the attempt changed is kept. */
export const isKept = ({ task }: Job, failed: Failed): boolean =>
  task.keep_failed === true && keptClasses.includes(classOf(failed));

/** What a failed attempt left. */
interface KeptChange {
  readonly changes: TaskChanges;
  /** The ref that has its work, or that of attempts before it. Undefined: none has. */
  readonly ref: RefWithCommit | undefined;
}

/** Answers what is in the branch now, and what else the attempt changed. */
export async function keepChange(job: Job, { hydrated, work }: Place, failing: FailedWork): Promise<KeptChange> {
  const { clone } = hydrated;
  const { commit, pushed } = await keepInTime(job, hydrated, failing);
  const checked = await checkStep(clone.git, pushed?.commit ?? clone.base, work);
  const report = checked.ok ? checked.value.report : undefined;
  const changes = {
    changed: commit !== undefined,
    commit: pushed?.commit ?? null,
    ...(commit === undefined ? {} : { diff_stat: await diffStat(clone, commit) }),
    ...(report ? { batch: report } : {}),
  };
  return { changes, ref: pushed ?? refBefore(clone) };
}

interface Kept {
  /** Undefined: nothing was changed, or it cannot be kept. */
  commit: string | undefined;
  /** The same, if it was pushed. */
  pushed: RefWithCommit | undefined;
}

async function keepInTime(job: Job, hydrated: Hydrated, failing: FailedWork): Promise<Kept> {
  const timeout = AbortSignal.timeout(Math.max(1, failing.begun.deadline + timeToKeep - Date.now()));
  const signal = AbortSignal.any([job.signal, timeout]);
  const inTime = { job: { ...job, signal }, hydrated: { ...hydrated, clone: withSignal(job, hydrated.clone, signal) } };
  const kept: Kept = { commit: undefined, pushed: undefined };
  try {
    // What a rebase that failed leaves is half of a history.
    if (!hydrated.keepCommits) kept.commit = await commitOf(inTime.job, inTime.hydrated, failing);
    if (kept.commit !== undefined) kept.pushed = await push(inTime.job, inTime.hydrated, kept.commit);
  } catch (error) {
    if (!(error instanceof TaskStopped) || job.signal.aborted || !timeout.aborted) throw error;
    tell(job, 'the time for it was over.');
  }
  return kept;
}

async function commitOf(job: Job, hydrated: Hydrated, { commit, begun }: FailedWork): Promise<string | undefined> {
  return commit ?? valueOf(job, await commitWork(job, hydrated, begun));
}

/** Answers the commit with its ref if it is there now. */
async function push(job: Job, hydrated: Hydrated, commit: string): Promise<RefWithCommit | undefined> {
  await job.finalizing();
  const ref = valueOf(job, await pushCommit(job, hydrated, commit));
  return ref === undefined ? undefined : { ref, commit };
}

function valueOf<T>(job: Job, step: Step<T>): T | undefined {
  if (step.ok) return step.value;
  tell(job, step.failure.message);
  return undefined;
}

const tell = (job: Job, why: string): void => {
  job.output.append(`\n(What the failed work changed${inWhich(job)} is not kept: ${why})\n`);
};
