/**
 * Patch of fauxqs: a message that was given to a client which is gone becomes visible again at once.
 *
 * Upstream: fauxqs keeps a waiting receive open when its client has closed the connection (a worker that was killed). It answers
 * the next message to that closed connection, and the message then stays hidden for the whole visibility timeout, minutes long.
 */
import type { buildApp } from 'fauxqs';
import * as z from 'zod';

type App = ReturnType<typeof buildApp>;

const receiveRequest = z.object({ QueueUrl: z.string() });
const receiveResponse = z.object({ Messages: z.array(z.object({ ReceiptHandle: z.string() })).default([]) });

/** @param app the engine, before it listens */
export function giveBackLostReceives(app: App): void {
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
