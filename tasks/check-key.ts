import { idempotencyKeyPattern, mustBeIdempotencyKey } from '../contracts/fields.ts';
import type { ApiError } from '../contracts/http/errors.ts';
import { isFleetTaskKey } from '../contracts/keys.ts';
import type { TaskCaller } from '../adapters/ports.ts';

/** What is wrong with a caller's idempotency key; keys of fleets' tasks are made by fleets only. */
export function checkKey({ idempotencyKey: key, channelSource }: TaskCaller): ApiError | undefined {
  if (key === undefined) return undefined;
  if (!idempotencyKeyPattern.test(key)) return problem(`Idempotency-Key ${mustBeIdempotencyKey}.`);
  if (isFleetTaskKey(key) && channelSource !== 'fleet')
    return problem('Idempotency-Key must not start with flt_, which is kept for fleets.');
  return undefined;
}

const problem = (message: string): ApiError => ({ code: 'VALIDATION_ERROR', message });
