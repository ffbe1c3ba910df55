/** Waits for something that a service does in its own time. */
import pRetry from 'p-retry';

/** Milliseconds between two looks. */
const everyMs = 2_000;

/**
 * Looks again and again until something is there.
 * @param look answers undefined while it is not there; what it throws is told if it stays so
 * @param what for the error
 * @throws Error when it is not there after so many seconds
 */
export async function until<T>(look: () => Promise<T | undefined>, what: string, seconds: number): Promise<T> {
  return pRetry(
    async () => {
      const found = await look();
      if (found === undefined) throw new Error(`after ${seconds} s still waiting for ${what}`);
      return found;
    },
    { retries: Math.ceil((seconds * 1_000) / everyMs), minTimeout: everyMs, maxTimeout: everyMs, factor: 1 },
  );
}
