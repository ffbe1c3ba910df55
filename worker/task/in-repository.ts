/** Does the work in the clone, checks what it left, and publishes it. */
import type { TaskChanges } from '../../adapters/task-stores.ts';
import { reportWorkflow } from '../../contracts/workflows.ts';
import type { Failed } from '../failure.ts';
import { stepFailures } from '../step-failures.ts';
import { recordChange } from './change/record-change.ts';
import { commitWork } from './commit-work.ts';
import { askedEnding, completedEnding, failureEnding, type Ending } from './ending.ts';
import type { Hydrated } from './hydrate.ts';
import type { Job } from './job.ts';
import type { Place } from './place.ts';
import { mayStay, publishChanges } from './publish-changes.ts';
import { tellWhatIsLeft } from './report/left-in-clone.ts';
import { applyReviewStateOfBranch, untilLastBatch } from './review-state.ts';
import { isKeptForReview, keepForReview, keptBefore, keptChanges, keptWorkOf } from './review/kept-work.ts';
import { runWork, type BegunWork } from './run-work.ts';
import { checkStep, runsBuild, type CheckedStep } from './step/check-step.ts';
import { failedWork, verifierThatFailed, type FailedWork } from './step/keep-failed.ts';
import { reportOf } from './step/reports.ts';
import { verify, type CheckResult, type Verdict } from './verify.ts';

export async function inRepository(job: Job, at: Place): Promise<Ending> {
  const { workflow, hydrated } = at;
  const { clone } = hydrated;
  const branches = { branch: clone.branch, base: clone.baseBranch, hasWork: clone.tip !== undefined };
  const worked = await runWork(job, workflow, { branches, batchText: at.work.batchText });
  if (workflow.id === reportWorkflow && (worked.ok || worked.begun)) await tellWhatIsLeft(job, clone);
  if (!worked.ok) return worked.begun ? failedWork(job, at, { failed: worked, begun: worked.begun }) : failureEnding(worked);
  const { result } = worked.value;
  if (result.question !== undefined) return askedEnding(result, result.question);
  if (workflow.readOnly) return readEnding(job, at, worked.value);
  const commit = await commitWork(job, hydrated, worked.value);
  if (!commit.ok) return failureEnding(commit, result);
  return checkAndPublish(job, at, { begun: worked.value, commit: commit.value });
}

async function readEnding(job: Job, { hydrated, work }: Place, { result }: BegunWork): Promise<Ending> {
  const { clone, forge, pullRequest } = hydrated;
  const checked = await checkStep(clone.git, clone.base, work);
  const problem = checked.ok ? checked.value.problem : checked;
  if (problem) return failureEnding(problem, result);
  if (isKeptForReview(job)) return completedEnding(result, { outcome: 'no_changes', ...keptBefore(job, clone, result) });
  const pull = await applyReviewStateOfBranch(job, forge, clone.branch);
  if (!pull.ok) return failureEnding(pull, result);
  return completedEnding(result, { outcome: 'no_changes', pr_url: pullRequest?.url ?? pull.value });
}

/** What the work left. */
interface Left {
  readonly begun: BegunWork;
  /** Undefined: it changed nothing. */
  readonly commit: string | undefined;
}

async function checkAndPublish(job: Job, at: Place, left: Left): Promise<Ending> {
  const { clone } = at.hydrated;
  const { commit, begun } = left;
  const { result, deadline } = begun;
  const step = await checkStep(clone.git, commit ?? clone.base, at.work);
  if (!step.ok) return failureEnding(step, result);
  const fail = (failed: Failed, found?: Pick<FailedWork, 'said' | 'checks' | 'failedVerifier'>): Promise<Ending> =>
    failedWork(job, at, { failed, begun, commit, ...found });
  if (step.value.problem) return fail(idleHeal(job, left, step.value.problem) ?? step.value.problem);
  const verdict = await verify(job, { deadline, build: runsBuild(job.task, step.value.report) });
  if (!verdict.ok) return fail(verdict);
  const idle = idleHeal(job, left, problemOf(job, at, verdict.value));
  return idle ? fail(idle, verdict.value) : publish(job, at, { ...left, step: step.value, verdict: verdict.value });
}

