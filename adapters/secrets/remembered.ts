/**
 * Remembers a value that a service gives: it is read once and kept for some minutes, concurrent callers share one read, and an outage goes
 * on with the value that is known.
 */

/** Milliseconds that a value is kept before it is read again. */
const keptMs = 5 * 60_000;
/** Milliseconds between two tries of a service that fails, and between two early reads. */
const pauseMs = 10_000;

export interface RememberedOptions {
  /** Called once for each outage that goes on with a known value. */
  readonly onOutage?: ((error: unknown) => void) | undefined;
  /** Epoch ms. */
  readonly now?: (() => number) | undefined;
}

export interface Remembered<T> {
  /** @throws the error of the read, where no value is known yet */
  get(): Promise<T>;
  /**
   * Reads before the time, for a caller that misses something in the known value; otherwise it answers what is known. After a read that did not
   * suffice there is none for ten seconds, so that a caller who sends what was never there costs no more than that.
   * @param suffices whether a value has what the caller missed; absent: it cannot be known
   * @throws the error of the last read, if that failed: whether the caller misses something is not known then
   */
  readEarly(suffices?: (value: T) => boolean): Promise<T>;
}

/** @param read is told whether a value is known, so that it need not be patient */
export function createRemembered<T>(
  read: (isKnown: boolean) => Promise<T>,
  { onOutage, now = Date.now }: RememberedOptions = {},
): Remembered<T> {
  let known: { readonly value: T; readonly at: number } | undefined;
  let failure: { readonly error: unknown; readonly at: number } | undefined;
  let earlyAt = -Infinity;
  let reading: Promise<void> | undefined;

  const load = async (): Promise<void> => {
    try {
      known = { value: await read(known !== undefined), at: now() };
      failure = undefined;
    } catch (error) {
      if (known !== undefined && failure === undefined) onOutage?.(error);
      failure = { error, at: now() };
    } finally {
      reading = undefined;
    }
  };
  const readNow = (): Promise<void> => (reading ??= load());

  return {
    async get() {
      const isFresh = known !== undefined && now() - known.at < keptMs;
      const waits = known !== undefined && failure !== undefined && now() - failure.at < pauseMs;
      if (!isFresh && !waits) await readNow();
      if (known === undefined) throw failure?.error;
      return known.value;
    },
    async readEarly(suffices) {
      // Only early reads count: a value that was read a second ago may be replaced already.
      if (now() - earlyAt >= pauseMs) {
        earlyAt = now();
        await readNow();
      }
      if (known === undefined || failure !== undefined) throw failure?.error;
      if (suffices?.(known.value)) earlyAt = -Infinity;
      return known.value;
    },
  };
}
