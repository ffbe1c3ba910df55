/** Work under a time limit, and the requests of real clients that it makes. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoClient } from '../../adapters/aws-clients.ts';
import { currentLimit, limitAfter, LimitPassed, underLimit } from '../../adapters/time-limit.ts';

test('work that ends in time has its result, or its own error', async () => {
  const { signal } = new AbortController();
  expect(await underLimit(signal, 'It', () => Promise.resolve(1))).toBe(1);
  await expect(underLimit(signal, 'It', () => Promise.reject(new Error('mine')))).rejects.toThrow('mine');
});

test('work that does not has failed, and what it called knows', async () => {
  const limit = new AbortController();
  let seen: AbortSignal | undefined;
  const ended = underLimit(limit.signal, 'The work', async () => {
    await sleep(0);
    seen = currentLimit();
    return new Promise(() => undefined);
  });
  await sleep(5);
  limit.abort();
  await expect(ended).rejects.toThrow(new LimitPassed('The work was not done in time.'));
  expect(seen?.aborted).toBe(true);
  expect(currentLimit()).toBeUndefined();
});

test('work whose limit has passed before it began has failed', async () => {
  await expect(underLimit(AbortSignal.abort(), 'It', () => Promise.resolve(1))).rejects.toThrow(LimitPassed);
});

test('a limit passes after a part of a second, too', async () => {
  const limit = limitAfter(0.0123);
  await once(limit, 'abort');
  expect(limit.aborted).toBe(true);
});

test('the limit around a limit ends both', async () => {
  const outer = new AbortController();
  const inner = new AbortController();
  const never = () => new Promise(() => undefined);
  const ended = underLimit(outer.signal, 'All', () => underLimit(inner.signal, 'A part', never).catch(() => never()));
  outer.abort();
  await expect(ended).rejects.toThrow('All was not done in time.');
});

describe('a request', () => {
  let server: Server;
  let requests = 0;
  let closed: Promise<unknown>;
  beforeEach(async () => {
    requests = 0;
    server = createServer((request) => {
      requests += 1;
      closed = once(request.socket, 'close');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const client = () => {
    const address = server.address();
    const endpoint = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    return createDynamoClient({ endpoint, region: 'us-east-1', credentials });
  };

  test('that hangs is cut off with the work that made it, and not made again; later ones are not sent', async () => {
    const limit = new AbortController();
    const dynamo = client();
    const failures: unknown[] = [];
    const ask = () => dynamo.send(new ListTablesCommand({})).catch((error: unknown) => void failures.push(error));
    const ended = underLimit(limit.signal, 'The work', async () => {
      await ask();
      await ask();
    });
    await once(server, 'request');
    limit.abort();
    await expect(ended).rejects.toThrow(LimitPassed);
    await closed;
    await sleep(20);
    expect(failures).toMatchObject([{ name: 'AbortError' }, { name: 'AbortError' }]);
    expect(requests).toBe(1);
    dynamo.destroy();
  });

  test('still ends with the signal that it was given itself', async () => {
    const own = new AbortController();
    const dynamo = client();
    const ended = underLimit(new AbortController().signal, 'The work', () =>
      dynamo.send(new ListTablesCommand({}), { abortSignal: own.signal }),
    );
    await once(server, 'request');
    own.abort();
    await expect(ended).rejects.toMatchObject({ name: 'AbortError' });
    dynamo.destroy();
  });
});
