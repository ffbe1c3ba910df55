/** The remote of a task's repository: where it was onboarded, else the repository of that name on github.com. */
import type { Repository } from '../../contracts/repository.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { Step } from '../failure.ts';
import { describeRemote, type Remote } from '../git/remote.ts';
import type { Job } from './job.ts';

export function remoteOfTask(
  { repo }: Pick<TaskRow, 'repo'>,
  repository: Repository | undefined,
  { config, environment }: Pick<Job, 'config' | 'environment'>,
): Step<Remote> {
  const url = repository?.clone_url ?? `https://github.com/${repo ?? ''}.git`;
  return describeRemote(url, config.forges, environment);
}
