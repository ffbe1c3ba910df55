import type { Queue } from '../../../../local/services/patches/queue-engine.ts';
import { queueStore } from '../../../../local/services/patches/queue-store.ts';

const { jest } = import.meta;
beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

const message = (body: string, more: object = {}) => ({
  messageId: body,
  body,
  md5OfBody: '',
  messageAttributes: {},
  md5OfMessageAttributes: '',
  sentTimestamp: 0,
  approximateReceiveCount: 0,
  ...more,
});

const inGroup = (body: string, more: object = {}) => message(body, { messageGroupId: 'g', sequenceNumber: body, ...more });

async function queueOf(attributes: Record<string, string> = {}): Promise<Queue> {
  const { sqsStore } = await queueStore();
  return sqsStore.createQueue('q', 'http://127.0.0.1/q', 'arn:q', { VisibilityTimeout: '30', ...attributes });
}

/** A receive as fauxqs makes it: `got` has the bodies once the receive has its answer. */
function receive(queue: Queue, waitS = 20) {
  const started = Date.now();
  const receiving: { got?: (string | undefined)[]; afterMs?: number } = {};
  const take = () => queue.dequeue(10).map(({ Body }) => Body);
  void queue.waitForMessages(waitS).then(() => Object.assign(receiving, { got: take(), afterMs: Date.now() - started }));
  return receiving;
}

test('a receive waits with a single timer, its own end', async () => {
  const queue = await queueOf();
  const waiting = receive(queue);
  expect(jest.getTimerCount()).toBe(1);
  await jest.advanceTimersByTimeAsync(20_000);
  expect(waiting).toEqual({ got: [], afterMs: 20_000 });
  expect([jest.getTimerCount(), queue.pollWaiters]).toEqual([0, []]);
});

test('it is woken by a message that arrives, and by one that is given back', async () => {
  const queue = await queueOf();
  const first = receive(queue);
  queue.enqueue(message('new'));
  await jest.advanceTimersByTimeAsync(0);
  expect(first).toEqual({ got: ['new'], afterMs: 0 });
  const second = receive(queue);
  for (const receipt of queue.inflightMessages.keys()) queue.changeVisibility(receipt, 0);
  await jest.advanceTimersByTimeAsync(0);
  expect(second).toEqual({ got: ['new'], afterMs: 0 });
});

test('it is woken when a delayed message is due', async () => {
  const queue = await queueOf();
  const delayed = receive(queue);
  queue.enqueue(message('late', { delayUntil: Date.now() + 9_000 }));
  queue.enqueue(message('soon', { delayUntil: Date.now() + 4_000 }));
  await jest.advanceTimersByTimeAsync(5_000);
  expect(delayed).toEqual({ got: ['soon'], afterMs: 4_000 });
  const next = receive(queue);
  await jest.advanceTimersByTimeAsync(4_000);
  expect(next).toEqual({ got: ['late'], afterMs: 4_000 });
});

test('it is woken when a hidden message is due, also when that time is changed meanwhile', async () => {
  const queue = await queueOf();
  queue.enqueue(message('a'));
  queue.dequeue(1);
  const [receipt = ''] = queue.inflightMessages.keys();
  const waiting = receive(queue, 60);
  queue.changeVisibility(receipt, 50);
  await jest.advanceTimersByTimeAsync(40_000);
  expect(waiting).toEqual({});
  queue.changeVisibility(receipt, 5);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(waiting).toEqual({ got: ['a'], afterMs: 45_000 });
});

test('in a FIFO queue, a group whose messages come back gives them, and what was sent behind them', async () => {
  const queue = await queueOf({ FifoQueue: 'true' });
  for (const body of ['1', '2']) queue.enqueue(inGroup(body));
  queue.dequeue(1);
  const waiting = receive(queue, 60);
  queue.enqueue(inGroup('3', { delayUntil: Date.now() + 1_000 }));
  await jest.advanceTimersByTimeAsync(20_000);
  expect([waiting, jest.getTimerCount()]).toEqual([{}, 2]);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(waiting).toEqual({ got: ['1', '2', '3'], afterMs: 30_000 });
});
