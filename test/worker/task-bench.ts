/** Workers in the process of the test, on a real database engine. */
import { ulid } from 'ulid';
import type { ReceivedTask, TaskQueueConsumer } from '../../adapters/ports.ts';
import { createRepoStore } from '../../adapters/repo/repo-store.ts';
import { createTaskEventStore } from '../../adapters/task/task-event-store.ts';
import { createTaskStore } from '../../adapters/task/task-store.ts';
import { durationsSchema } from '../../contracts/durations.ts';
import type { TaskStatusChanged } from '../../contracts/events.ts';
import { isTaskEnded } from '../../contracts/task-transitions.ts';
import type { TaskRow } from '../../contracts/task.ts';
import type { Repository } from '../../contracts/repository.ts';
import { workerConfig } from '../../contracts/worker-config.ts';
import { connectForge } from '../../worker/forge/connect-forge.ts';
import type { Log } from '../../worker/logger.ts';
import { pollTasks } from '../../worker/hold/poll-tasks.ts';
import { takeTask } from '../../worker/hold/take-task.ts';
import type { WorkerPorts, WorkerSettings } from '../../worker/hold/worker-setup.ts';
import { noWalls } from '../../worker/sandbox/walls/walls.ts';
import { startLocalDynamo } from '../adapters/local-dynamo.ts';
import { makeFolder } from './git-repository.ts';
import { patienceMs } from '../patience.ts';
import { putRepo } from '../tasks/task-platform.ts';

