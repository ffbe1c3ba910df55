/**
 * What a task keeps for a review (semantics 27): the commit and its ref, and what its pull request is to say. Kept is all work that the ref
 * has, also where this attempt added nothing to it.
 */
import type { TaskChanges } from '../../../adapters/task-stores.ts';
import type { KeptWork } from '../../../contracts/change.ts';
import { limits } from '../../../contracts/limits.ts';
import { shorten } from '../../../core/text/shorten.ts';
import { done, type Step } from '../../failure.ts';
import type { Clone } from '../../git/clone.ts';
import { gitFailure } from '../../git/git-failure.ts';
import { trailerKey, trailerOf } from '../../git/trailer.ts';
import { firstLines } from '../../text/cut-lines.ts';
import { printedText } from '../../text/printed-text.ts';
import type { Hydrated } from '../hydrate.ts';
import type { Job } from '../job.ts';
import { pushCommit } from '../push-commit.ts';
import type { CheckResult } from '../verify.ts';
import type { WorkResult } from '../work-result.ts';

/** A commit at the tip of a ref. */
export interface RefWithCommit {
  readonly ref: string;
  readonly commit: string;
}

export const isKeptForReview = ({ task }: Pick<Job, 'task'>): boolean => task.keep_for_review === true;

/** Where the work of earlier attempts is, if nothing was pushed since. Undefined: there is none, or other commits stand on it. */
export const refBefore = ({ tip, tipRef, base }: Clone): RefWithCommit | undefined =>
  tipRef !== undefined && tip === base ? { ref: tipRef, commit: base } : undefined;

/**
 * Brings the ref to what is kept: to the commit of this attempt, or to the work of earlier ones, without the commits that were dropped.
 * Undefined: nothing is kept.
 * @param commit undefined: the work changed nothing
 */
export async function keepForReview(
  job: Job,
  hydrated: Hydrated,
  commit: string | undefined,
): Promise<Step<RefWithCommit | undefined>> {
  const { clone } = hydrated;
  if (commit === undefined) {
    const before = refBefore(clone);
    if (before || clone.tip === undefined) return done(before);
    const left = await hasOwnWork(job, clone);
    if (!left.ok || !left.value) return left.ok ? done(undefined) : left;
  }
  await job.finalizing();
  const kept = commit ?? clone.base;
  const ref = await pushCommit(job, hydrated, kept);
  return ref.ok ? done({ ref: ref.value, commit: kept }) : ref;
}

/** Whether there is work of this target under the commits that were dropped. */
async function hasOwnWork({ task }: Job, { git, base, remote }: Clone): Promise<Step<boolean>> {
  const format = `--format=%(trailers:key=${trailerKey},valueonly,unfold)`;
  const listed = await git.run(['log', '--first-parent', format, base, '--']);
  if (!listed.ok) return gitFailure('read the work that is kept', listed.stderr, remote);
  const { mayReplace } = trailerOf(task);
  return done(listed.stdout.split('\n').some((value) => mayReplace(value.trim())));
}

/** The work in one repository. @param at undefined: there is none */
export const keptWorkOf = (
  { task }: Pick<Job, 'task'>,
  at: RefWithCommit | undefined,
  checks: readonly CheckResult[],
): KeptWork[] => (at === undefined ? [] : [{ repo: task.repo ?? '', ...at, checks: checks.map(shownCheck) }]);

/** UTF-16 units, as a pull request shows them: the row of a task has the checks of all its repositories. */
const longest = { name: 100, command: 200, said: 200 } as const;

const shownCheck = ({ name, command, passed, said }: CheckResult): KeptWork['checks'][number] => ({
  name: shorten(name, longest.name),
  command: shorten(command, longest.command),
  passed,
  said: shorten(said, longest.said),
});

const longestSummary = 10_000;

/** For the row: empty where nothing is kept. */
export function keptChanges({ secrets }: Pick<Job, 'secrets'>, work: readonly KeptWork[], result: WorkResult): TaskChanges {
  if (work.length === 0) return {};
  const read = (text: string | undefined, most: number): string | null => {
    const shown = firstLines(secrets.mask(printedText(text ?? '')), most).trim();
    return shown === '' ? null : shown;
  };
  const pr_title = read(result.pr_title, limits.pullRequestTitle);
  return { kept: { work: [...work], pr_title, summary: read(result.pr_body ?? result.summary, longestSummary) } };
}

/** What earlier attempts have kept, of work that only reads. Nothing of a task that is not reviewed. */
export const keptBefore = (job: Job, clone: Clone, result: WorkResult): TaskChanges =>
  isKeptForReview(job) ? keptChanges(job, keptWorkOf(job, refBefore(clone), []), result) : {};
