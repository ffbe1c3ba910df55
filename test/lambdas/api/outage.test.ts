/** What the API answers when DynamoDB fails it, with the errors that the SDK makes of what really comes over the wire. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createDocumentClient } from '../../../adapters/aws-clients.ts';
import { LeftUndone } from '../../../adapters/dynamo/outage.ts';
import { createTaskStore } from '../../../adapters/task/task-store.ts';
import { NewerVersion } from '../../../contracts/versions.ts';
import { startFailingService, type Ailment, type FailingService } from '../../adapters/failing-service.ts';
import { errorOf, startBench, type Bench } from './bench.ts';

let bench: Bench;
let service: FailingService;
beforeAll(async () => {
  bench = await startBench();
  service = await startFailingService('hangs up');
});
afterAll(async () => {
  await service.stop();
  await bench.stop();
});

/** A client that gives up at once: how often the SDK tries is its own business. */
const clientOf = (endpoint: string, requestTimeout: number): DynamoDBClient =>
  new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestHandler: { requestTimeout, throwOnRequestTimeout: true },
  });

/** The list of tasks, from a table that is behind this endpoint. */
async function listFrom(endpoint: string, patienceMs = 60_000) {
  const client = clientOf(endpoint, patienceMs);
  try {
    const tasks = createTaskStore(createDocumentClient(client), { taskTable: 'TaskTable' });
    const reply = await bench.call('GET', '/v1/tasks', {}, { ...bench.ports, tasks: { ...bench.ports.tasks, ...tasks } });
    return [reply.status, errorOf(reply).code, reply.headers['retry-after']];
  } finally {
    client.destroy();
  }
}

const comeAgain = [503, 'SERVICE_UNAVAILABLE', '5'];
const tellSomebody = [500, 'INTERNAL_ERROR', undefined];

test.each<[Ailment, unknown[]]>([
  [{ status: 400, code: 'ProvisionedThroughputExceededException' }, comeAgain],
  [{ status: 400, code: 'ThrottlingException' }, comeAgain],
  [{ status: 400, code: 'RequestLimitExceeded' }, comeAgain],
  [{ status: 429, code: 'TooManyRequests' }, comeAgain],
  [{ status: 500, code: 'InternalServerError' }, comeAgain],
  [{ status: 503, code: 'ServiceUnavailable' }, comeAgain],
  [{ status: 507, code: 'SomethingNew' }, comeAgain],
  ['never answers', comeAgain],
  [{ status: 400, code: 'AccessDeniedException' }, tellSomebody],
  [{ status: 400, code: 'UnrecognizedClientException' }, tellSomebody],
  [{ status: 400, code: 'ValidationException' }, tellSomebody],
  [{ status: 400, code: 'ResourceNotFoundException' }, tellSomebody],
  [{ status: 400, code: 'ItemCollectionSizeLimitExceededException' }, tellSomebody],
  [{ status: 413, code: 'RequestEntityTooLarge' }, tellSomebody],
])('a table that answers %j', async (ailment, expected) => {
  service.ail(ailment);
  const patienceMs = ailment === 'never answers' ? 50 : undefined;
  expect(await listFrom(service.endpoint, patienceMs)).toEqual(expected);
});

/** Asks DynamoDB at each endpoint, in a process of its own: the SDK keeps an error of the network as it is only if its class is the one it knows. */
async function judgeNetwork(endpoints: readonly string[]): Promise<unknown> {
  const script = `
    import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
    import { isOutage } from './adapters/dynamo/outage.ts';
    const settings = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' }, maxAttempts: 1 };
    const ask = (endpoint) => new DynamoDBClient({ ...settings, endpoint }).send(new ListTablesCommand({}));
    const judged = await Promise.all(process.argv.slice(1).map((endpoint) => ask(endpoint).catch((error) => [error.code, isOutage(error)])));
    console.log(JSON.stringify(judged));`;
  const argv = ['--input-type=module', '-e', script, ...endpoints];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { cwd: join(import.meta.dirname, '../../..') });
  return JSON.parse(stdout);
}

test('a table that hangs up, or is not there, is an outage', async () => {
  service.ail('hangs up');
  const gone = await startFailingService('hangs up');
  await gone.stop();
  expect(await judgeNetwork([service.endpoint, gone.endpoint])).toEqual([
    ['ECONNRESET', true],
    ['ECONNREFUSED', true],
  ]);
});

test.each<[string, Error, unknown[]]>([
  ['what a throttled table left undone comes right by itself', new LeftUndone('TaskTable: 3 keys stayed unprocessed'), comeAgain],
  ['a fault of the system does not', Object.assign(new Error('no such file'), { code: 'ENOENT' }), tellSomebody],
  ['a fault of the code does not', new TypeError('undefined is not a function'), tellSomebody],
])('%s', async (_, error, expected) => {
  const tasks = { ...bench.ports.tasks, listTasksOfUser: () => Promise.reject(error) };
  const reply = await bench.call('GET', '/v1/tasks', {}, { ...bench.ports, tasks });
  expect([reply.status, errorOf(reply).code, reply.headers['retry-after']]).toEqual(expected);
});

test('what newer code wrote is answered with a sentence, to be asked again in a minute', async () => {
  const getTask = () => Promise.reject(new NewerVersion('task', 'x', 2));
  const tasks = { ...bench.ports.tasks, getTask };
  const reply = await bench.call('GET', '/v1/tasks/01M8B32K8SQ6JY9S437J0EC9W7', {}, { ...bench.ports, tasks });
  expect([reply.status, errorOf(reply).code, reply.headers['retry-after']]).toEqual([503, 'SERVICE_UNAVAILABLE', '60']);
  expect(errorOf(reply).message).toMatch(/^This was written by a newer version of the service/);
});
