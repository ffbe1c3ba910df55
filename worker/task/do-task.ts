/**
 * Does one claimed task from clone to pull request. Decides nothing about the claim: the two moves that it asks for are
 * conditional on it, and the second one, to FINALIZING, is the last point before anything leaves the sandbox.
 */
import { mkdirSync } from 'node:fs';
import type { TaskChanges } from '../../adapters/ports.ts';
import { findWorkflow, type Workflow } from '../../contracts/workflows.ts';
import type { Clone } from '../git/clone.ts';
import { commitMessage } from './commit-message.ts';
import { commitChanges } from '../git/commit.ts';
import { done, failed, failures, type Step, type TaskFailure } from '../failure.ts';
import { hydrate, type Hydrated } from './hydrate.ts';
import { identityOf } from '../git/identity.ts';
import type { Job } from './job.ts';
import { planWork, type Work } from './plan-work.ts';
import { publishChanges } from './publish-changes.ts';
import { runCommand } from '../sandbox/run-command.ts';
import { takeCommits } from './take-commits.ts';
import { trailerOf } from '../git/trailer.ts';
import { workEnvironment } from '../sandbox/variables.ts';
import { problemOf, verify, type Verdict } from './verify.ts';
import { readWorkResult, type WorkResult } from './work-result.ts';
import { wordsOf } from './words.ts';

/** How a task ended, ready to be written. */
export interface Ending {
  readonly status: 'COMPLETED' | 'FAILED' | 'TIMED_OUT';
  readonly changes: TaskChanges;
}

/** @throws Stopped when the task is let go of */
export async function doTask(job: Job): Promise<Ending> {
  const workflow = findWorkflow(job.task.resolved_workflow.id);
  if (!workflow) {
    const { id } = job.task.resolved_workflow;
    return failureEnding(failures.config(`This worker does not know the workflow ${id}.`, 'Update the worker.'));
  }
  if (workflow.needsRepo) return doInRepository(job, workflow);
  mkdirSync(job.sandbox.repo);
  const worked = await work(job, workflow, undefined);
  return worked.ok ? completed(worked.value.result, { outcome: null }) : failureEnding(worked.failure, worked.result);
}

export const failureEnding = ({ status, message, classification }: TaskFailure, result: WorkResult = {}): Ending => ({
  status,
  changes: { error_message: message, error_classification: classification, ...sayings(result) },
});

const completed = (result: WorkResult, changes: TaskChanges): Ending => ({
  status: 'COMPLETED',
  changes: { ...sayings(result), ...changes },
});

const sayings = ({ cost_usd: cost, turns }: WorkResult): TaskChanges => ({
  ...(cost === undefined ? {} : { cost_usd: cost }),
  ...(turns === undefined ? {} : { turns_completed: turns, turns_attempted: turns }),
});

async function doInRepository(job: Job, workflow: Workflow): Promise<Ending> {
  const hydrated = await hydrate(job, workflow);
  if (!hydrated.ok) return failureEnding(hydrated.failure);
  const { clone } = hydrated.value;
  const worked = await work(job, workflow, clone);
  if (!worked.ok) return failureEnding(worked.failure, worked.result);
  const { result, deadline } = worked.value;
  if (workflow.readOnly) return completed(result, { outcome: 'no_changes', pr_url: hydrated.value.pullRequest?.url ?? null });
  const commit = await commitWork(job, hydrated.value, { result, deadline });
  if (!commit.ok) return failureEnding(commit.failure, result);
  const verdict = await check(job, deadline);
  if (!verdict.ok) return failureEnding(verdict.failure, result);
  const checked = {
    build_passed: verdict.value.buildPassed,
    lint_passed: verdict.value.lintPassed,
    error_message: verdict.value.message,
  };
  if (commit.value === undefined) return completed(result, { ...checked, outcome: 'no_changes' });
  await job.finalizing();
  const { checks, buildPassed } = verdict.value;
  const withPullRequest = buildPassed !== false;
  const published = await publishChanges(job, hydrated.value, { commit: commit.value, result, checks, withPullRequest });
  if (!published.ok) return failureEnding(published.failure, result);
  return completed(result, { ...checked, outcome: 'changed', pr_url: published.value });
}

