/** What waits for what: each limit fits into the one around it. */
import { patience, type Patience } from '../../adapters/patience.ts';
import { durationsSchema } from '../../contracts/durations.ts';
import { queueLimitS } from '../../lambdas/fleet-mailbox/at-queue.ts';
import { consumerTimeout } from '../../lib/queues.ts';

/** Seconds. The SDK waits 0.5 s at most before the second try of a request that was throttled, and doubles that each time. */
const longest = ({ requestTimeout, maxAttempts }: Patience): number =>
  (requestTimeout * maxAttempts + 500 * (2 ** (maxAttempts - 1) - 1)) / 1_000;

test('a turn, and what its mail needs after it, fits into the time of the function', () => {
  const { turn_deadline_s: deadlineS } = durationsSchema.parse({});
  expect(deadlineS + 2 * queueLimitS).toBeLessThan(consumerTimeout.toSeconds());
  expect(durationsSchema.safeParse({ turn_deadline_s: deadlineS + 1 }).success).toBe(false);
});

test('all tries of a request fit into a turn', () => {
  const { turn_deadline_s: deadlineS } = durationsSchema.parse({});
  expect(longest(patience.table)).toBeLessThan(deadlineS);
  expect(longest(patience.service)).toBeLessThan(deadlineS);
});

test('a long poll of SQS, which lasts 20 s, fits into one try', () => {
  expect(patience.longPoll.requestTimeout).toBeGreaterThan(20_000);
});
