/** Tells errors that may pass by themselves from errors that a person must repair. It judges as the SDK does before it tries again. */
import { isServerError, isThrottlingError, isTransientError } from '@smithy/core/retry';

/** A table left a part of a batch undone at every try, as it does while it is throttled. */
export class LeftUndone extends Error {
  override readonly name = 'LeftUndone';
}

/** There is no service to ask at the moment: the runtime that has it does not run. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

type SdkError = Parameters<typeof isTransientError>[0];

/** Whether a service refused the request because too many came. It did nothing of it. */
export function isThrottled(error: Error): boolean {
  // As below.
  return isThrottlingError(error as SdkError);
}

/**
 * Whether a service throttled the request, failed, did not answer in time or could not be reached: the same request may succeed later.
 * False for a request that the service refused (no access, no such table, an item that is too large), and for errors of this code.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  // All that an error of the SDK has besides the fields of an Error is optional, and the functions below read it as optional.
  const asked = error as SdkError;
  if (error instanceof LeftUndone || error instanceof Unreachable) return true;
  return isThrottlingError(asked) || isTransientError(asked) || isServerError(asked);
}
