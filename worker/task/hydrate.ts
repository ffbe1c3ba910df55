/** Prepares the repository for the work: finds its remote and its forge, clones it, and checks out the branch of the work. */
import { rmSync } from 'node:fs';
import { reportWorkflow, type Workflow } from '../../contracts/workflows.ts';
import { done, failures, type Step } from '../failure.ts';
import type { Forge, PullRequest } from '../forge/forge.ts';
import { cloneRepository, type Clone } from '../git/clone.ts';
import { committerOf } from '../git/committer.ts';
import { copyGitFolder, workerGitFolder } from '../git/copy-git-folder.ts';
import { dropOwnCommits } from '../git/own-commits.ts';
import type { Remote } from '../git/remote.ts';
import { trailerOf } from '../git/trailer.ts';
import { refOfBranch, reviewRefOf } from '../git/work-ref.ts';
import { gitFor } from './git-for.ts';
import type { Job } from './job.ts';
import { remoteOfTask } from './remote-of-task.ts';
import { depthOfWork, startBranch } from './start-branch.ts';

export interface Hydrated {
  readonly clone: Clone;
  readonly forge: Forge | undefined;
  /** The pull request that the workflow works on; undefined for other workflows. */
  readonly pullRequest: PullRequest | undefined;
  /** Whether the work makes the commits itself (a restack), so that they are pushed as they are. */
  readonly keepCommits: boolean;
}

export async function hydrate(job: Job, workflow: Workflow): Promise<Step<Hydrated>> {
  const described = remoteOfTask(job.task, job.repository, job);
  if (!described.ok) return described;
  const remote = described.value;
  job.secrets.add(...remote.secrets, remote.forge?.token, remote.login && `${remote.login.user}:${remote.login.password}`);
  const origin = { remote, forge: remote.forge && job.connectForge(remote.forge) };
  const ready = workflow.acceptsPr ? await onPullRequest(job, workflow, origin) : await onFreshBranch(job, origin);
  // Read-only work makes no commit, so the worker needs no git folder of its own, unless it tells what is left in the clone.
  if (!ready.ok || (workflow.readOnly && workflow.id !== reportWorkflow)) return ready;
  return done({ ...ready.value, clone: await copyGitFolder(ready.value.clone, job.sandbox, gitFor(job)) });
}

/** The worker's own git folder as a clone has it, with another signal to stop at. */
export const withSignal = (job: Job, clone: Clone, signal: AbortSignal): Clone => ({
  ...clone,
  git: gitFor({ ...job, signal })(workerGitFolder(job.sandbox), clone.remote),
});

/** The place that the repository comes from. */
interface Origin {
  readonly remote: Remote;
  readonly forge: Forge | undefined;
}

const cloneSettings = (job: Job) => ({ sandbox: job.sandbox, gitAt: gitFor(job), committer: committerOf(job.config) });

async function onFreshBranch(job: Job, { remote, forge }: Origin): Promise<Step<Hydrated>> {
  const { task, repository } = job;
  const branch = task.branch_name ?? `bgagent/${task.task_id}`;
  const reviewRef = task.keep_for_review === true ? reviewRefOf(branch) : undefined;
  const cloned = await startBranch({
    clone: { ...cloneSettings(job), remote, branch, depth: 1 },
    base: task.base_branch ?? null,
    defaultBranch: repository?.default_branch ?? undefined,
    goesOn: task.start === 'branch' ? { isOwn: trailerOf(task).isDropped, reviewRef } : undefined,
    forge,
    signal: job.signal,
  });
  if (!cloned.ok) return cloned;
  if (cloned.value.baseBranch === branch) {
    return failures.request(
      `${branch} is the branch that the work starts from, and the worker never pushes to that branch.`,
      'Name another branch.',
    );
  }
  return done({ clone: cloned.value, forge, pullRequest: undefined, keepCommits: false });
}

async function onPullRequest(job: Job, workflow: Workflow, { remote, forge }: Origin): Promise<Step<Hydrated>> {
  const number = job.task.pr_number ?? 0;
  if (!forge) {
    const message = `Pull request #${number} cannot be read: worker.yaml names no forge for ${remote.host ?? remote.address}.`;
    return failures.config(message, 'Add the forge with its host and token_env to worker.yaml, then restart the worker.');
  }
  const found = await forge.getPullRequest(number, job.signal);
  if (!found.ok) return found;
  const pullRequest = found.value;
  if (pullRequest.fromFork) {
    return failures.request(
      `Pull request #${number} comes from a fork, to which the worker cannot push.`,
      'Use a branch of the repository.',
    );
  }
  const keepCommits = workflow.id === 'coding/restack-v1';
  const branch = pullRequest.headBranch;
  const depth = keepCommits ? undefined : depthOfWork;
  const cloned = await cloneRepository({ ...cloneSettings(job), remote, from: branch, branch, depth });
  if (!cloned.ok) return cloned;
  if (keepCommits) return withBaseBranch(cloned.value, { forge, pullRequest });
  const started = await withoutOwnCommits(job, cloned.value);
  return started.ok ? done({ clone: started.value, forge, pullRequest, keepCommits }) : started;
}

/** A restack rebases onto the base branch of the pull request, so that branch is fetched as `origin/<base>`. */
async function withBaseBranch(
  clone: Clone,
  { forge, pullRequest }: { forge: Forge; pullRequest: PullRequest },
): Promise<Step<Hydrated>> {
  const ref = `refs/remotes/origin/${pullRequest.baseBranch}`;
  const refs = `+refs/heads/${pullRequest.baseBranch}:${ref}`;
  await clone.git.contact(['fetch', '--quiet', '--no-tags', clone.remote.address, refs]);
  const tip = await clone.git.run(['rev-parse', '--verify', '--quiet', ref]);
  const known = tip.ok ? [...clone.known, tip.stdout] : clone.known;
  return done({ clone: { ...clone, known }, forge, pullRequest, keepCommits: true });
}

/** Drops what an earlier, interrupted run of this task pushed. */
async function withoutOwnCommits({ task, sandbox }: Job, clone: Clone): Promise<Step<Clone>> {
  const { mayReplace, isDropped } = trailerOf(task);
  const goesOn = task.start === 'branch';
  const going = { ...clone, tip: clone.base, tipRef: refOfBranch(clone.branch) };
  const dropped = await dropOwnCommits(goesOn ? going : clone, goesOn ? isDropped : mayReplace);
  // A program that writes the files of the commit may have found the name of this file.
  rmSync(sandbox.resultFile, { force: true });
  return dropped;
}
