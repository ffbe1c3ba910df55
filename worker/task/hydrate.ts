/** Gets the repository ready for the work: where it is, which branch to start from, and the clone itself. */
import { rmSync } from 'node:fs';
import type { Workflow } from '../../contracts/workflows.ts';
import { cloneRepository, type Clone } from '../git/clone.ts';
import type { Job } from './job.ts';
import { done, failed, failures, type Step } from '../failure.ts';
import type { Forge, PullRequest } from '../forge/forge.ts';
import { createGit, type Git, type GitPlace } from '../git/git.ts';
import { identityOf } from '../git/identity.ts';
import { lookAtBranch } from '../git/look-at-branch.ts';
import { patientGit } from '../git/patient-git.ts';
import { describeRemote, type Remote } from '../git/remote.ts';
import { setApart } from '../git/set-apart.ts';
import { trailerKey, trailerOf } from '../git/trailer.ts';

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
  const described = remoteOf(job);
  if (!described.ok) return described;
  const remote = described.value;
  job.secrets.add(...remote.secrets, remote.forge?.token, remote.login && `${remote.login.user}:${remote.login.password}`);
  const place = { remote, forge: remote.forge && job.connectForge(remote.forge) };
  const ready = workflow.acceptsPr ? await onPullRequest(job, workflow, place) : await onFreshBranch(job, place);
  if (!ready.ok || workflow.readOnly) return ready;
  return done({ ...ready.value, clone: await setApart(ready.value.clone, job.sandbox, gitFor(job)) });
}

interface Place {
  readonly remote: Remote;
  readonly forge: Forge | undefined;
}

function remoteOf({ task, repository, config, environment }: Job): Step<Remote> {
  const url = repository?.clone_url ?? `https://github.com/${task.repo ?? ''}.git`;
  return describeRemote(url, config.forges, environment);
}

const gitFor =
  ({ environment, secrets, signal, log }: Job) =>
  (place: GitPlace, remote: Remote): Git =>
    patientGit(createGit({ place, remote, environment, secrets, signal }), { signal, log });

const cloneSettings = (job: Job) => ({ sandbox: job.sandbox, gitAt: gitFor(job), identity: identityOf(job.config) });

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
  // What the work would cost is lost where its branch cannot be made.
  const looked = await lookAtBranch(cloned.value);
  if (!looked.ok) return looked;
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
  const ref = `refs/remotes/origin/${pullRequest.baseBranch}`;
  const refs = `+refs/heads/${pullRequest.baseBranch}:${ref}`;
  await clone.git.contact(['fetch', '--quiet', '--no-tags', clone.remote.address, refs]);
  const tip = await clone.git.run(['rev-parse', '--verify', '--quiet', ref]);
  const known = tip.ok ? [...clone.known, tip.stdout] : clone.known;
  return done({ clone: { ...clone, known }, forge, pullRequest, keepCommits: true });
}

/** What an earlier, interrupted run of this task pushed is done again, not twice. */
async function withoutOwnCommits(job: Job, clone: Clone): Promise<Clone> {
  const trailer = trailerOf(job.task);
  const format = `%H %T %(trailers:key=${trailerKey},valueonly,unfold,separator=%x1d)`;
  const listed = await clone.git.run(['log', '--first-parent', `--format=${format}`, 'HEAD', '--']);
  const commits = listed.stdout.split('\n').map((line) => line.split(' '));
  const others = commits.find(([, , ...value]) => !trailer.mayReplace(value.join(' ').trim())) ?? commits.at(-1);
  const [base = clone.base, baseTree = clone.baseTree] = listed.ok ? (others ?? []) : [];
  if (base === clone.base) return clone;
  // Whatever brings files into the folder may fetch them (Git LFS).
  await clone.git.contact(['reset', '--quiet', '--hard', base]);
  rmSync(job.sandbox.resultFile, { force: true });
  return { ...clone, base, baseTree, known: [base] };
}
