/** The launcher on real tables, a real queue, and a stand-in of ECS. Its clock stands still unless a test moves it. */
import { CreateQueueCommand, DeleteMessageBatchCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { startFauxqs } from 'fauxqs';
import { ulid } from 'ulid';
import { createEcsClient, createPollingSqsClient } from '../../../adapters/aws-clients.ts';
import { createContainers } from '../../../adapters/task/containers.ts';
import { createRepoStore } from '../../../adapters/repo/repo-store.ts';
import { createLaunchStore } from '../../../adapters/task/launch-store.ts';
import { createTaskEventStore } from '../../../adapters/task/task-event-store.ts';
import { createTaskQueue, createTaskQueueConsumer } from '../../../adapters/task/task-queue.ts';
import { createTaskStore } from '../../../adapters/task/task-store.ts';
import type { TaskStatusChanged } from '../../../contracts/events.ts';
import type { TaskRow } from '../../../contracts/task.ts';
import { takeLaunches, type LaunchReport, type LauncherPorts } from '../../../lambdas/launcher/take-launches.ts';
import { createWorkerTokens } from '../../../lambdas/worker-tokens.ts';
import { startLocalDynamo } from '../../adapters/local-dynamo.ts';
import { makeTask } from '../../adapters/task/task-row.ts';
import { startEcsStandIn } from '../../aws/ecs-stand-in.ts';
import { onboarded, putRepo } from '../../tasks/task-platform.ts';

export const definition = 'arn:aws:ecs:us-east-1:111122223333:task-definition/bgagent-test-worker:3';
const definitions = {
  [definition]: { containers: { worker: { BGAGENT_WORK_DIR: '/work' }, runner: { BGAGENT_WORK_DIR: '/work' } } },
};
const client = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
const key = { id: 'one', secret: 'a secret that is long enough for a signature' };
export const tokens = createWorkerTokens({
  current: () => Promise.resolve(key),
  all: () => Promise.resolve([key]),
  find: (id) => Promise.resolve(id === key.id ? key : undefined),
});

export async function startLauncherBench() {
  const dynamo = await startLocalDynamo();
  const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
  const sqs = createPollingSqsClient({ ...client, endpoint: server.address });
  const { QueueUrl: taskQueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: `tasks-${ulid()}` }));
  const ecs = await startEcsStandIn({ cluster: 'bgagent-test-workers', definitions });
  const ecsClient = createEcsClient({ ...client, endpoint: ecs.endpoint });
  const tasks = createTaskStore(dynamo.documents, { taskTable: 'TaskTable' });
  const events = createTaskEventStore(dynamo.documents, { taskEventsTable: 'TaskEventsTable' });
  const repos = createRepoStore(dynamo.documents, { repoTable: 'RepoTable' });
  const published: TaskStatusChanged[] = [];
  const reports: LaunchReport[] = [];
  const time = { now: Date.now() };
  const ports: LauncherPorts = {
    ports: {
      tasks,
      events,
      bus: { publishTaskStatus: (detail) => Promise.resolve(void published.push(detail)) },
      clockAndIds: { now: () => time.now, newId: () => ulid() },
    },
    repos,
    queue: createTaskQueueConsumer(sqs, { taskQueueUrl }, () => undefined),
    launches: createLaunchStore(dynamo.documents, { taskTable: 'TaskTable' }),
    containers: containers(),
    tokens,
    forges: [],
    secrets: { githubApp: 'arn:app', forgeTokens: [] },
    apiUrl: 'https://api.example',
    max: 2,
    durations: { resubmit_after_s: 300 },
    random: () => 0,
    log: { info: () => undefined },
    report: (what) => void reports.push(what),
  };

  function containers({ spot = false, taskDefinition = definition } = {}) {
    const network = { subnets: ['subnet-1'], security_groups: ['sg-1'], public_ip: false };
    return createContainers(ecsClient, { cluster: 'bgagent-test-workers', taskDefinition, network, spot });
  }

  /** Receives what is in the queue, as Lambda does. */
  async function receive(): Promise<SQSRecord[]> {
    const asked = { QueueUrl: taskQueueUrl, MaxNumberOfMessages: 10, MessageSystemAttributeNames: ['All' as const] };
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand(asked));
    // What is not here, the launcher does not read.
    return Messages.map(
      ({ MessageId: messageId, ReceiptHandle: receiptHandle, Body: body, Attributes: attributes }) =>
        ({ messageId, receiptHandle, body, attributes: { ...attributes, SentTimestamp: String(time.now) } }) as SQSRecord,
    );
  }

  /** As Lambda does: deletes the messages that did not fail. Answers how many come again. */
  async function take(given: Partial<LauncherPorts> = {}, records?: readonly SQSRecord[]): Promise<number> {
    const batch = records ?? (await receive());
    const { batchItemFailures } = await takeLaunches({ ...ports, ...given }, batch);
    const again = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    const over = batch.filter(({ messageId }) => !again.has(messageId));
    const entries = over.map(({ messageId, receiptHandle }) => ({ Id: messageId, ReceiptHandle: receiptHandle }));
    if (entries.length > 0) await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: taskQueueUrl, Entries: entries }));
    return again.size;
  }

  return {
    ports,
    ecs,
    time,
    reports,
    published,
    containers,
    receive,
    take,
    onboard: (repo: string, cloneUrl: string) => putRepo(repos, { ...onboarded(repo), clone_url: cloneUrl }),
    send: (MessageBody: string) => sqs.send(new SendMessageCommand({ QueueUrl: taskQueueUrl, MessageBody })),
    async submit(given: Partial<TaskRow> = {}): Promise<string> {
      const row = { ...(await makeTask()), ...given };
      await tasks.putTaskIfAbsent(row);
      await createTaskQueue(sqs, { taskQueueUrl }).enqueue({ taskId: row.task_id, userId: row.user_id, lane: 'tasks' });
      return row.task_id;
    },
    outcomes: () => reports.map(({ outcome }) => outcome),
    /** Nothing runs, nothing was started a moment ago, and nothing was told. */
    async clear() {
      for (const { arn } of ecs.running()) ecs.stopTask(arn);
      ecs.lag(false);
      time.now = Date.now();
      reports.length = 0;
      published.length = 0;
      const { revision } = await ports.launches.getLaunches();
      await ports.launches.putLaunchesIf(revision, []);
    },
    async stop() {
      ecsClient.destroy();
      sqs.destroy();
      await Promise.all([ecs.close(), server.stop(), dynamo.stop()]);
    },
  };
}
