/**
 * The inner parts of libraries that local/services/patches/ goes by, and the behaviour for which each patch is there. A test
 * that fails after an upgrade names the patch to look at: either the library has another shape now, or the patch is not needed
 * any more.
 */
import { PassThrough } from 'node:stream';
import dynalite from 'dynalite';
import { levelOfDynalite, requireOf } from '../../../../local/services/patches/level-of-dynalite.ts';
import { newQueueStore, type Queue } from '../../../../local/services/patches/queue-engine.ts';

/** Which of these methods or fields an object has not. */
const absentFrom = (object: object, names: readonly string[]): string[] => names.filter((name) => !(name in object));

/** The methods of the instances of `level`. */
const level = levelOfDynalite().prototype as object;

test('level-of-dynalite.ts: dynalite loads the package level, whose class Level opens and closes a folder', () => {
  expect(absentFrom(level, ['open', 'close'])).toEqual([]);
});

test('quick-reads.ts: classic-level has a read that goes through the thread pool, and one that does not', () => {
  expect(absentFrom(level, ['_get', '_getSync'])).toEqual([]);
});

test.each(['AbstractIterator', 'AbstractKeyIterator', 'AbstractValueIterator'])(
  'closed-iterators.ts: %s of abstract-level can be closed, and not by return()',
  (kind) => {
    const load = requireOf('dynalite', 'level', 'classic-level');
    // Any of the classes may be missing: the test is about that.
    const classes = load('abstract-level') as Record<string, { prototype: object } | undefined>;
    expect(absentFrom(classes[kind]?.prototype ?? {}, ['close', 'return'])).toEqual(['return']);
  },
);

test('without-aborts.ts: dynalite has one handler of requests, which throws the error of a request', () => {
  const [handler, ...others] = dynalite({}).listeners('request');
  expect([typeof handler, others.length]).toEqual(['function', 0]);
  const request = Object.assign(new PassThrough(), { method: 'POST', url: '/', headers: {} });
  handler?.(request, new PassThrough());
  expect(() => request.emit('error', new Error('aborted'))).toThrow('aborted');
});

describe('queue-engine.ts: fauxqs has its store of queues in sqs/sqsStore.js', () => {
  const queueNamed = async (name: string, attributes: Record<string, string>): Promise<Queue> =>
    (await newQueueStore()).createQueue(name, `http://127.0.0.1/${name}`, `arn:${name}`, attributes);
  const message = (body: string, more: object) => ({
    messageId: body,
    body,
    md5OfBody: '',
    messageAttributes: {},
    md5OfMessageAttributes: '',
    sentTimestamp: 0,
    approximateReceiveCount: 0,
    ...more,
  });
  const bodies = (queue: Queue) => queue.dequeue(10).map(({ Body }) => Body);

  test('fifo-batches.ts: a FIFO queue keeps groups and their locks, and gives one message of a group per receive', async () => {
    const queue = await queueNamed('q.fifo', { FifoQueue: 'true' });
    const parts = ['isFifo', 'dequeue', 'fifoMessages', 'fifoLockedGroups', 'inflightMessages'];
    expect(absentFrom(queue, parts)).toEqual([]);
    for (const body of ['1', '2']) queue.enqueue(message(body, { messageGroupId: 'g', sequenceNumber: body }));
    expect(bodies(queue)).toEqual(['1']);
    expect([...queue.fifoLockedGroups.keys()]).toEqual(['g']);
  });

  test('fair-turns.ts: a standard queue has one list of messages, and gives them in the order of their arrival', async () => {
    const queue = await queueNamed('q', {});
    expect(absentFrom(queue, ['enqueue', 'dequeue', 'processTimers', 'messages', 'inflightMessages'])).toEqual([]);
    for (const group of ['a', 'a', 'b']) queue.enqueue(message(group, { messageGroupId: group }));
    expect(queue.messages.map(({ messageGroupId }) => messageGroupId)).toEqual(['a', 'a', 'b']);
    expect(bodies(queue)).toEqual(['a', 'a', 'b']);
  });

  test('quiet-waits.ts: a receive waits in a list, and a timer looks for it while it waits', async () => {
    const queue = await queueNamed('q', {});
    const parts = ['waitForMessages', 'changeVisibility', 'inflightMessages', 'delayedMessages', 'fifoDelayed'];
    expect(absentFrom(queue, parts)).toEqual([]);
    const waiting = queue.waitForMessages(1);
    expect([queue.pollWaiters.length, typeof Reflect.get(queue, 'pollTimer')]).toEqual([1, 'object']);
    queue.cancelWaiters();
    await waiting;
  });
});
