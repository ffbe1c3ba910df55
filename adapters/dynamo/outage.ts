/** Tells what may come right by itself from what somebody must mend, in the judgement by which the SDK itself tries again. */
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';

/** A table left a part of what it was asked for undone, again and again, as it does while it is throttled. */
export class LeftUndone extends Error {
  override readonly name = 'LeftUndone';
}

type SdkError = Parameters<typeof isTransientError>[0];

/**
 * Whether a service was throttled, failed, did not answer in time or could not be reached: the same request may succeed later.
 * False for what it refused (access, a missing table, an item that is too large), and for every fault of the code's own.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // Everything that the SDK's error has besides an Error's own is optional, and looked at as such.
  const asked = error as SdkError;
  return error instanceof LeftUndone || isThrottlingError(asked) || isTransientError(asked) || isServerError(asked);
}
