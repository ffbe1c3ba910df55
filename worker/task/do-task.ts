/**
 * Does one task, from the clone to the pull request. Invariant: the worker pushes nothing before the move to FINALIZING, which fails
 * where the task was cancelled or another worker holds it.
 */
import { mkdirSync } from 'node:fs';
import { findWorkflow, type Workflow } from '../../contracts/workflows.ts';
import { done, failures, type Step } from '../failure.ts';
import { placesOfAddedSecrets } from '../git/added-secrets.ts';
import type { Clone } from '../git/clone.ts';
import { commitChanges } from '../git/commit.ts';
import { committerOf } from '../git/committer.ts';
import { trailerOf } from '../git/trailer.ts';
import { changeTextsOf } from './change-texts.ts';
import { commitMessage } from './commit-message.ts';
import { askedEnding, completedEnding, failureEnding, type Ending } from './ending.ts';
import { mergeWork } from './merge-work.ts';
import { hydrate, type Hydrated } from './hydrate.ts';
import type { Job } from './job.ts';
import { publishChanges } from './publish-changes.ts';
import { runWork } from './run-work.ts';
import { takeCommits } from './take-commits.ts';
import { verify } from './verify.ts';
import type { WorkResult } from './work-result.ts';

/** @throws TaskStopped when the worker stops the task */
export async function doTask(job: Job): Promise<Ending> {
  const { id } = job.task.resolved_workflow;
  const workflow = findWorkflow(id);
  if (!workflow) return failureEnding(failures.config(`This worker does not know the workflow ${id}.`, 'Update the worker.'));
  if (workflow.merges) return mergeWork(job);
  return workflow.needsRepo ? doInRepository(job, workflow) : doWithoutRepository(job, workflow);
}

async function doWithoutRepository(job: Job, workflow: Workflow): Promise<Ending> {
  mkdirSync(job.sandbox.repo);
  const worked = await runWork(job, workflow, undefined);
  if (!worked.ok) return failureEnding(worked, worked.result);
  const { result } = worked.value;
  return result.question === undefined ? completedEnding(result, { outcome: null }) : askedEnding(result, result.question);
}

async function doInRepository(job: Job, workflow: Workflow): Promise<Ending> {
  const hydrated = await hydrate(job, workflow);
  if (!hydrated.ok) return failureEnding(hydrated);
  const { clone, pullRequest } = hydrated.value;
  const worked = await runWork(job, workflow, clone);
  if (!worked.ok) return failureEnding(worked, worked.result);
  const { result, deadline } = worked.value;
  if (result.question !== undefined) return askedEnding(result, result.question);
  if (workflow.readOnly) return completedEnding(result, { outcome: 'no_changes', pr_url: pullRequest?.url ?? null });
  const commit = await commitWork(job, hydrated.value, { result, deadline });
  if (!commit.ok) return failureEnding(commit, result);
  const secret = commit.value === undefined ? done(undefined) : await refuseSecrets(job, clone, commit.value);
  if (!secret.ok) return failureEnding(secret, result);
  const verdict = await verify(job, deadline);
  if (!verdict.ok) return failureEnding(verdict, result);
  const { checks, buildPassed, lintPassed, message } = verdict.value;
  const checked = { build_passed: buildPassed, lint_passed: lintPassed, error_message: message };
  if (commit.value === undefined) return completedEnding(result, { ...checked, outcome: 'no_changes' });
  await job.finalizing();
  const change = { commit: commit.value, result, checks, withPullRequest: buildPassed !== false };
  const published = await publishChanges(job, hydrated.value, change);
  if (!published.ok) return failureEnding(published, result);
  return completedEnding(result, { ...checked, outcome: 'changed', pr_url: published.value });
}

/** A commit that holds a secret stays in the worker's own folder, which is removed with the sandbox. */
async function refuseSecrets({ secrets }: Job, { git, known }: Clone, commit: string): Promise<Step<void>> {
  const places = await placesOfAddedSecrets({ git, commit, known, secrets });
  if (!places.ok) return places;
  return places.value.length === 0 ? done(undefined) : failures.secretInTheChange(places.value);
}

/** Answers the commit to push, or undefined where the work changed nothing. */
async function commitWork(
  job: Job,
  { clone, keepCommits }: Hydrated,
  { result, deadline }: { readonly result: WorkResult; readonly deadline: number },
): Promise<Step<string | undefined>> {
  const { git, base, baseTree } = clone;
  const parent = keepCommits ? await takeCommits(job, clone, deadline) : done({ commit: base, tree: baseTree });
  if (!parent.ok) return parent;
  const message = commitMessage(changeTextsOf(job, result), trailerOf(job.task));
  const folder = job.sandbox.repo;
  const commit = await commitChanges({ git, folder, parent: parent.value, message, committer: committerOf(job.config) });
  if (!commit.ok || commit.value !== undefined || parent.value.commit === base) return commit;
  return done(parent.value.commit);
}
