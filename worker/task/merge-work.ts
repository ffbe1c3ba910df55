/**
 * The workflow `coding/merge-v1`: merges the branch of the work, without an agent (semantics 21). In this order: merged already, nothing to
 * merge, another head than expected, ready for review, checks, and the merge on condition of that head. So a worker that takes the task
 * over in the middle of it finds what was done, and does the rest.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { readMergeParams, type MergeParams } from '../../contracts/merge-params.ts';
import { done, failures, type Step } from '../failure.ts';
import type { Forge, PullRequestOfBranch } from '../forge/forge.ts';
import type { Remote } from '../git/remote.ts';
import { completedEnding, failureEnding, type Ending } from './ending.ts';
import type { Job } from './job.ts';
import { mergeDirectly } from './merge-directly.ts';
import { mergeFailures } from './merge-failures.ts';
import { readMergeState, type MergeState } from './merge-state.ts';
import { remoteOfTask } from './remote-of-task.ts';
import { waitForChecks } from './wait-for-checks.ts';

interface Merge extends MergeParams {
  readonly job: Job;
  readonly remote: Remote;
  readonly forge: Forge | undefined;
  /** Epoch milliseconds. */
  readonly deadline: number;
}

/** @throws TaskStopped when the worker stops the task */
export async function mergeWork(job: Job): Promise<Ending> {
  const params = readMergeParams(job.task.params);
  if (!params.ok) {
    const message = params.problems.map((problem) => problem.message).join(' ');
    return failureEnding(failures.request(message, 'Correct the params of the merge, then retry.'));
  }
  const described = remoteOfTask(job.task, job.repository, job);
  if (!described.ok) return failureEnding(described);
  const remote = described.value;
  job.secrets.add(...remote.secrets, remote.forge?.token, remote.login && `${remote.login.user}:${remote.login.password}`);
  if (!remote.forge && !job.merging.allowDirect) return failureEnding(noForge(remote));
  await job.running();
  const deadline = Date.now() + job.task.timeout_s * 1_000;
  const merge = { job, remote, forge: remote.forge && job.connectForge(remote.forge), deadline, ...params.value };
  const ended = await untilMerged(merge);
  return ended.ok ? ended.value : failureEnding(ended);
}

const noForge = ({ host, address }: Remote) =>
  failures.config(
    `Nothing can be merged: worker.yaml names no forge for ${host ?? address}, and the setting allow_direct_merge is off.`,
    'Add the forge with its host and token_env to worker.yaml, then restart the worker.',
  );

/** Times that the branches are read: each further one is because somebody pushed meanwhile. */
const mostReads = 5;

async function untilMerged(merge: Merge): Promise<Step<Ending>> {
  for (let n = 0; n < mostReads; n += 1) {
    const read = await readMergeState(merge.job, merge.remote, merge.forge);
    if (!read.ok) return read;
    const state = read.value;
    if (state.kind !== 'commit') return done(endedAlready(merge, state));
    if (n === 0 && merge.job.task.expected_commit === undefined) {
      merge.job.output.append(`No commit is expected: merges ${state.history.branch} as it is now, at ${state.head}\n`);
    }
    const merged = merge.forge ? await mergeOnForge(merge, merge.forge, state) : await mergeWithoutForge(merge, state);
    if (!merged.ok) return merged;
    if (merged.value) return done(mergedEnding(merge, state));
  }
  return mergeFailures.refused(merge.job.task.branch_name ?? '', 'others keep pushing');
}

/** Times that the forge is asked once more, where it does not know yet whether it can merge. */
const mostLooks = 8;

const endedWith = (outcome: 'changed' | 'step_skipped', pull: PullRequestOfBranch | undefined): Ending =>
  completedEnding({}, { outcome, pr_url: pull?.url ?? null });

function endedAlready({ job }: Merge, { kind, history, pull }: Exclude<MergeState, { kind: 'commit' }>): Ending {
  const { branch, base } = history;
  const said =
    kind === 'merged' ? `${branch} is merged into ${base} already` : `${branch} has nothing that ${base} does not have`;
  job.output.append(`${said}\n`);
  return endedWith(kind === 'merged' ? 'changed' : 'step_skipped', pull);
}

type Unmerged = Extract<MergeState, { kind: 'commit' }>;

function mergedEnding({ job, method, forge }: Merge, { history, pull, head }: Unmerged): Ending {
  const how = forge ? method : 'fast-forward';
  job.output.append(`Merged ${history.branch} at ${head} into ${history.base} (${how})\n`);
  return endedWith('changed', pull);
}

/** Answers whether it was merged; if not, the branch has another tip by now. */
async function mergeOnForge(merge: Merge, forge: Forge, { history, pull, head }: Unmerged): Promise<Step<boolean>> {
  const { job, deadline } = merge;
  if (pull === undefined) return mergeFailures.noPullRequest(history.branch);
  const moved = await moveFromMergedBase(merge, forge, pull);
  if (!moved.ok || moved.value) return moved.ok ? done(false) : moved;
  const ready = pull.isDraft ? await forge.markReady(pull.number, job.signal) : done(undefined);
  if (!ready.ok) return ready;
  const checked =
    merge.checks === 'ignore' ? done(undefined) : await waitForChecks(job, { forge, head, base: history.base, deadline });
  if (!checked.ok) return checked;
  await job.finalizing();
  for (let looks = 0; ; looks += 1) {
    const end = await forge.merge({ number: pull.number, method: merge.method, head }, job.signal);
    if (!end.ok) return end;
    if (end.value.kind === 'merged' || end.value.kind === 'moved') return done(end.value.kind === 'merged');
    if (end.value.kind === 'conflict') return mergeFailures.conflict(history.branch, history.base);
    if (end.value.kind === 'refused') return mergeFailures.refused(`Pull request #${pull.number}`, end.value.why);
    // From here on a person cannot cancel the task, so it waits for a short time only.
    if (looks === mostLooks) {
      return failures.network(`The forge does not know yet whether pull request #${pull.number} can be merged.`);
    }
    await pause(job.merging.pollMs, undefined, { signal: job.signal });
  }
}

/** Work on top of a branch that was merged since goes where that branch went: merged into it, the work would be lost. Answers whether it moved. */
async function moveFromMergedBase({ job }: Merge, forge: Forge, pull: PullRequestOfBranch): Promise<Step<boolean>> {
  if (pull.baseBranch !== job.task.base_branch) return done(false);
  const into = await forge.branchMergedInto(pull.baseBranch, job.signal);
  if (!into.ok) return into;
  if (into.value === undefined) return done(false);
  job.output.append(`${pull.baseBranch} was merged into ${into.value}: pull request #${pull.number} goes there\n`);
  const moved = await forge.changeBase(pull.number, into.value, job.signal);
  return moved.ok ? done(true) : moved;
}

async function mergeWithoutForge({ job, method }: Merge, { history, head }: Unmerged): Promise<Step<boolean>> {
  if (method !== 'merge') {
    job.output.append(`Without a forge there is no ${method}: a fast-forward keeps the commits as they are\n`);
  }
  await job.finalizing();
  return mergeDirectly(history, head);
}
