import { emptyUsage, recordUsage, usageWithout, type Usage } from '../../bench/setup/aws-usage.ts';
import type { Call } from '../../bench/setup/call-recorder.ts';
import type { Attributes } from '../../bench/setup/item-size.ts';
import { pricedUsage } from '../../bench/setup/priced-usage.ts';
import { totalUnits, writeNotes } from '../../bench/setup/write-units.ts';

type Items = Record<string, Attributes | undefined>;

/** Calls of services that answer as given; a table has the items of `after` once the call has passed. */
async function usageOf(calls: readonly { operation: string; request: object; answer?: object; before?: Items; after?: Items }[]) {
  const usage = emptyUsage();
  const record = recordUsage(usage);
  for (const { operation, request, answer = {}, before = {}, after = {} } of calls) {
    let passed = false;
    const call: Call = {
      operation,
      // Requests and answers of AWS in JSON are objects.
      request: request as Record<string, unknown>,
      ask: (_operation, asked) => {
        // The request is that of GetItem.
        const { Key } = asked as { Key: Attributes };
        const key = Object.values(Key).map(({ S }) => String(S));
        return Promise.resolve({ Item: (passed ? after : before)[key.join('/')] });
      },
      pass: () => {
        passed = true;
        return Promise.resolve(answer as Record<string, unknown>);
      },
    };
    await record(call);
  }
  return usage;
}

const unitsOf = ({ writes }: Usage) => Object.fromEntries(Object.entries(writes).map(([kind, { units }]) => [kind, units]));
const row = (status: string, bytes = 0, changed = '1') => ({
  task_id: { S: 't' },
  user_status: { S: status },
  updated_at: { S: changed },
  text: { S: 'x'.repeat(bytes) },
});

test('a write costs by its larger item, and an index only where its attributes change: twice where the item moves in it', async () => {
  const TableName = 'bgagent-TaskTable-1';
  const key = { task_id: { S: 't' } };
  const usage = await usageOf([
    { operation: 'DynamoDB_20120810.PutItem', request: { TableName, Item: row('QUEUED') }, after: { t: row('QUEUED') } },
    {
      operation: 'DynamoDB_20120810.UpdateItem',
      request: { TableName, Key: key },
      before: { t: row('QUEUED') },
      after: { t: row('RUNNING', 3_000) },
    },
    {
      operation: 'DynamoDB_20120810.UpdateItem',
      request: { TableName, Key: key },
      before: { t: row('RUNNING', 3_000) },
      after: { t: row('RUNNING', 10) },
    },
  ]);
  expect(unitsOf(usage)).toEqual({ 'TaskTable row': 1 + 3 + 3, 'TaskTable row in by-user-status': 1 + 2 });
  expect(usage.writes['TaskTable row']).toMatchObject({ writes: 3, bytes: expect.closeTo(3_042, -2) as number });
  expect(totalUnits(usage.writes)).toBe(10);
});

test('writes are kept apart by kind; a batch counts each item, and a transaction each twice', async () => {
  const key = (pk: string, sk: string) => ({ pk: { S: pk }, sk: { S: sk } });
  const FleetTable = 'FleetTable';
  const usage = await usageOf([
    {
      operation: 'DynamoDB_20120810.BatchWriteItem',
      request: { RequestItems: { FleetTable: ['0', '1'].map((n) => ({ PutRequest: { Item: key('F', `TARGET#${n}`) } })) } },
    },
    {
      operation: 'DynamoDB_20120810.TransactWriteItems',
      request: {
        TransactItems: [
          { Put: { TableName: FleetTable, Item: key('F', 'LEDGER') } },
          { Delete: { TableName: 'TaskTable', Key: { task_id: { S: 'BEAT#1' } } } },
        ],
      },
    },
    {
      operation: 'DynamoDB_20120810.PutItem',
      request: { TableName: 'TaskEventsTable', Item: { task_id: { S: 't' }, event_id: { S: 'OUTPUT#000001#000000' } } },
    },
    {
      operation: 'DynamoDB_20120810.PutItem',
      request: { TableName: 'TaskEventsTable', Item: { task_id: { S: 't' }, event_id: { S: '01ARZ3NDEKTSV4RRFFQ69G5FAV' } } },
    },
  ]);
  expect(unitsOf(usage)).toEqual({
    'FleetTable target': 2,
    'FleetTable ledger': 2,
    'TaskTable beat': 2,
    'TaskEventsTable output': 1,
    'TaskEventsTable event': 1,
  });
  expect(writeNotes(usage.writes, 1 / 2)).toEqual([
    'FleetTable 2.00 units: target 1.00 · ledger 1.00 (0.50 writes)',
    'TaskTable 1.00 units: beat 1.00 (0.50 writes)',
    'TaskEventsTable 1.00 units: output 0.50 · event 0.50',
  ]);
});

test('transitions and invocations follow from the calls of the workflow that were taken', async () => {
  const start = { operation: 'AWSStepFunctions.StartExecution', request: { input: '{"fleet_id":"F","targets":[1,2,3]}' } };
  const wake = { operation: 'AWSStepFunctions.SendTaskFailure', request: { taskToken: 't', error: 'Again', cause: '' } };
  const end = { operation: 'AWSStepFunctions.SendTaskSuccess', request: { taskToken: 't', output: '{}' } };
  const refused = { answer: { __type: 'TaskTimedOut' } };
  const usage = await usageOf([start, wake, wake, end, { ...wake, ...refused }, { ...start, ...refused }]);
  expect(usage).toMatchObject({ transitions: 3 + 3 * 2 + 2, invocations: 3 + 2 });
});

test('usage is priced by the list, and the usage without tasks can be taken off', () => {
  const writes = { 'TaskTable row': { units: 1_000_000, writes: 1, bytes: 1 } };
  const usage = { ...emptyUsage(), writes, readUnits: 1_000_050, transitions: 1_000 };
  const { usd, notes } = pricedUsage(usageWithout(usage, { ...emptyUsage(), readUnits: 10, events: 1 }, 5), 'hour', 2);
  expect(usd).toBeCloseTo(2 * (0.625 + 0.125 + 0.025), 9);
  expect(notes[0]).toContain('per hour: writeUnits 2000000.00 · readUnits 2000000.00');
  expect(notes[0]).toContain('events 0.00');
});