/** `deadline`: until when work and verifiers must be done, epoch milliseconds. Work that failed may have said something too. */
type Worked = Step<{ readonly result: WorkResult; readonly deadline: number }> & { readonly result?: WorkResult };

async function work(job: Job, workflow: Workflow, clone: Clone | undefined): Promise<Worked> {
  const { task, config, environment, secrets, sandbox } = job;
  const branches = clone && { branch: clone.branch, base: clone.baseBranch };
  const planned = planWork({ task, workflow, branches, config, environment, secrets });
  if (!planned.ok) return planned;
  await job.running();
  const deadline = Date.now() + task.timeout_s * 1_000;
  const ended = await runWork(job, planned.value);
  const { result, problems } = readWorkResult(sandbox.resultFile);
  await tellOfResultFile(job, problems);
  return ended.ok ? done({ result, deadline }) : { ...ended, result };
}

/** What the work said of itself in vain stands in the task's output and history, and fails nothing: the work is done. */
async function tellOfResultFile({ output, note, secrets, log }: Job, problems: readonly string[]): Promise<void> {
  if (problems.length === 0) return;
  const told = problems.map((problem) => secrets.mask(problem));
  output.append(`\n--- result file (BGAGENT_RESULT)\n${told.join('\n')}\n`);
  await note('result_file_problems', { problems: told }).catch((error: unknown) => {
    log.warn('The history of the task cannot be written now', { reason: error instanceof Error ? error.message : String(error) });
  });
}

async function runWork(job: Job, { argv, stdin, env: extra, timeoutS, isAgent }: Work): Promise<Step<void>> {
  const { task, sandbox, output, environment, signal } = job;
  const env = { ...workEnvironment(task, sandbox, environment), ...extra };
  const command = { argv, env, timeoutMs: timeoutS * 1_000, signal, ...(stdin === undefined ? {} : { stdin }) };
  const end = await runCommand(command, sandbox, output);
  const problem = problemOf(end);
  if (problem === undefined) return done(undefined);
  const who = isAgent ? 'agent' : 'command';
  if (end.kind === 'timed-out')
    return failed(failures.timeout(`The ${who} was still running after its time limit of ${timeoutS} s.`));
  if (end.kind === 'not-started') return failed(notStarted(`The ${who} failed: ${problem}.`, isAgent));
  const said = output.tail(500);
  return failed(failures.agent(`The ${who} failed: ${problem}${said === '' ? '' : `\n${said}`}`));
}

async function commitWork(
  job: Job,
  { clone, keepCommits }: Hydrated,
  { result, deadline }: { readonly result: WorkResult; readonly deadline: number },
): Promise<Step<string | undefined>> {
  const { git, base } = clone;
  const parent = keepCommits ? await takeCommits(job, clone, deadline) : done({ commit: base, tree: clone.baseTree });
  if (!parent.ok) return parent;
  const message = commitMessage(wordsOf(job, result), trailerOf(job.task));
  const folder = job.sandbox.repo;
  const commit = await commitChanges({ git, folder, parent: parent.value, message, identity: identityOf(job.config) });
  if (!commit.ok || commit.value !== undefined || parent.value.commit === base) return commit;
  return done(parent.value.commit);
}

async function check(job: Job, deadline: number): Promise<Step<Verdict>> {
  const { task, repository, sandbox, output, secrets, environment, signal } = job;
  const env = workEnvironment(task, sandbox, environment);
  const verdict = await verify({ task, repository, sandbox, output, secrets, env, deadline, signal });
  if (!verdict.timedOut) return done(verdict);
  return failed(failures.timeout(`The time limit of ${task.timeout_s} s was reached in ${verdict.message ?? 'a verifier'}.`));
}

const notStarted = (message: string, isAgent: boolean): TaskFailure =>
  isAgent
    ? failures.config(message, 'Check its command in worker.yaml.')
    : failures.request(message, 'Check its params and vars.');
