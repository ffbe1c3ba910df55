/** How far the repositories of a task have come, and what the task says of them when it ends. */
import type { TaskChanges } from '../../../adapters/task-stores.ts';
import type { RepositoryOutcome } from '../../../contracts/shared-repos.ts';
import type { Failed } from '../../failure.ts';
import { firstLines, lastLines } from '../../text/cut-lines.ts';
import type { Job } from '../job.ts';
import { isKeptForReview, keptChanges, keptWorkOf, type RefWithCommit } from '../review/kept-work.ts';
import { longestSaid, longestStat, reportOf } from '../step/reports.ts';
import type { Verdict } from '../verify.ts';
import type { WorkResult } from '../work-result.ts';
import type { Member } from './clone-members.ts';
import { toldTogether } from './outcomes.ts';

export interface Progress {
  readonly member: Member;
  /** Undefined: it was not changed, or nothing of it is committed. */
  commit: string | undefined;
  verdict: Verdict | undefined;
  isPushed: boolean;
  /** The ref that has its work for a review. Undefined: none has, or it is not reviewed. */
  ref: RefWithCommit | undefined;
  pullRequest: string | null;
  /** What failed in it besides a check. */
  failed: Failed | undefined;
}

export const beginningOf = (member: Member): Progress => ({
  member,
  commit: undefined,
  verdict: undefined,
  isPushed: false,
  ref: undefined,
  pullRequest: null,
  failed: undefined,
});

/** One check that failed fails the task; null: there was none. */
export function checkedTogether(all: readonly Progress[], key: 'buildPassed' | 'lintPassed'): boolean | null {
  const values = all.map(({ verdict }) => verdict?.[key] ?? null);
  if (values.includes(false)) return false;
  return values.includes(true) ? true : null;
}

/** What the checks say that failed; null: none did. */
export function messageOfChecks(all: readonly Progress[]): string | null {
  const failing = all.flatMap(({ member: { repo }, verdict }) =>
    verdict?.message == null ? [] : [{ repo, text: verdict.message }],
  );
  return failing.length === 0 ? null : toldTogether(failing);
}

export const failedVerifierOf = (all: readonly Progress[]): string | null =>
  all.map(({ verdict }) => verdict?.failedVerifier ?? null).find((name) => name !== null) ?? null;

/** What is kept of all repositories for a review; nothing of a task that is not reviewed. */
export function keptTogether(job: Job, all: readonly Progress[], result: WorkResult): TaskChanges {
  if (!isKeptForReview(job)) return {};
  const work = all.flatMap(({ member, ref, verdict }) => keptWorkOf(member.job, ref, verdict?.checks ?? []));
  return keptChanges(job, work, result);
}

/** The last that the checks printed that failed, each with its share. */
export function saidTogether(all: readonly Progress[]): string {
  const failing = all.filter(({ verdict }) => verdict?.buildPassed === false);
  const share = Math.floor(longestSaid / Math.max(1, failing.length));
  return failing.map(({ member: { repo }, verdict }) => `${repo}:\n${lastLines(verdict?.said ?? '', share)}`).join('\n\n');
}

/** Whether something was changed, and in which files. The task has no commit of its own: each repository has one. */
export async function reportTogether({ task }: Job, all: readonly Progress[]): Promise<TaskChanges> {
  const reports = await Promise.all(all.map(({ member, commit }) => reportOf(task, member.hydrated.clone, commit)));
  return changedTogether(all, reports);
}

/** @param reports of the repositories, in their order */
export function changedTogether(all: readonly Progress[], reports: readonly TaskChanges[]): TaskChanges {
  const stats = all.flatMap(({ member: { repo } }, at) => {
    const stat = reports[at]?.diff_stat ?? '';
    return stat === '' ? [] : [`${repo}:\n${stat}`];
  });
  const changed = reports.some((each) => each.changed);
  return { changed, ...(stats.length === 0 ? {} : { diff_stat: firstLines(stats.join('\n'), longestStat) }) };
}

/** @param isKnown false where the task failed before each repository had its end */
export function outcomeOf(
  { member, commit, verdict, isPushed, pullRequest, failed }: Progress,
  isKnown: boolean,
): RepositoryOutcome {
  const { branch, tip } = member.hydrated.clone;
  const hasFailed = failed !== undefined || verdict?.buildPassed === false;
  return {
    repo: member.repo,
    outcome: hasFailed || !isKnown ? null : commit === undefined ? 'no_changes' : 'changed',
    build_passed: verdict?.buildPassed ?? null,
    branch: isPushed || tip !== undefined ? branch : null,
    commit: isPushed ? (commit ?? null) : null,
    pr_url: pullRequest,
    message: failed?.failure.message ?? verdict?.message ?? null,
  };
}
