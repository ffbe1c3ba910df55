/**
 * Clones the repositories of a task that share its sandbox, each into its own folder of the working folder. Each is a job of its own from
 * then on: whatever is done in one repository is done as in that of any task.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SharedRepoOfTask } from '../../../contracts/shared-repos.ts';
import type { Workflow } from '../../../contracts/workflows.ts';
import { failureEnding, type Ending } from '../ending.ts';
import { hydrate, type Hydrated } from '../hydrate.ts';
import type { Job } from '../job.ts';
import { fewAtATime } from './few-at-a-time.ts';
import { failedTogether, unknownOutcome } from './outcomes.ts';

/** A repository of the task in its folder. */
export interface Member {
  readonly repo: string;
  readonly folder: string;
  readonly job: Job;
  readonly hydrated: Hydrated;
}

export type ClonedMembers =
  { readonly ok: true; readonly members: readonly Member[] } | { readonly ok: false; readonly ending: Ending };

/** All are tried, so that a person reads all that is wrong with them at once. */
export async function cloneMembers(job: Job, workflow: Workflow, shared: readonly SharedRepoOfTask[]): Promise<ClonedMembers> {
  mkdirSync(job.sandbox.repo);
  const cloned = await fewAtATime(shared, async (given, at) => {
    const { repo, folder } = given;
    const inIt = jobOf(job, given, at);
    const hydrated = await hydrate(inIt, workflow);
    return { repo, folder, job: inIt, hydrated };
  });
  const failing = cloned.flatMap(({ repo, hydrated }) => (hydrated.ok ? [] : [{ repo, failed: hydrated }]));
  const failed = failedTogether(failing);
  if (!failed) {
    return {
      ok: true,
      members: cloned.flatMap(({ hydrated, ...each }) => (hydrated.ok ? [{ ...each, hydrated: hydrated.value }] : [])),
    };
  }
  const ending = failureEnding(failed);
  const repositories = cloned.map(({ repo, hydrated }) => unknownOutcome(repo, hydrated.ok ? undefined : hydrated));
  return { ok: false, ending: { ...ending, changes: { ...ending.changes, repositories } } };
}

/** The job of one of them. @param at its place among the repositories of the task */
export function jobOf(job: Job, { repo, folder, verifiers, pull_request }: SharedRepoOfTask, at: number): Job {
  const task = { ...job.task };
  delete task.shared_repos;
  const gitRoot = join(job.sandbox.workerFolder, 'repositories', String(at));
  mkdirSync(gitRoot, { recursive: true });
  return {
    ...job,
    task: { ...task, repo, pull_request, verifiers: verifiers ?? task.verifiers },
    repository: job.sharing[at]?.repository,
    sandbox: { ...job.sandbox, repo: join(job.sandbox.repo, folder), gitRoot },
  };
}
