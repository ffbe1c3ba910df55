/** Batches against a table that leaves a part undone, or throttles the whole call. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { createDocumentClient, createDynamoClient } from '../../../adapters/aws-clients.ts';
import { batchGet } from '../../../adapters/dynamo/batch-get.ts';
import { batchPut } from '../../../adapters/dynamo/batch-put.ts';
import { LeftUndone } from '../../../adapters/dynamo/outage.ts';
import { untilNothingIsLeft } from '../../../adapters/dynamo/until-nothing-is-left.ts';

type Asked = { pk: { S: string } }[];
/** What the table takes of a call; a code instead is an error. */
type Takes = (asked: Asked, call: number) => number | string;

const requestSchema = z.object({ RequestItems: z.object({ T: z.unknown() }) });
const putsSchema = z.array(z.object({ PutRequest: z.object({ Item: z.object({ pk: z.object({ S: z.string() }) }) }) }));
const keysSchema = z.object({ Keys: z.array(z.object({ pk: z.object({ S: z.string() }) })) });

let server: Server;
let takes: Takes = (asked) => asked.length;
let calls = 0;
const taken: string[] = [];
const documents = () => {
  const address = server.address();
  const endpoint = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : ''}`;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return createDocumentClient(createDynamoClient({ endpoint, region: 'us-east-1', credentials }));
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const isPut = request.headers['x-amz-target']?.toString().endsWith('BatchWriteItem') === true;
    void json(request).then((body) => {
      const { T } = requestSchema.parse(body).RequestItems;
      const asked = isPut ? putsSchema.parse(T).map(({ PutRequest }) => PutRequest.Item) : keysSchema.parse(T).Keys;
      calls += 1;
      const count = takes(asked, calls);
      const type = { 'content-type': 'application/x-amz-json-1.0' };
      if (typeof count === 'string') {
        response.writeHead(400, type).end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${count}` }));
        return;
      }
      const [done, left] = [asked.slice(0, count), asked.slice(count)];
      taken.push(...done.map(({ pk }) => pk.S));
      const unput = left.map((Item) => ({ PutRequest: { Item } }));
      const answer = isPut
        ? { UnprocessedItems: left.length > 0 ? { T: unput } : {} }
        : { Responses: { T: done }, UnprocessedKeys: left.length > 0 ? { T: { Keys: left } } : {} };
      response.writeHead(200, type).end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  calls = 0;
  taken.length = 0;
});

const items = (count: number) => Array.from({ length: count }, (_, n) => ({ pk: `i${String(n)}` }));
const names = (count: number) => items(count).map(({ pk }) => pk);

test('what a table leaves undone is put again, and only that', async () => {
  takes = (asked, call) => (call === 1 ? 7 : asked.length);
  await batchPut(documents(), 'T', items(60));
  expect([...taken].sort()).toEqual(names(60).sort());
});

test('a call that was throttled as a whole, at each try of the client, is made again', async () => {
  const throttled = Object.assign(new Error('Too fast.'), { name: 'ProvisionedThroughputExceededException' });
  let tries = 0;
  const call = () => {
    tries += 1;
    return tries === 1 ? Promise.reject(throttled) : Promise.resolve([]);
  };
  await untilNothingIsLeft(['a'], call, { withinMs: 5_000, says: String });
  expect(tries).toBe(2);
});

test('what a table refuses for good is not put again, and no further call is begun', async () => {
  takes = () => 'ValidationException';
  await expect(batchPut(documents(), 'T', items(1_000))).rejects.toMatchObject({ name: 'ValidationException' });
  // Eight calls were under way at once; there are forty.
  expect(calls).toBeLessThanOrEqual(8);
});

test('keys that were left unprocessed are read again', async () => {
  takes = (asked, call) => (call === 1 ? 7 : asked.length);
  const found = await batchGet(documents(), 'T', items(130));
  expect(found.map(({ pk }) => pk).sort()).toEqual(names(130).sort());
});

test('when the time is over, what is left is told', async () => {
  let tries = 0;
  const call = (parts: readonly string[]) => {
    tries += 1;
    return Promise.resolve(parts.slice(0, 2));
  };
  const says = (left: number): string => `${String(left)} left`;
  const ended = untilNothingIsLeft(['a', 'b', 'c'], call, { withinMs: 200, says });
  await expect(ended).rejects.toThrow(LeftUndone);
  await expect(ended).rejects.toThrow('2 left');
  expect(tries).toBeGreaterThan(1);
});
