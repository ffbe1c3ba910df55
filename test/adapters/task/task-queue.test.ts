import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { ulid } from 'ulid';
import { createPollingSqsClient } from '../../../adapters/aws-clients.ts';
import { createTaskQueue, createTaskQueueConsumer } from '../../../adapters/task/task-queue.ts';
import { startFailingService, type FailingService } from '../failing-service.ts';

const server = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
const sqs = createPollingSqsClient({
  endpoint: server.address,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});
const { QueueUrl: taskQueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'tasks' }));

afterAll(async () => {
  sqs.destroy();
  await server.stop();
});

test('a task is received, hidden until it is shown again, and removed', async () => {
  const consumer = createTaskQueueConsumer(sqs, { taskQueueUrl }, () => undefined);
  const taskId = ulid();
  await createTaskQueue(sqs, { taskQueueUrl }).enqueue({ taskId, userId: 'alice', lane: 'tasks' });
  const [first] = await consumer.receive(5, 0);
  expect(first?.taskId).toBe(taskId);
  expect(await consumer.receive(5, 0)).toEqual([]);
  await consumer.hide(first?.receipt ?? '', 0);
  const [again] = await consumer.receive(5, 0);
  expect(again?.taskId).toBe(taskId);
  await consumer.remove(again?.receipt ?? '');
  expect(await consumer.receive(5, 0)).toEqual([]);
});

test('a message that is gone, or a receipt of an earlier queue, fails nothing and touches no other message', async () => {
  const consumer = createTaskQueueConsumer(sqs, { taskQueueUrl }, () => undefined);
  const taskId = ulid();
  await createTaskQueue(sqs, { taskQueueUrl }).enqueue({ taskId, userId: 'alice', lane: 'tasks' });
  const [first] = await consumer.receive(5, 0);
  await consumer.remove(first?.receipt ?? '');
  await createTaskQueue(sqs, { taskQueueUrl }).enqueue({ taskId, userId: 'alice', lane: 'tasks' });
  for (const receipt of [first?.receipt ?? '', 'of-an-earlier-queue']) {
    await consumer.hide(receipt, 600);
    await consumer.remove(receipt);
  }
  const [second] = await consumer.receive(5, 0);
  expect(second?.taskId).toBe(taskId);
  await consumer.remove(second?.receipt ?? '');
});

describe('what SQS answers to a receipt', () => {
  let service: FailingService;
  beforeAll(async () => {
    service = await startFailingService('hangs up');
  });
  afterAll(() => service.stop());
  const answer = async (code: string, message: string) => {
    service.ail({ status: 400, code, message });
    const client = createPollingSqsClient({
      endpoint: service.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const consumer = createTaskQueueConsumer(client, { taskQueueUrl }, () => undefined);
    const both = await Promise.allSettled([consumer.hide('receipt', 1), consumer.remove('receipt')]);
    client.destroy();
    return both.map(({ status }) => status);
  };

  test.each([
    ['ReceiptHandleIsInvalid', 'The input receipt handle "receipt" is not a valid receipt handle.'],
    ['MessageNotInflight', 'The message is not in flight.'],
    ['InvalidParameterValue', 'Value receipt for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.'],
  ])('%s fails nothing', async (code, message) => {
    expect(await answer(code, message)).toEqual(['fulfilled', 'fulfilled']);
  });

  test.each([
    ['InvalidParameterValue', 'Value 50000 for parameter VisibilityTimeout is invalid.'],
    ['QueueDoesNotExist', 'The specified queue does not exist.'],
    ['AccessDenied', 'No.'],
  ])('%s fails: %s', async (code, message) => {
    expect(await answer(code, message)).toEqual(['rejected', 'rejected']);
  });
});

test('a message that is no task message, or that newer code wrote, is told and left for the dead-letter queue', async () => {
  const told: string[] = [];
  const consumer = createTaskQueueConsumer(sqs, { taskQueueUrl }, (body, why) => {
    expect(why).not.toBe('');
    told.push(body);
  });
  const bodies = [
    '{',
    '"text"',
    '{"kind":"task","task_id":"nope"}',
    '{"kind":"look"}',
    `{"v":2,"kind":"task","task_id":"${ulid()}"}`,
  ];
  for (const MessageBody of bodies) await sqs.send(new SendMessageCommand({ QueueUrl: taskQueueUrl, MessageBody }));
  expect(await consumer.receive(10, 0)).toEqual([]);
  expect(told.sort()).toEqual([...bodies].sort());
});

test('a wait is ended early by its signal', async () => {
  const consumer = createTaskQueueConsumer(sqs, { taskQueueUrl }, () => undefined);
  const stop = new AbortController();
  const waiting = consumer.receive(1, 20, stop.signal);
  stop.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
});
