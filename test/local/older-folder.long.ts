import { join } from 'node:path';
import {
  CreateTableCommand,
  DeleteTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  waitUntilTableExists,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { fleetTable, taskTable, type TableDefinition } from '../../contracts/tables.ts';
import { clientSettings, makeCredentials } from '../../local/services/front/local-client.ts';
import { engines } from '../../local/services/tables/engines.ts';
import { serveTables } from '../../local/services/tables/serve-tables.ts';
import type { Runtime } from '../../local/start-runtime.ts';
import { tableInput } from '../adapters/local-dynamo.ts';
import { patienceMs } from '../patience.ts';
import { temporaryFolder } from './fixture-app.ts';
import { withRuntime } from './with-runtime.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder.remove();
});

type Item = Record<string, unknown>;
const answer = z.object({ data: z.unknown() });
const rows = z.array(z.looseObject({ fleet_id: z.string().optional(), task_id: z.string().optional(), status: z.string() }));

async function call(runtime: Runtime, method: string, path: string, body?: object): Promise<unknown> {
  const response = await fetch(`${runtime.apiUrl}/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${runtime.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
  return answer.parse(await response.json()).data;
}
/** Ids and statuses of a list. */
const list = async (runtime: Runtime, path: string) =>
  rows.parse(await call(runtime, 'GET', path)).map(({ fleet_id, task_id, status }) => `${fleet_id ?? task_id ?? ''} ${status}`);

/** All lists that read an index. */
const lists = async (runtime: Runtime) => ({
  fleets: await list(runtime, '/fleets'),
  ownFleets: await list(runtime, '/fleets?owner=local'),
  openFleets: await list(runtime, '/fleets?status=PENDING,RUNNING,PAUSED'),
  tasks: await list(runtime, '/tasks'),
  openTasks: await list(runtime, '/tasks?status=SUBMITTED,RUNNING'),
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  const giveUp = Date.now() + patienceMs;
  while (!(await condition())) {
    if (Date.now() > giveUp) throw new Error('it did not come about');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Two fleets, of which one is cancelled, and a single task. Nothing works on their tasks. */
async function submitAll(runtime: Runtime): Promise<void> {
  const repos = ['acme/a', 'acme/b', 'acme/c'];
  for (const repo of repos) await call(runtime, 'PUT', `/repos/${repo}`, { clone_url: `/srv/git/${repo}.git` });
  const body = { targets: repos, workflow_ref: 'shell/run-v1', params: { command: 'true' }, max_concurrency: 2 };
  const submit = async () => z.object({ fleet_id: z.string() }).parse(await call(runtime, 'POST', '/fleets', body)).fleet_id;
  const cancelled = await submit();
  await submit();
  await call(runtime, 'POST', '/tasks', { task_description: 'Look around' });
  await until(async () => (await list(runtime, '/tasks')).length === 5);
  await call(runtime, 'POST', `/fleets/${cancelled}/cancel`, {});
  await until(async () => (await list(runtime, '/fleets?status=CANCELLED')).length === 1);
}

/** Makes a table in the shape, and its items in the form, that they had before lists read the rows. */
async function makeOlder(client: DynamoDBClient, definition: TableDefinition, older: (item: Item) => Item): Promise<void> {
  const names = (await client.send(new ListTablesCommand())).TableNames ?? [];
  const TableName = names.find((name) => name.includes(definition.name)) ?? '';
  const documents = DynamoDBDocumentClient.from(client);
  const { Items = [], LastEvaluatedKey } = await documents.send(new ScanCommand({ TableName }));
  expect([Items.length > 0, LastEvaluatedKey]).toEqual([true, undefined]);
  const waiting = { client, maxWaitTime: 30, minDelay: 1, maxDelay: 1 };
  await client.send(new DeleteTableCommand({ TableName }));
  await waitUntilTableNotExists(waiting, { TableName });
  const table = { ...definition, indexes: definition.formerIndexes ?? [] };
  await client.send(new CreateTableCommand({ ...tableInput(table), TableName }));
  await waitUntilTableExists(waiting, { TableName });
  for (const item of Items) await documents.send(new PutCommand({ TableName, Item: older(item) }));
}

const month = (value: unknown) => (value === undefined ? {} : { month: z.string().parse(value).slice(0, 'YYYY-MM'.length) });

function olderTask(item: Item): Item {
  const { open, open_for, open_since, ...others } = item;
  if (others['status'] === undefined) return item;
  expect([open, open_for, open_since].every((value) => value === undefined)).toBe(others['status'] === 'CANCELLED');
  const { user_id, status } = z.object({ user_id: z.string(), status: z.string() }).parse(others);
  const user_status = `${user_id}#${status}`;
  return { ...others, ...month(others['month']), user_status, v: 1 };
}

test.each(engines)(
  'a folder of %s whose tables have the indexes of an earlier version is taken on, with every fleet and task in its lists',
  async (engine) => {
    const begin = async (runtime: Runtime) => {
      await submitAll(runtime);
      return lists(runtime);
    };
    const before = await withRuntime(folder.path, begin, { tableEngine: engine });
    expect([before.fleets.length, before.openFleets.length, before.tasks.length, before.openTasks.length]).toEqual([2, 1, 5, 3]);
    const credentials = makeCredentials();
    const served = await serveTables(join(folder.path, 'tables'), credentials);
    expect(served.engine).toBe(engine);
    const client = new DynamoDBClient(clientSettings(served.url, credentials));
    await makeOlder(client, fleetTable, (item) => ({ ...item, ...month(item['month']) }));
    await makeOlder(client, taskTable, olderTask);
    client.destroy();
    await served.close();
    const after = await withRuntime(folder.path, async (runtime) => {
      const found = await lists(runtime);
      await call(runtime, 'POST', '/tasks', { task_description: 'Look again' });
      expect(await list(runtime, '/tasks')).toHaveLength(before.tasks.length + 1);
      return found;
    });
    expect(after).toEqual(before);
    await withRuntime(folder.path, async (runtime) => {
      expect(await list(runtime, '/tasks?status=SUBMITTED')).toHaveLength(before.openTasks.length + 1);
      const [open = ''] = before.openFleets;
      await call(runtime, 'POST', `/fleets/${open.slice(0, 26)}/cancel`, {});
      await until(async () => (await list(runtime, '/tasks?status=CANCELLED')).length === 4 && runtime.held().executions === 0);
    });
  },
);