/** A task queue in this process. A message becomes visible again at the end of the time for which it was hidden. */
function memoryQueue() {
  const messages = new Map<string, { taskId: string; visibleAt: number }>();
  const queue: TaskQueueConsumer = {
    async receive(max, waitS, signal) {
      const until = Date.now() + waitS * 1_000;
      for (;;) {
        const found = [...messages].filter(([, { visibleAt }]) => visibleAt <= Date.now()).slice(0, max);
        for (const [, message] of found) message.visibleAt = Date.now() + 30_000;
        if (found.length > 0) return found.map(([receipt, { taskId }]): ReceivedTask => ({ receipt, taskId }));
        if (signal?.aborted || Date.now() > until) return [];
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    remove: (receipt) => Promise.resolve(void messages.delete(receipt)),
    hide(receipt, seconds) {
      const message = messages.get(receipt);
      if (message) message.visibleAt = Date.now() + seconds * 1_000;
      return Promise.resolve();
    },
  };
  const enqueue = (taskId: string): void => void messages.set(ulid(), { taskId, visibleAt: 0 });
  return { queue, enqueue, messages };
}

/** Tables on a local engine, a queue, and a function that starts workers. `stop` ends all of them. */
export async function startTaskBench() {
  const dynamo = await startLocalDynamo();
  const sandboxRoot = makeFolder('sandboxes');
  const published: TaskStatusChanged[] = [];
  const { queue, enqueue, messages } = memoryQueue();
  const ports: WorkerPorts = {
    tasks: createTaskStore(dynamo.documents, { taskTable: 'TaskTable' }),
    events: createTaskEventStore(dynamo.documents, { taskEventsTable: 'TaskEventsTable' }),
    repos: createRepoStore(dynamo.documents, { repoTable: 'RepoTable' }),
    queue,
    bus: {
      publishTaskStatus: (detail) => Promise.resolve(void published.push(detail)),
      publishFleetEvent: () => Promise.resolve(),
    },
  };
  const logs: string[] = [];
  const started: { close(): Promise<void> }[] = [];
  const log: Log = loggerInto(logs);

  const startWorker = (
    given: Partial<WorkerSettings> & { durations?: WorkerSettings['durations'] } = {},
    own: WorkerPorts = ports,
  ) => {
    const settings: WorkerSettings = {
      workerId: ulid(),
      durations: durationsSchema.parse({ task_lease_s: 3, cancel_check_s: 0.1 }),
      config: workerConfig.parse({}),
      environment: process.env,
      sandboxRoot,
      walls: noWalls,
      connectForge,
      forges: [],
      allowDirectMerge: false,
      closings: new Map(),
      logFor: () => log,
      ...given,
    };
    const polling = pollTasks({ concurrency: 4, queue: own.queue, take: (message) => takeTask(own, settings, message), log });
    started.push(polling);
    return polling;
  };
  const submit = async (row: TaskRow): Promise<string> => {
    await ports.tasks.putTaskIfAbsent(row);
    enqueue(row.task_id);
    return row.task_id;
  };
  const rowOf = async (taskId: string): Promise<TaskRow> => {
    const row = await ports.tasks.getTask(taskId);
    if (!row) throw new Error(`no task ${taskId}`);
    return row;
  };
  const until = async (taskId: string, holds: (row: TaskRow) => boolean): Promise<TaskRow> => {
    const giveUp = Date.now() + patienceMs;
    for (;;) {
      const row = await rowOf(taskId);
      if (holds(row)) return row;
      if (Date.now() > giveUp) throw new Error(`still ${JSON.stringify(row)}\n${logs.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  };
  const onboard = (repository: Partial<Repository> & { repo: string }): Promise<void> =>
    putRepo(ports.repos, {
      status: 'active',
      clone_url: null,
      default_branch: null,
      tags: {},
      max_turns: null,
      max_budget_usd: null,
      build_command: null,
      lint_command: null,
      onboarded_at: new Date().toISOString(),
      ...repository,
    });
  /** Waits until the message of a task is so, or is there no more. */
  const seen = async (taskId: string, holds: (message: { visibleAt: number } | undefined) => boolean): Promise<void> => {
    const giveUp = Date.now() + patienceMs;
    while (!holds([...messages.values()].find((message) => message.taskId === taskId))) {
      if (Date.now() > giveUp) throw new Error(`the message of ${taskId} stays as it is\n${logs.join('\n')}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  const closeWorkers = async (): Promise<void> => {
    await Promise.all(started.splice(0).map((worker) => worker.close()));
  };
  const stop = async (): Promise<void> => {
    await closeWorkers();
    await dynamo.stop();
  };
  return {
    ...{ ports, published, logs, messages, sandboxRoot, enqueue, startWorker, submit, rowOf, until, onboard, stop },
    ...{ closeWorkers, seen },
    gone: (taskId: string) => seen(taskId, (message) => message === undefined),
    ended: (taskId: string) => until(taskId, ({ status }) => isTaskEnded(status)),
  };
}

export type TaskBench = Awaited<ReturnType<typeof startTaskBench>>;

function loggerInto(lines: string[]): Log {
  const write = (...args: unknown[]): void => void lines.push(JSON.stringify(args));
  return { debug: write, info: write, warn: write, error: write };
}

/** The row of a new task, as createTask writes it. */
export function taskRow(given: Partial<TaskRow> = {}): TaskRow {
  const now = new Date().toISOString();
  const taskId = ulid();
  return {
    task_id: taskId,
    status: 'SUBMITTED',
    repo: 'acme/api',
    issue_number: null,
    resolved_workflow: { id: 'shell/run-v1', version: '1.0.0' },
    pr_number: null,
    task_description: null,
    branch_name: `bgagent/${taskId}/work`,
    session_id: null,
    pr_url: null,
    error_message: null,
    error_classification: null,
    channel_source: 'api',
    created_at: now,
    updated_at: now,
    started_at: null,
    completed_at: null,
    cost_usd: null,
    build_passed: null,
    lint_passed: null,
    max_turns: null,
    max_budget_usd: null,
    turns_attempted: null,
    turns_completed: null,
    trace: false,
    approval_gate_count: null,
    approval_gate_cap: null,
    queued_at: null,
    outcome: null,
    user_id: 'alice',
    open: 'OPEN',
    open_for: 'SUBMITTED',
    open_since: now,
    month: now.slice(0, 7),
    idempotency_key: null,
    channel_metadata: null,
    params: {},
    vars: {},
    verifiers: [],
    timeout_s: 60,
    pull_request: null,
    approval_timeout_s: null,
    initial_approvals: [],
    claim: 0,
    claimed_at: null,
    cancel_reason: null,
    ...given,
  };
}

/** A shell task with this command. */
export const shellTask = (command: string, given: Partial<TaskRow> = {}): TaskRow =>
  taskRow({ ...given, params: { ...given.params, command } });
