/** Gets the repository ready for the work: where it is, which branch to start from, and the clone itself. */
import { rmSync } from 'node:fs';
import type { Workflow } from '../contracts/workflows.ts';
import { cloneRepository, identityOf, type Clone } from './clone.ts';
import type { Job } from './job.ts';
import { done, failed, failures, type Step } from './failure.ts';
import type { Forge, PullRequest } from './forge.ts';
import { describeRemote, type Remote } from './remote.ts';
import { trailerKey, trailerOf } from './trailer.ts';

export interface Hydrated {
  readonly clone: Clone;
  readonly forge: Forge | undefined;
  /** The pull request that the task is about, for workflows that work on one. */
  readonly pullRequest: PullRequest | undefined;
  /** Whether the work rewrites history itself, so that its commits are pushed as they are. */
  readonly keepCommits: boolean;
}

/** Commits fetched of a pull request's branch: what the work may want to look at. */
const depthOfPullRequest = 50;

export async function hydrate(job: Job, workflow: Workflow): Promise<Step<Hydrated>> {
  const remote = remoteOf(job);
  job.secrets.add(remote.login?.password, remote.login && `${remote.login.user}:${remote.login.password}`, remote.forge?.token);
  const forge = remote.forge && job.connectForge(remote.forge);
  return workflow.acceptsPr ? onPullRequest(job, workflow, { remote, forge }) : onFreshBranch(job, { remote, forge });
}

interface Place {
  readonly remote: Remote;
  readonly forge: Forge | undefined;
}

function remoteOf({ task, repository, config, environment }: Job): Remote {
  const url = repository?.clone_url ?? `https://github.com/${task.repo ?? ''}.git`;
  return describeRemote(url, config.forges, environment);
}

const cloneSettings = ({ sandbox, environment, secrets, signal, log, config }: Job) => ({
  sandbox,
  environment,
  secrets,
  signal,
  log,
  identity: identityOf(config),
});

async function onFreshBranch(job: Job, { remote, forge }: Place): Promise<Step<Hydrated>> {
  const { task, repository } = job;
  const branch = task.branch_name ?? `bgagent/${task.task_id}`;
  const from = repository?.default_branch ?? undefined;
  const cloned = await cloneRepository({ ...cloneSettings(job), remote, from, branch, depth: 1 });
  if (!cloned.ok) return cloned;
  if (cloned.value.baseBranch === branch) {
    return failed(
      failures.request(`${branch} is the branch that the work starts from; it is never pushed to.`, 'Name another branch.'),
    );
  }
  return done({ clone: cloned.value, forge, pullRequest: undefined, keepCommits: false });
}

async function onPullRequest(job: Job, workflow: Workflow, { remote, forge }: Place): Promise<Step<Hydrated>> {
  const number = job.task.pr_number ?? 0;
  if (!forge) {
    const message = `Pull request #${number} cannot be read: worker.yaml names no forge for ${remote.host ?? remote.address}.`;
    return failed(failures.config(message, 'Add the forge with its host and token_env to worker.yaml, then restart the worker.'));
  }
  const found = await forge.getPullRequest(number, job.signal);
  if (!found.ok) return found;
  const pullRequest = found.value;
  if (pullRequest.fromFork) {
    return failed(
      failures.request(
        `Pull request #${number} comes from a fork, which cannot be pushed to.`,
        'Use a branch of the repository.',
      ),
    );
  }
  const keepCommits = workflow.id === 'coding/restack-v1';
  const branch = pullRequest.headBranch;
  const depth = keepCommits ? undefined : depthOfPullRequest;
  const cloned = await cloneRepository({ ...cloneSettings(job), remote, from: branch, branch, depth });
  if (!cloned.ok) return cloned;
  if (keepCommits) return withBaseBranch(cloned.value, { forge, pullRequest });
  return done({ clone: await withoutOwnCommits(job, cloned.value), forge, pullRequest, keepCommits });
}

/** A restack needs the branch that it goes onto, as `origin/<base>`. */
async function withBaseBranch(
  clone: Clone,
  { forge, pullRequest }: { forge: Forge; pullRequest: PullRequest },
): Promise<Step<Hydrated>> {
  const base = pullRequest.baseBranch;
  await clone.git.run(['fetch', '--quiet', '--no-tags', clone.remote.address, `+refs/heads/${base}:refs/remotes/origin/${base}`]);
  return done({ clone, forge, pullRequest, keepCommits: true });
}

/** What an earlier, interrupted run of this task pushed is done again, not twice. */
async function withoutOwnCommits(job: Job, clone: Clone): Promise<Clone> {
  const trailer = trailerOf(job.task);
  const { git } = clone;
  let { base } = clone;
  for (let n = 0; n < depthOfPullRequest - 1; n += 1) {
    const said = await git.run(['log', '-1', `--format=%(trailers:key=${trailerKey},valueonly)`, base]);
    const parent = await git.run(['rev-parse', '--verify', '--quiet', `${base}^`]);
    if (!said.ok || !parent.ok || !trailer.mayReplace(said.stdout.trim())) break;
    base = parent.stdout;
  }
  if (base === clone.base) return clone;
  await git.run(['reset', '--quiet', '--hard', base]);
  rmSync(job.sandbox.resultFile, { force: true });
  return { ...clone, base };
}
