import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import type { Message } from '@aws-sdk/client-sqs';
import { fixture } from './fixture-app.ts';
import { startFixture } from './fixture-runtime.ts';
import type { FixtureRuntime } from './fixture-runtime.ts';

let app: FixtureRuntime;
let QueueUrl: string;
beforeAll(async () => {
  app = await startFixture();
  // A FIFO queue that feeds no function.
  QueueUrl = app.queueUrl(fixture.mailDlq);
});
afterAll(async () => {
  await app.close();
});

const send = (group: string, body: string) =>
  app.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: group, MessageDeduplicationId: body }));
const receive = async (max = 10): Promise<Message[]> =>
  (await app.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: max }))).Messages ?? [];
const bodies = (messages: readonly Message[]) => messages.map((message) => message.Body);
const entries = (messages: readonly Message[]) =>
  messages.map(({ ReceiptHandle }, n) => ({ Id: String(n), ReceiptHandle, VisibilityTimeout: 0 }));

test('a receiver gets up to ten messages of a group, in order, and the group is closed until it is done with them', async () => {
  const all = Array.from({ length: 12 }, (_none, n) => `a${n}`);
  for (const body of all) await send('a', body);
  const first = await receive();
  expect(bodies(first)).toEqual(all.slice(0, 10));
  await send('b', 'b0');
  expect(bodies(await receive())).toEqual(['b0']);
  await app.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entries(first.slice(0, 9)) }));
  expect(bodies(await receive())).toEqual([]);
  await app.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: entries(first.slice(9)) }));
  expect(bodies(await receive(1))).toEqual(['a10']);
});

test('a batch that comes back comes back in order', async () => {
  const all = ['c0', 'c1', 'c2', 'c3'];
  for (const body of all) await send('c', body);
  const first = await receive(3);
  expect(bodies(first)).toEqual(['c0', 'c1', 'c2']);
  await app.sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries: entries(first) }));
  expect(bodies(await receive())).toEqual(all);
});
