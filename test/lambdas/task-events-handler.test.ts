import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { ulid } from 'ulid';
import { createSqsClient } from '../../adapters/aws-clients.ts';
import { startLocalDynamo } from '../adapters/local-dynamo.ts';

const dynamo = await startLocalDynamo();
const queues = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const sqs = createSqsClient({ endpoint: queues.address, region: 'us-east-1', credentials });
/** Makes a queue; its URL leads to this process whatever the names of the machine. */
async function makeQueue(QueueName: string, Attributes: Record<string, string> = {}): Promise<string> {
  await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  return `${queues.address}/000000000000/${QueueName}`;
}

afterAll(async () => {
  sqs.destroy();
  await queues.stop();
  await dynamo.stop();
});

let mailbox = '';
let deadLetters = '';
let handle: (event: unknown) => Promise<unknown>;

beforeAll(async () => {
  mailbox = await makeQueue('mailbox.fifo', { FifoQueue: 'true' });
  deadLetters = await makeQueue('mailbox-dlq.fifo', { FifoQueue: 'true' });
  // The handler connects while it is loaded, as it does when a function starts.
  Object.assign(process.env, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: dynamo.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: dynamo.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    AWS_ENDPOINT_URL_SQS: queues.address,
    TASK_TABLE: 'TaskTable',
    TASK_EVENTS_TABLE: 'TaskEventsTable',
    TASK_QUEUE_URL: await makeQueue('tasks'),
    MAILBOX_QUEUE_URL: mailbox,
    MAILBOX_DLQ_URL: deadLetters,
    BUS_NAME: 'bus',
    USER_TASK_CAP: '0',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    POWERTOOLS_METRICS_DISABLED: 'true',
  });
  const { handler } = await import('../../lambdas/task-events/handler.ts');
  handle = (event) => handler(event, context);
});

const context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'task-events',
  functionVersion: '1',
  invokedFunctionArn: 'arn:aws:lambda:us-east-1:1:function:task-events',
  memoryLimitInMB: '512',
  awsRequestId: 'r',
  logGroupName: 'g',
  logStreamName: 's',
  getRemainingTimeInMillis: () => 30_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

const bodies = async (QueueUrl: string): Promise<unknown[]> => {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.map((message): unknown => JSON.parse(message.Body ?? ''));
};

test('an event of a task arrives in the mailbox of its fleet', async () => {
  const [fleetId, taskId] = [ulid(), ulid()];
  const detail = { task_id: taskId, user_id: 'alice', status: 'COMPLETED', previous_status: 'RUNNING', fleet_id: fleetId };
  await handle({ source: 'bgagent.tasks', 'detail-type': 'Task Status Changed', detail });
  expect(await bodies(mailbox)).toEqual([{ v: 1, kind: 'look', fleet_id: fleetId, task_ids: [taskId] }]);
});

test('what is no event is acknowledged, and lies in the dead-letter queue', async () => {
  await handle({ some: 'thing' });
  expect(await bodies(deadLetters)).toEqual([{ some: 'thing' }]);
});
