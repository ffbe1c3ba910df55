/** A target that takes several attempts on one branch, with shell commands in place of agents. */
import { ulid } from 'ulid';
import type { TaskRow } from '../../../../contracts/task.ts';
import { workerConfig } from '../../../../contracts/worker-config.ts';
import { makeRepository } from '../../git-repository.ts';
import { type TaskBench, taskRow } from '../../task-bench.ts';

/** The program of an agent: the shell runs the first line of the description, and the whole prompt is in $PROMPT. */
const program = 'PROMPT=$(cat); eval "$(printf "%s" "$PROMPT" | head -n 1)"';

export const shellAgents = workerConfig.parse({ agents: { a: { command: ['sh', '-c', program] } }, default_agent: 'a' });

type Remote = ReturnType<typeof makeRepository>;

/** @param remote the repository that `repo` is onboarded with */
export function targetOf(bench: TaskBench, remote: Remote, repo: string) {
  const fleet = ulid();
  const branch = `bgagent/${fleet}/api`;
  const row = (attempt: number, command: string, given: Partial<TaskRow> = {}): TaskRow =>
    taskRow({
      repo,
      resolved_workflow: { id: 'coding/new-task-v1', version: '1.0.0' },
      task_description: command,
      channel_metadata: { fleet_id: fleet, target: 'api', attempt },
      branch_name: branch,
      start: 'branch',
      keep_failed: true,
      ...given,
    });
  return {
    remote,
    branch,
    row,
    trailer: (attempt: number): string => `Bgagent-Target: ${fleet}/api#${attempt}`,
    /** Does an attempt to its end. */
    attempt: async (attempt: number, command: string, given: Partial<TaskRow> = {}): Promise<TaskRow> =>
      bench.ended(await bench.submit(row(attempt, command, given))),
    /** The attempts whose commits are on the branch, oldest first; 0: a commit of someone else. */
    attempts: (): number[] =>
      remote
        .commitsOf(branch)
        .map((message) => Number(/^Bgagent-Target: .*#(\d+)$/m.exec(message)?.[1] ?? 0))
        .reverse(),
    file: (name: string): string => remote.fileOf(branch, name),
  };
}

let count = 0;
/** A target in a repository of its own. @param files on the default branch */
export async function newTarget(bench: TaskBench, settings: { build_command?: string; files?: Record<string, string> } = {}) {
  const { files = {}, ...repository } = settings;
  const remote = makeRepository();
  count += 1;
  const repo = `acme/r${count}`;
  await bench.onboard({ repo, clone_url: remote.url, ...repository });
  for (const [name, content] of Object.entries(files)) remote.writeTo('main', name, content);
  return targetOf(bench, remote, repo);
}
