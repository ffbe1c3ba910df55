/** When a read is made again, and what its failures mean. */
import { ApiFailure, failedAgain, failureKind, type Failed } from '../../web/api/failures.ts';
import { fleetInterval, retryDelay } from '../../web/api/intervals.ts';

test.each([
  ['RUNNING', 2_000, 10_000],
  ['PAUSING', 2_000, 10_000],
  ['CANCELLING', 2_000, 10_000],
  ['PENDING', 10_000, 20_000],
  ['PAUSED', 10_000, 20_000],
  ['SUCCEEDED', false, false],
  ['CANCELLED', false, false],
] as const)('a fleet that is %s is read each %s ms, and each %s without focus', (status, focused, unfocused) => {
  expect(fleetInterval(status, true)).toBe(focused);
  expect(fleetInterval(status, false)).toBe(unfocused);
});

test.each([
  [0, null, 0.5, 2_000],
  [1, null, 0.5, 4_000],
  [2, null, 0, 6_400],
  [2, null, 1, 9_600],
  [10, null, 0.5, 60_000],
  [0, 7, 0.5, 7_000],
])('after %i failures, asked to wait %s s, with chance %d: %i ms', (failures, retryAfter, chance, ms) => {
  expect(retryDelay(failures, retryAfter, chance)).toBe(ms);
});

const failure = (status: number, code = 'INTERNAL_ERROR', retry_after_s: number | null = null): ApiFailure =>
  // A newer service may know further codes.
  new ApiFailure(status, { code: code as 'INTERNAL_ERROR', message: 'no', request_id: null, details: [], retry_after_s });

test.each([
  [0, 'UNREACHABLE', 'passing'],
  [200, 'UNEXPECTED_ANSWER', 'newer-server'],
  [400, 'VALIDATION_ERROR', 'refused'],
  [401, 'UNAUTHORIZED', 'signed-out'],
  [403, 'FORBIDDEN', 'forbidden'],
  [404, 'FLEET_NOT_FOUND', 'not-found'],
  [409, 'FLEET_CONFLICT', 'refused'],
  [429, 'RATE_LIMITED', 'passing'],
  // What stands before the service answers in its place.
  [502, 'UNEXPECTED_ANSWER', 'passing'],
  [503, 'INTERNAL_ERROR', 'passing'],
])('%i %s is %s', (status, code, kind) => {
  expect(failureKind(failure(status, code))).toBe(kind);
});

test('failures in a row wait longer and longer, what cannot help is not tried, and Retry-After wins', () => {
  const waits: (number | false)[] = [];
  let failed: Failed | undefined;
  for (const next of [failure(503), failure(0), failure(503, 'INTERNAL_ERROR', 30), failure(503), failure(404)]) {
    failed = failedAgain(failed, next, 0.5);
    waits.push(failed.again);
  }
  expect(waits).toEqual([2_000, 4_000, 30_000, 16_000, false]);
});
