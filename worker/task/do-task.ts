/**
 * Does one task, from the clone to the pull request. Invariant: the worker pushes nothing before the move to FINALIZING, which fails
 * where the task was cancelled or another worker holds it.
 */
import { mkdirSync } from 'node:fs';
import { inspectWorkflow } from '../../contracts/inspect-params.ts';
import { findWorkflow, type Workflow } from '../../contracts/workflows.ts';
import { failures } from '../failure.ts';
import { askedEnding, completedEnding, failureEnding, type Ending } from './ending.ts';
import { hydrate } from './hydrate.ts';
import { inRepository } from './in-repository.ts';
import { inspectRepository } from './inspect/inspect-repository.ts';
import type { Job } from './job.ts';
import { mergeWork } from './merge-work.ts';
import { publishKept } from './publish/publish-kept.ts';
import { runWork } from './run-work.ts';
import { doShared } from './shared/do-shared.ts';
import { prepareStep } from './step/prepare-step.ts';
import { skippedStep } from './step/skipped-step.ts';

/** @throws TaskStopped when the worker stops the task */
export async function doTask(job: Job): Promise<Ending> {
  const { id } = job.task.resolved_workflow;
  const workflow = findWorkflow(id);
  if (!workflow) return failureEnding(failures.config(`This worker does not know the workflow ${id}.`, 'Update the worker.'));
  const { shared_repos: shared, publish } = job.task;
  if (publish) return publishKept(job, publish);
  if (shared) return mayShare(workflow) ? doShared(job, workflow, shared) : failureEnding(cannotShare(id));
  if (workflow.merges) return mergeWork(job);
  return workflow.needsRepo ? doInRepository(job, workflow) : doWithoutRepository(job, workflow);
}

const mayShare = ({ needsRepo, readOnly, acceptsPr, merges }: Workflow): boolean =>
  needsRepo && !readOnly && !acceptsPr && !merges;

const cannotShare = (id: string) =>
  failures.request(`The workflow ${id} works on one repository.`, 'Submit its repositories as targets of their own.');

async function doWithoutRepository(job: Job, workflow: Workflow): Promise<Ending> {
  mkdirSync(job.sandbox.repo);
  const worked = await runWork(job, workflow, { branches: undefined, batchText: '' });
  if (!worked.ok) return failureEnding(worked, worked.begun?.result);
  const { result } = worked.value;
  return result.question === undefined ? completedEnding(result, { outcome: null }) : askedEnding(result, result.question);
}

async function doInRepository(job: Job, workflow: Workflow): Promise<Ending> {
  const hydrated = await hydrate(job, workflow);
  if (!hydrated.ok) return failureEnding(hydrated);
  if (workflow.id === inspectWorkflow) return inspectRepository(job, hydrated.value.clone);
  const prepared = await prepareStep(job.task, hydrated.value.clone);
  if (!prepared.ok) return failureEnding(prepared);
  if (prepared.value.kind === 'skip') return skippedStep(job, hydrated.value, prepared.value);
  const work = prepared.value;
  return inRepository({ ...job, task: work.task }, { workflow, hydrated: hydrated.value, work });
}
