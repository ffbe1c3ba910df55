import { monotonicFactory } from 'ulid';
import type { RepoStore, TaskCaller, TaskCore, TaskCreation } from '../../adapters/ports.ts';
import { createRepoStore } from '../../adapters/repo/repo-store.ts';
import { createBuiltinTaskCore } from '../../tasks/task-platform.ts';
import type { TaskPorts } from '../../tasks/task-ports.ts';
import { createTaskEventStore } from '../../adapters/task/task-event-store.ts';
import { createTaskStore } from '../../adapters/task/task-store.ts';
import type { TaskStatusChanged } from '../../contracts/events.ts';
import type { KnownAgents } from '../../contracts/known-agents.ts';
import type { Repository } from '../../contracts/repository.ts';
import type { TaskDetail } from '../../contracts/task.ts';
import { errorStatus, type ApiError } from '../../contracts/http/errors.ts';
import type { LocalDynamo } from '../adapters/local-dynamo.ts';

/** Makes ids that sort in the order in which they were made. */
const newId = monotonicFactory();

/** The task platform on a local engine. Lists hold what it enqueued and published; its clock stands until a test sets it. */
export function makeTaskPlatform(
  { documents }: LocalDynamo,
  settings: {
    userTaskCap?: number;
    userUsdPerDay?: number;
    allowShell?: boolean;
    callerVerifiers?: boolean;
    agents?: KnownAgents;
  } = {},
) {
  const enqueued: string[] = [];
  const published: TaskStatusChanged[] = [];
  const time = { now: Date.UTC(2026, 10, 5) };
  const tasks = createTaskStore(documents, { taskTable: 'TaskTable' });
  const events = createTaskEventStore(documents, { taskEventsTable: 'TaskEventsTable' });
  const repos = createRepoStore(documents, { repoTable: 'RepoTable', findsOldNames: true });
  const ports: TaskPorts = {
    tasks,
    events,
    queue: { enqueue: ({ taskId }) => Promise.resolve(void enqueued.push(taskId)) },
    bus: { publishTaskStatus: (detail) => Promise.resolve(void published.push(detail)) },
    clockAndIds: { now: () => time.now, newId: () => newId(time.now) },
    userTaskCap: settings.userTaskCap ?? 0,
    userUsdPerDay: settings.userUsdPerDay ?? 0,
  };
  const core: TaskCore = createBuiltinTaskCore({
    ...ports,
    repos,
    settings: {
      allowShell: settings.allowShell ?? false,
      callerVerifiers: settings.callerVerifiers ?? false,
      agents: settings.agents ?? null,
      userTaskCap: ports.userTaskCap,
      userUsdPerDay: ports.userUsdPerDay,
    },
  });
  return { core, ports, tasks, events, repos, enqueued, published, time };
}

export const apiCaller = (userId: string, idempotencyKey?: string): TaskCaller => ({
  userId,
  channelSource: 'api',
  channelMetadata: null,
  idempotencyKey,
});

export const onboarded = (repo: string, more: { status?: 'active' | 'removed'; max_turns?: number } = {}) => ({
  repo,
  status: more.status ?? ('active' as const),
  clone_url: null,
  default_branch: null,
  tags: {},
  max_turns: more.max_turns ?? null,
  max_budget_usd: null,
  build_command: null,
  lint_command: null,
  onboarded_at: '2026-11-01T00:00:00.000Z',
});

/** Writes the repository, whether or not there is one of that name. */
export async function putRepo(repos: RepoStore, repository: Repository): Promise<void> {
  await repos.changeRepo(repository.repo, () => ({ written: repository }));
}

/** The task that was created, or found. */
export function taskOf(created: TaskCreation): TaskDetail {
  if (!created.ok) throw new Error(created.error.message);
  return created.value.task;
}

export function errorOf(created: TaskCreation): ApiError {
  if (created.ok) throw new Error('There is a task.');
  return created.error;
}

/** The status that the API answers with. */
export function statusOf(created: TaskCreation): number {
  if (!created.ok) return errorStatus[created.error.code];
  return created.value.isReplay ? 200 : 201;
}
