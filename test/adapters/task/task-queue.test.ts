import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { startFauxqs } from 'fauxqs';
import { ulid } from 'ulid';
import { createPollingSqsClient } from '../../../adapters/aws-clients.ts';
import { createTaskQueue, createTaskQueueConsumer } from '../../../adapters/task/task-queue.ts';

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
  await consumer.hide(again?.receipt ?? '', 0).catch(() => undefined);
  expect(await consumer.receive(5, 0)).toEqual([]);
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
