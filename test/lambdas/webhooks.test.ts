import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { startFauxqs } from 'fauxqs';
import { createPollingSqsClient } from '../../adapters/aws-clients.ts';
import { createDeliveryQueue } from '../../adapters/webhook/delivery-queue.ts';
import { createPostEvent } from '../../adapters/webhook/post-event.ts';
import { takeWebhooks, type DeliveryReport, type WebhookPorts } from '../../lambdas/webhooks/take-webhooks.ts';
import { startLocalDynamo } from '../adapters/local-dynamo.ts';
import { startReceiver, type Receiver } from '../adapters/webhook/receiver.ts';
import { fixedKeys } from '../twins/fixed-keys.ts';
import { storesOn, submit } from './fleet-parts.ts';

const dynamo = await startLocalDynamo();
const queues = await startFauxqs({ port: 0, host: '127.0.0.1', logger: false });
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
const sqs = createPollingSqsClient({ endpoint: queues.address, region: 'us-east-1', credentials });
const stores = storesOn(dynamo);
afterAll(async () => {
  sqs.destroy();
  await queues.stop();
  await dynamo.stop();
});

let receiver: Receiver;
let queueUrl: string;
let reports: DeliveryReport[];
let made = 0;
beforeEach(async () => {
  made += 1;
  await sqs.send(new CreateQueueCommand({ QueueName: `webhooks-${made}`, Attributes: { VisibilityTimeout: '30' } }));
  queueUrl = `${queues.address}/000000000000/webhooks-${made}`;
  reports = [];
});
afterEach(() => receiver.close());

const ports = (allowPrivate = true): WebhookPorts => ({
  stores,
  queue: createDeliveryQueue(sqs, { queueUrl }),
  post: createPostEvent({ keys: fixedKeys('s'.repeat(32)), allowPrivate, timeLimitMs: 5_000 }),
  clockAndIds: { now: Date.now },
  durations: { webhook_backoff_s: 0.5 },
  report: (what) => void reports.push(what),
});

/** A fleet with webhooks, and an event of its. */
async function fleetWith(webhooks: readonly string[]) {
  const ledger = await submit(stores, 1);
  await stores.ledgers.putLedgerAtVersion({ ...ledger, settings: { ...ledger.settings, webhooks } });
  const detail = { event_id: `${ledger.fleetId}-1-finished`, fleet_id: ledger.fleetId, status: 'SUCCEEDED' };
  return { source: 'bgagent.fleets', 'detail-type': 'Fleet Finished', time: '2026-11-02T10:00:00.000Z', detail };
}

const put = (event: unknown) => sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(event) }));

/** As an event source mapping does, without deleting what failed. Answers how many were in the batch, and how many failed. */
async function turn(using = ports()): Promise<[number, number]> {
  const command = new ReceiveMessageCommand({
    QueueUrl: queueUrl,
    MaxNumberOfMessages: 10,
    WaitTimeSeconds: 5,
    MessageSystemAttributeNames: ['All'],
  });
  const { Messages = [] } = await sqs.send(command);
  const { batchItemFailures } = await takeWebhooks(using, Messages.map(recordOf));
  return [Messages.length, batchItemFailures.length];
}

const recordOf = ({ MessageId, ReceiptHandle, Body, Attributes }: Message): SQSRecord =>
  // What the function reads of a record.
  ({ messageId: MessageId, receiptHandle: ReceiptHandle, body: Body, attributes: Attributes }) as unknown as SQSRecord;

test('an event becomes one delivery per receiver, each tried by itself until it is taken', async () => {
  receiver = await startReceiver((number, path) => ({ status: path === '/down' && number < 4 ? 500 : 200 }));
  await put(await fleetWith([`${receiver.url}/up`, `${receiver.url}/down`, `${receiver.url}/up`]));
  expect(await turn()).toEqual([1, 0]);
  expect(await turn()).toEqual([2, 1]);
  expect(await turn()).toEqual([1, 1]);
  expect(await turn()).toEqual([1, 0]);
  expect(receiver.received.map(({ path }) => path).sort()).toEqual(['/down', '/down', '/down', '/up']);
  expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
  expect(reports.map(({ outcome, tries }) => `${outcome} ${tries}`).sort()).toEqual([
    'failed 1',
    'failed 2',
    'taken 1',
    'taken 3',
  ]);
});

test('what leads to a private address is dropped for good, and the log names neither URL nor event', async () => {
  receiver = await startReceiver();
  await put(await fleetWith([`https://127.0.0.1:${receiver.port}/token-in-the-path`]));
  await turn(ports(false));
  expect(await turn(ports(false))).toEqual([1, 0]);
  expect(receiver.received).toEqual([]);
  expect(reports).toMatchObject([{ outcome: 'refused', why: 'PRIVATE_ADDRESS' }]);
  expect(JSON.stringify(reports)).not.toMatch(/token|127\.0|SUCCEEDED/);
});

test('a fleet without webhooks, and one that is gone, have no deliveries', async () => {
  receiver = await startReceiver();
  const event = await fleetWith([]);
  await put(event);
  await put({ ...event, detail: { ...event.detail, fleet_id: '01J00000000000000000000000' } });
  const [first] = await turn();
  expect(first === 2 || (await turn())[0] === 1).toBe(true);
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ['All'] }));
  expect(Attributes).toMatchObject({ ApproximateNumberOfMessages: '0' });
  expect(reports).toEqual([]);
});

test('what cannot be understood fails by itself, for the dead-letter queue', async () => {
  receiver = await startReceiver();
  await put({ kind: 'delivery', url: receiver.url });
  expect(await turn()).toEqual([1, 1]);
  expect(reports).toMatchObject([{ outcome: 'malformed' }]);
});
