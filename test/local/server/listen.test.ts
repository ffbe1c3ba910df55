import { once } from 'node:events';
import { createServer, request as httpRequest, Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { CreateQueueCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { listen, type Listening } from '../../../local/server/listen.ts';
import { clientSettings, makeCredentials } from '../../../local/services/front/local-client.ts';
import { serveQueues } from '../../../local/services/queues/serve-queues.ts';

const opened: Socket[] = [];
const started: Listening[] = [];
afterEach(async () => {
  for (const socket of opened.splice(0)) socket.destroy();
  await Promise.all(started.splice(0).map((server) => server.close()));
});

async function start(starting: Promise<Listening>): Promise<string> {
  const listening = await starting;
  started.push(listening);
  return listening.url;
}

/** Sends some bytes; resolves when the server has closed the connection. */
async function send(url: string, bytes: string): Promise<void> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  opened.push(socket);
  socket.on('error', () => undefined).resume();
  socket.write(bytes);
  await once(socket, 'close');
}

const halves = [
  '',
  'GET /v1',
  'POST / HTTP/1.1\r\nHost: x\r\nContent-',
  'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf',
];
const sendHalves = (url: string) => Promise.all(halves.map((half) => send(url, half)));
const soon = { arrivalMs: 250 };

test('a server drops a client that sends half a request, or nothing, and answers a whole request, however late', async () => {
  const dropped = Promise.withResolvers<undefined>();
  const server = createServer((request, response) => {
    void text(request).then(
      async () => {
        await dropped.promise;
        response.end('done');
      },
      () => undefined,
    );
  });
  const url = await start(listen(server, 0, soon));
  const answered = fetch(url, { method: 'POST', body: 'all' });
  await sendHalves(url);
  dropped.resolve(undefined);
  expect(await (await answered).text()).toBe('done');
});

test('a connection that waits for its next request stays', async () => {
  const url = await start(
    listen(
      createServer((_, response) => response.end('done')),
      0,
      soon,
    ),
  );
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = async (): Promise<boolean> => {
    const asked = httpRequest(url, { agent }).end();
    const [response] = (await once(asked, 'response')) as [NodeJS.ReadableStream];
    await text(response);
    return asked.reusedSocket;
  };
  await ask();
  // The connection is idle for as long as another one needs to be dropped.
  await send(url, 'GET');
  expect(await ask()).toBe(true);
  agent.destroy();
});

test('one connection too many is closed, and the others go on', async () => {
  const url = await start(
    listen(
      createServer((_, response) => response.end('done')),
      0,
      { most: 1 },
    ),
  );
  const first = connect(Number(new URL(url).port), '127.0.0.1');
  opened.push(first);
  await once(first, 'connect');
  await send(url, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  first.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(await text(first)).toContain('done');
});

test('the queues drop half requests, and let a receive wait for its messages', async () => {
  const credentials = makeCredentials();
  const url = await start(serveQueues(credentials, soon));
  const client = new SQSClient(clientSettings(url, credentials));
  const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'q' }));
  const waiting = client.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
  await sendHalves(url);
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  expect(await waiting).toMatchObject({ Messages: [{ Body: 'x' }], $metadata: { attempts: 1 } });
  client.destroy();
});
