/** A target whose repositories share a sandbox, with shell commands in place of agents. */
import { ulid } from 'ulid';
import type { Repository } from '../../../../contracts/repository.ts';
import type { RepositoryOutcome, SharedRepoOfTask } from '../../../../contracts/shared-repos.ts';
import type { TaskRow } from '../../../../contracts/task.ts';
import { makeRepository } from '../../git-repository.ts';
import { type TaskBench, taskRow } from '../../task-bench.ts';

type Remote = ReturnType<typeof makeRepository>;

export interface GivenMember extends Partial<Omit<SharedRepoOfTask, 'folder'>> {
  readonly onboarded?: Partial<Repository>;
  /** Absent: a repository of its own in a folder. */
  readonly remote?: Remote;
}

/** @param given by their folders; a repository has the name of its folder, and an owner of this group's own */
export async function newGroup(bench: TaskBench, given: Readonly<Record<string, GivenMember>>) {
  const fleet = ulid();
  const branch = `bgagent/${fleet}/backend`;
  const owner = `o${fleet.toLowerCase().slice(-12)}`;
  const members = Object.entries(given).map(([folder, { onboarded = {}, remote = makeRepository(), ...own }]) => ({
    remote,
    onboarded,
    shared: { repo: `${owner}/${folder}`, folder, verifiers: null, pull_request: null, ...own },
  }));
  for (const { shared, remote, onboarded } of members) {
    await bench.onboard({ repo: shared.repo, clone_url: remote.url, ...onboarded });
  }
  const row = (attempt: number, command: string, more: Partial<TaskRow> = {}): TaskRow =>
    taskRow({
      repo: members[0]?.shared.repo ?? null,
      shared_repos: members.map(({ shared }) => shared),
      resolved_workflow: { id: 'coding/new-task-v1', version: '1.0.0' },
      task_description: command,
      channel_metadata: { fleet_id: fleet, target: 'backend', attempt },
      branch_name: branch,
      ...more,
    });
  return {
    owner,
    branch,
    row,
    remotes: members.map(({ remote }) => remote),
    /** Does an attempt to its end. */
    attempt: async (attempt: number, command: string, more: Partial<TaskRow> = {}): Promise<TaskRow> =>
      bench.ended(await bench.submit(row(attempt, command, more))),
    /** Which of the repositories have the branch. */
    pushed: (): boolean[] => members.map(({ remote }) => remote.branches().includes(branch)),
  };
}

/** What a row says of each repository, in the fields that are named. */
export const told = ({ repositories }: TaskRow, ...keys: (keyof RepositoryOutcome)[]): unknown[][] =>
  (repositories ?? []).map((each) => keys.map((key) => each[key]));

export const outputOf = async (bench: TaskBench, { task_id }: TaskRow): Promise<string> =>
  (await bench.ports.events.getTaskOutput(task_id)) ?? '';
