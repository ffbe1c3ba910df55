import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { matchesPattern, unsupportedInPattern } from '../../../../local/services/bus/event-pattern.ts';
import type { JsonObject } from '../../../../local/template/json.ts';
import { fixture } from '../../fixture-app.ts';
import { startFixture, waitFor, type FixtureRuntime } from '../../fixture-runtime.ts';

const event: JsonObject = {
  source: 'a',
  'detail-type': 'Thing Done',
  detail: { status: 'OK', tags: ['x', 'y'], none: null, size: 3, deep: { in: true } },
};

test.each<[boolean, JsonObject]>([
  [true, { source: ['a'] }],
  [false, { source: ['b'] }],
  [true, { source: ['b', 'a'], detail: { status: ['OK'] } }],
  [false, { source: ['a'], detail: { status: ['NO'] } }],
  [true, { detail: { tags: ['y'] } }],
  [true, { detail: { deep: { in: [true] } } }],
  [true, { detail: { none: [null] } }],
  [false, { detail: { absent: [null] } }],
  [true, { detail: { size: [3] } }],
  [true, { 'detail-type': [{ prefix: 'Thing' }] }],
  [false, { 'detail-type': [{ prefix: 'thing' }] }],
  [true, { 'detail-type': [{ suffix: 'Done' }] }],
  [true, { 'detail-type': [{ 'equals-ignore-case': 'thing done' }] }],
  [true, { detail: { status: [{ 'anything-but': ['NO', 'MAYBE'] }] } }],
  [false, { detail: { status: [{ 'anything-but': 'OK' }] } }],
  [true, { detail: { absent: [{ exists: false }] } }],
  [false, { detail: { absent: [{ exists: true }] } }],
  [true, { detail: { status: [{ exists: true }] } }],
])('matches: %s for %j', (expected, pattern) => {
  expect(unsupportedInPattern(pattern)).toEqual([]);
  expect(matchesPattern(pattern, event)).toBe(expected);
});

test.each<[JsonObject, string]>([
  [{ detail: { size: [{ numeric: ['>', 1] }] } }, 'detail.size'],
  [{ $or: [{ source: ['a'] }] }, '$or'],
  [{ source: [{ 'anything-but': { prefix: 'a' } }] }, 'source'],
  [{ source: 'a' }, 'source'],
])('refuses %j', (pattern, path) => {
  expect(unsupportedInPattern(pattern)[0]).toContain(path);
});

describe('served', () => {
  let app: FixtureRuntime;
  beforeAll(async () => {
    app = await startFixture();
  });
  afterAll(async () => {
    await app.close();
  });

  const put = (bus: string, type: string, detail: object) =>
    app.events.send(
      new PutEventsCommand({
        Entries: [{ EventBusName: bus, Source: 'fixture', DetailType: type, Detail: JSON.stringify(detail) }],
      }),
    );
  const heard = async (mark: string) =>
    (await app.notes('event')).filter((note) => (note['detail'] as { mark?: string }).mark === mark);

  test('events that match a rule of their bus reach its target, others do not', async () => {
    await put(fixture.bus, 'Other', { kind: 'fine', mark: 'one' });
    await put(fixture.bus, 'Thing Done', { kind: 'dull', mark: 'one' });
    await put('default', 'Thing Done', { kind: 'fine', mark: 'one' });
    const { Entries = [] } = await put(fixture.bus, 'Thing Done', { kind: 'fine', mark: 'one' });
    const events = await waitFor(
      () => heard('one'),
      (notes) => notes.length > 0,
    );
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      version: '0',
      id: Entries[0]?.EventId,
      source: 'fixture',
      'detail-type': 'Thing Done',
      region: 'us-east-1',
    });
  });

  test('a target that fails is tried again, then the event goes to the dead-letter queue', async () => {
    await put(fixture.bus, 'Thing Failed', { kind: 'fine', mark: 'two', fail: true });
    const { Messages = [] } = await app.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: app.queueUrl(fixture.eventsDlq), WaitTimeSeconds: 10 }),
    );
    expect(JSON.parse(Messages[0]?.Body ?? '{}')).toMatchObject({ 'detail-type': 'Thing Failed', detail: { mark: 'two' } });
    expect(await heard('two')).toHaveLength(3);
  });

  test('an entry that is wrong is told in its place', async () => {
    const wrong = { Source: 'fixture', DetailType: 'Thing' };
    const entries = [
      { ...wrong, Detail: '{' },
      { ...wrong },
      { ...wrong, Detail: '{}', EventBusName: 'nowhere' },
      { ...wrong, Detail: '{}' },
    ];
    const result = await app.events.send(new PutEventsCommand({ Entries: entries }));
    expect(result.FailedEntryCount).toBe(3);
    expect(result.Entries?.map((entry) => entry.ErrorCode)).toEqual([
      'MalformedDetail',
      'InvalidArgument',
      'ResourceNotFoundException',
      undefined,
    ]);
  });
});

test('the clock ticks with the input of its rule, after recovery', async () => {
  const app = await startFixture({ clockIntervalMs: 50 });
  try {
    const ticks = await app.waitForNotes('clock', 3);
    expect(ticks.slice(0, 3)).toEqual([{ mode: 'recover', dead_workers: [] }, { mode: 'tick' }, { mode: 'tick' }]);
  } finally {
    await app.close();
  }
});
