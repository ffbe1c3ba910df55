import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import { createMailbox } from '../../../../adapters/fleet/mailbox.ts';
import { fixture } from '../../fixture-app.ts';
import { startFixture, type FixtureRuntime } from '../../fixture-runtime.ts';

let app: FixtureRuntime;
let QueueUrl: string;
let fairUrl: string;
beforeAll(async () => {
  app = await startFixture();
  // Queues that feed no function.
  QueueUrl = app.queueUrl(fixture.mailDlq);
  fairUrl = app.queueUrl(fixture.eventsDlq);
});
afterAll(async () => {
  await app.close();
});

const send = (group: string, body: string) =>
  app.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: group, MessageDeduplicationId: body }));
const receive = async (max = 10): Promise<Message[]> =>
  (await app.sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: max }))).Messages ?? [];
const bodies = (messages: readonly Message[]) => messages.map((message) => message.Body);
const receiptsOf = (messages: readonly Message[]) => messages.map(({ ReceiptHandle = '' }) => ReceiptHandle);
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

test('a batch that is hidden for a second keeps its group closed, and then comes before what was sent meanwhile', async () => {
  const mailbox = createMailbox(app.sqs, { mailboxUrl: QueueUrl, mailboxDlqUrl: QueueUrl }, { newId: () => 'id' });
  for (const body of ['d0', 'd1', 'd2', 'd3']) await send('d', body);
  const first = await receive(3);
  await mailbox.comeAgain(receiptsOf(first), 1);
  await send('d', 'd4');
  expect(bodies(await receive())).toEqual([]);
  const { Messages = [] } = await app.sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 10 }),
  );
  expect(bodies(Messages)).toEqual(['d0', 'd1', 'd2', 'd3', 'd4']);
  // A receipt of an earlier receive hides nothing.
  await expect(mailbox.comeAgain(receiptsOf(first), 1)).rejects.toThrow('3 messages');
});

describe('a queue that is not FIFO gives fair turns', () => {
  const sendFair = (group: string | undefined, body: string) =>
    app.sqs.send(
      new SendMessageCommand({ QueueUrl: fairUrl, MessageBody: body, ...(group === undefined ? {} : { MessageGroupId: group }) }),
    );
  const receiveFair = async (max: number): Promise<Message[]> =>
    (await app.sqs.send(new ReceiveMessageCommand({ QueueUrl: fairUrl, MaxNumberOfMessages: max }))).Messages ?? [];
  const remove = ({ ReceiptHandle }: Message) => app.sqs.send(new DeleteMessageCommand({ QueueUrl: fairUrl, ReceiptHandle }));
  const oneByOne = async (count: number): Promise<string> => {
    const got: Message[] = [];
    for (let n = 0; n < count; n += 1) got.push(...(await receiveFair(1)));
    await Promise.all(got.map(remove));
    return bodies(got).join(' ');
  };

  test('to owners, and to the lanes of each: the one that holds least comes first', async () => {
    for (let n = 1; n <= 4; n += 1) await sendFair('ann/fleet', `fleet${n}`);
    await sendFair('ann/tasks', 'task1');
    await sendFair('bob/fleet', 'bob1');
    await sendFair(undefined, 'nobody');
    expect((await oneByOne(7)).split(' ').slice(0, 4).sort()).toEqual(['bob1', 'fleet1', 'nobody', 'task1']);
  });

  test('and in turn where nothing is held', async () => {
    for (let n = 1; n <= 3; n += 1) await sendFair('ann/fleet', `fleet${n}`);
    await sendFair('ann/tasks', 'task1');
    const got = [];
    for (let n = 0; n < 4; n += 1) {
      const [message] = await receiveFair(1);
      if (message) await remove(message);
      got.push(message?.Body);
    }
    expect(got.indexOf('task1')).toBeLessThan(2);
  });

  test('a message that comes back keeps its group', async () => {
    await sendFair('ann/fleet', 'fleet1');
    const [first] = await receiveFair(1);
    await sendFair('ann/tasks', 'task1');
    await app.sqs.send(
      new ChangeMessageVisibilityCommand({ QueueUrl: fairUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 }),
    );
    await sendFair('ann/fleet', 'fleet2');
    expect(await oneByOne(3)).toBe('task1 fleet1 fleet2');
  });
});
