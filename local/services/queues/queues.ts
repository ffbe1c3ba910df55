import { SQSClient, CreateQueueCommand } from '@aws-sdk/client-sqs';
import { buildApp } from 'fauxqs';
import * as z from 'zod';
import { inGroupOf } from '../patches/fair-turns.ts';
import { limitConnections } from '../../server/listen.ts';
import type { ConnectionLimits, Listening } from '../../server/listen.ts';
import { region } from '../front/local-client.ts';
import type { ClientSettings, Credentials } from '../front/local-client.ts';
import { onlyWithCredentials } from '../front/only-with-credentials.ts';
import { queueStore } from '../patches/queue-store.ts';
import type { Resource } from '../../template/deployment.ts';

/** Serves SQS in memory: what is queued when the process ends is enqueued again from the tables at the next start. */
export async function startQueues(credentials: Credentials, limits?: ConnectionLimits): Promise<Listening> {
  // Its own start function listens on all addresses of the machine; these queues are for this machine only.
  const app = buildApp({ logger: false, defaultRegion: region, stores: await queueStore() });
  app.addHook('preHandler', (request, _reply, done) => {
    inGroupOf(request, done);
  });
  giveBackWhatNobodyTook(app);
  onlyWithCredentials(app.server, credentials);
  limitConnections(app.server, limits);
  const url = await app.listen({ port: 0, host: '127.0.0.1' });
  return { url, close: () => app.close() };
}

type App = ReturnType<typeof buildApp>;

const receiveRequest = z.object({ QueueUrl: z.string() });
const receiveResponse = z.object({ Messages: z.array(z.object({ ReceiptHandle: z.string() })).default([]) });

/**
 * A worker that was killed while it waited for a message still has its request open in the engine, which would answer the next
 * message to nobody and hide it for minutes. Such a message is made visible again at once.
 */
function giveBackWhatNobodyTook(app: App): void {
  app.addHook('onSend', async (request, _reply, payload) => {
    if (!request.raw.socket.destroyed || request.headers['x-amz-target'] !== 'AmazonSQS.ReceiveMessage') return payload;
    const { QueueUrl } = receiveRequest.parse(request.body);
    const { Messages } = receiveResponse.parse(typeof payload === 'string' ? JSON.parse(payload) : {});
    await Promise.all(Messages.map(({ ReceiptHandle }) => makeVisible(app, { QueueUrl, ReceiptHandle })));
    return payload;
  });
}

async function makeVisible(app: App, message: { QueueUrl: string; ReceiptHandle: string }): Promise<void> {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AmazonSQS.ChangeMessageVisibility' };
  await app.inject({ method: 'POST', url: '/', headers, payload: JSON.stringify({ ...message, VisibilityTimeout: 0 }) });
}

/** Makes the queues of the template; dead-letter queues are named by ARN, so the order does not matter. */
export async function createQueues(settings: ClientSettings, queues: readonly Resource<'AWS::SQS::Queue'>[]): Promise<void> {
  const client = new SQSClient(settings);
  try {
    await Promise.all(
      queues.map((queue) =>
        client.send(new CreateQueueCommand({ QueueName: queue.name, Attributes: attributes(queue.properties) })),
      ),
    );
  } finally {
    client.destroy();
  }
}

function attributes(properties: Resource<'AWS::SQS::Queue'>['properties']): Record<string, string> {
  const { RedrivePolicy, FifoQueue, ContentBasedDeduplication, DelaySeconds, VisibilityTimeout, ReceiveMessageWaitTimeSeconds } =
    properties;
  const given = {
    // SQS refuses FifoQueue=false.
    FifoQueue: FifoQueue ? true : undefined,
    ContentBasedDeduplication,
    DelaySeconds,
    VisibilityTimeout,
    ReceiveMessageWaitTimeSeconds,
    RedrivePolicy: RedrivePolicy === undefined ? undefined : JSON.stringify(RedrivePolicy),
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  return Object.fromEntries(set.map(([name, value]) => [name, String(value)]));
}
