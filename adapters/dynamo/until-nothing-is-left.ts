/**
 * Makes a call for a batch again for the parts that the table left undone, and when the table throttled the whole call. The waits
 * grow and have a random part, so that callers that were throttled together do not come back together. Any other error ends it.
 */
import pRetry from 'p-retry';
import { isThrottled, LeftUndone } from './outage.ts';

interface Bounds {
  /** Milliseconds after which no further call is begun. The waits between calls are a part of them. */
  readonly withinMs: number;
  /** What is left undone, for the error: `FleetTable: 3 items stayed unwritten`. */
  readonly says: (left: number) => string;
}

/** Milliseconds. A random part of up to the same length is added to each wait. */
const waits = { minTimeout: 50, maxTimeout: 1_600 };

/**
 * @param call answers the parts that it left undone
 * @throws LeftUndone if parts are left when the time is over
 */
export async function untilNothingIsLeft<Part>(
  parts: readonly Part[],
  call: (parts: readonly Part[]) => Promise<readonly Part[]>,
  { withinMs, says }: Bounds,
): Promise<void> {
  let left = parts;
  const once = async (): Promise<void> => {
    left = await call(left);
    if (left.length > 0) throw new LeftUndone(says(left.length));
  };
  await pRetry(once, {
    ...waits,
    retries: Number.POSITIVE_INFINITY,
    randomize: true,
    maxRetryTime: Math.max(0, withinMs),
    shouldRetry: ({ error }) => error instanceof LeftUndone || isThrottled(error),
  });
}