/** A heal that changed nothing has failed, unless there are checks and all of them hold now. @param problem undefined: they do */
export function idleHeal(
  { task }: Job,
  { commit }: Pick<Left, 'commit'>,
  problem: Failed | string | undefined,
): Failed | undefined {
  if (task.heal_context === undefined || commit !== undefined || problem === undefined) return undefined;
  const why = typeof problem === 'string' ? problem : problem.failure.message;
  return stepFailures.healChangedNothing(`The heal changed nothing: ${why}`);
}

function problemOf({ task }: Job, { work }: Place, { buildPassed, message }: Verdict): string | undefined {
  if (buildPassed === false) return message ?? 'a verifier failed.';
  const isChecked = buildPassed !== null || work.batch !== undefined || (task.expects ?? []).length > 0;
  return isChecked ? undefined : noCheck;
}

export const noCheck = 'and there is no check that could say that nothing was left to do.';

interface Checked extends Left {
  readonly step: CheckedStep;
  readonly verdict: Verdict;
}

async function publish(job: Job, { hydrated }: Place, { begun, commit, step, verdict }: Checked): Promise<Ending> {
  const { result } = begun;
  const { checks, buildPassed, lintPassed, message, said } = verdict;
  const { report } = step;
  const checked = {
    ...{ build_passed: buildPassed, lint_passed: lintPassed, error_message: message },
    ...(await reportOf(job.task, hydrated.clone, commit)),
    ...(report ? { batch: report } : {}),
    ...verifierThatFailed(verdict),
    ...(buildPassed === false && job.task.keep_failed === true ? { said } : {}),
  };
  if (isKeptForReview(job)) return keepIt(job, hydrated, { begun, commit, checks, checked });
  const recorded = { ...checked, ...(await recordChange(job, [{ job, hydrated, commit }])) };
  const withPullRequest = buildPassed !== false;
  // A branch that goes on has the work of earlier attempts, whose pull request says what this one found.
  const isPublished = commit !== undefined || (hydrated.clone.tip !== undefined && withPullRequest);
  const outcome = outcomeOf(commit);
  if (!isPublished) return completedEnding(result, { ...recorded, outcome });
  await job.finalizing();
  const told = { ...job, task: untilLastBatch(job.task, report) };
  const published = await publishChanges(told, hydrated, { commit, result, checks, withPullRequest });
  if (!published.ok) {
    if (!mayStay(job, commit, published)) return withChange(failureEnding(published, result), recorded);
    return completedEnding(result, { ...recorded, outcome });
  }
  return completedEnding(result, { ...recorded, outcome, pr_url: published.value });
}

const outcomeOf = (commit: string | undefined) => (commit === undefined ? 'no_changes' : 'changed');

interface ToKeep extends Left {
  readonly checks: readonly CheckResult[];
  /** What the row says of it besides. */
  readonly checked: TaskChanges;
}

/** What is recorded is the change of exactly the commit that is kept. */
async function keepIt(job: Job, hydrated: Hydrated, { begun: { result }, commit, checks, checked }: ToKeep): Promise<Ending> {
  const kept = await keepForReview(job, hydrated, commit);
  const found = kept.ok ? kept.value?.commit : commit;
  const change = found === undefined ? {} : await recordChange(job, [{ job, hydrated, commit: found }]);
  if (!kept.ok) return withChange(failureEnding(kept, result), change);
  const work = keptChanges(job, keptWorkOf(job, kept.value, checks), result);
  return completedEnding(result, { ...checked, ...change, outcome: outcomeOf(commit), ...work });
}

/** Of work whose push failed, a person can still read what it was. */
const withChange = (ending: Ending, { change }: Pick<TaskChanges, 'change'>): Ending =>
  change === undefined ? ending : { ...ending, changes: { ...ending.changes, change } };
