/**
 * Publishes what the work left in the repositories of a task: pushes first, then the pull requests, and those only where nothing failed
 * before: the change is one change. What fails in one repository keeps no other from going on. Work that a person is to look at first is pushed
 * to its refs for that alone.
 */
import type { TaskChanges } from '../../../adapters/task-stores.ts';
import { recordChange } from '../change/record-change.ts';
import { completedEnding, failureEnding, type Ending } from '../ending.ts';
import type { Job } from '../job.ts';
import { mayStay, proposeChanges } from '../publish-changes.ts';
import { pushCommit } from '../push-commit.ts';
import { isKeptForReview, keepForReview } from '../review/kept-work.ts';
import { verifierThatFailed } from '../step/keep-failed.ts';
import type { WorkResult } from '../work-result.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { failedTogether } from './outcomes.ts';
import {
  checkedTogether,
  failedVerifierOf,
  keptTogether,
  messageOfChecks,
  outcomeOf,
  reportTogether,
  saidTogether,
  type Progress,
} from './progress.ts';

export async function publishTogether(job: Job, all: readonly Progress[], result: WorkResult): Promise<Ending> {
  if (isKeptForReview(job)) {
    await fewAtATime(
      all.filter(({ failed }) => !failed),
      keep,
    );
    return endingOf(job, all, { result, change: await recordChange(job, all.map(changedIn)) });
  }
  const withPullRequests = all.every(({ failed }) => !failed) && checkedTogether(all, 'buildPassed') !== false;
  const published = all.filter((each) => each.commit !== undefined || (withPullRequests && hasBranch(each)));
  const change = await recordChange(job, all.map(changedIn));
  if (published.length > 0) {
    await job.finalizing();
    await fewAtATime(published, push);
    // One after the other, as forges ask for it.
    if (withPullRequests) for (const each of published) await propose(each, result);
  }
  return endingOf(job, all, { result, change });
}

/** What is recorded of the change of a repository: of work that is kept for a review, exactly the commit that is kept. */
export const changedIn = ({ member: { job, hydrated, folder }, commit, ref }: Progress) => ({
  ...{ job, hydrated, folder },
  commit: ref?.commit ?? commit,
});

/** Its branch has the work of earlier attempts, whose pull request says what this one found. */
const hasBranch = ({ member }: Progress): boolean => member.hydrated.clone.tip !== undefined;

async function push(each: Progress): Promise<void> {
  const { member, commit } = each;
  if (commit === undefined) return;
  const pushed = await pushCommit(member.job, member.hydrated, commit);
  if (pushed.ok) each.isPushed = true;
  else each.failed = pushed;
}

async function keep(each: Progress): Promise<void> {
  const { member, commit } = each;
  const kept = await keepForReview(member.job, member.hydrated, commit);
  if (!kept.ok) {
    each.failed = kept;
    return;
  }
  each.ref = kept.value;
  each.isPushed = commit !== undefined;
}

async function propose(each: Progress, result: WorkResult): Promise<void> {
  const { member, commit, verdict, failed } = each;
  if (failed) return;
  const opened = await proposeChanges(member.job, member.hydrated, { result, checks: verdict?.checks ?? [] });
  if (opened.ok) each.pullRequest = opened.value;
  else if (!mayStay(member.job, commit, opened)) each.failed = opened;
}

interface Made {
  readonly result: WorkResult;
  readonly change: Pick<TaskChanges, 'change'>;
}

async function endingOf(job: Job, all: readonly Progress[], { result, change }: Made): Promise<Ending> {
  const failed = failedTogether(all.flatMap(({ member: { repo }, failed: own }) => (own ? [{ repo, failed: own }] : [])));
  const buildPassed = checkedTogether(all, 'buildPassed');
  const changes = {
    ...(await reportTogether(job, all)),
    ...change,
    build_passed: buildPassed,
    lint_passed: checkedTogether(all, 'lintPassed'),
    pr_url: all.find(({ pullRequest }) => pullRequest !== null)?.pullRequest ?? null,
    repositories: all.map((each) => outcomeOf(each, true)),
    ...keptTogether(job, all, result),
    ...verifierThatFailed({ failedVerifier: failedVerifierOf(all) }),
    ...(buildPassed === false && job.task.keep_failed === true ? { said: saidTogether(all) } : {}),
  };
  if (failed) {
    const ending = failureEnding(failed, result);
    return { ...ending, changes: { ...changes, ...ending.changes } };
  }
  const outcome = all.some(({ commit }) => commit !== undefined) ? 'changed' : 'no_changes';
  return completedEnding(result, { ...changes, outcome, error_message: messageOfChecks(all) });
}
