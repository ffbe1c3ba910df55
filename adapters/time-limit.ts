/**
 * A time limit for a piece of work and for all calls that it makes, however deep: when the limit has passed, the work has failed
 * for its caller, its requests to AWS are cut off, and it can send no more of them. What a service has received may still be done.
 * Example: `underLimit(limitAfter(6), 'Reading the facts', () => readFacts())`
 */
import { AsyncLocalStorage } from 'node:async_hooks';

export class LimitPassed extends Error {
  override readonly name = 'LimitPassed';
}

const limitOfWork = new AsyncLocalStorage<AbortSignal>();

/** A limit that passes after so many seconds, also a part of one. */
export const limitAfter = (seconds: number): AbortSignal => AbortSignal.timeout(Math.ceil(seconds * 1_000));

/** The limit of the work that asks, the earliest if it is under several; undefined if it is under none. */
export const currentLimit = (): AbortSignal | undefined => limitOfWork.getStore();

/** @throws LimitPassed, when the signal is aborted before the work has ended; the work itself is not awaited then */
export async function underLimit<T>(limit: AbortSignal, what: string, work: () => Promise<T>): Promise<T> {
  const outer = currentLimit();
  const earliest = outer === undefined ? limit : AbortSignal.any([outer, limit]);
  const passed = Promise.withResolvers<never>();
  const pass = (): void => {
    passed.reject(new LimitPassed(`${what} was not done in time.`));
  };
  if (earliest.aborted) pass();
  earliest.addEventListener('abort', pass, { once: true });
  try {
    return await Promise.race([passed.promise, limitOfWork.run(earliest, work)]);
  } finally {
    earliest.removeEventListener('abort', pass);
  }
}
