/** The answer of a handler, and the answers about an Idempotency-Key. */
import { refuse } from '../http/answer.ts';

export { data, refuse, validationError, type Answer, type Refusal } from '../http/answer.ts';

/** Marks the answer to a request whose Idempotency-Key was used by an equal request before. */
export const replayHeader = { 'idempotent-replay': 'true' } as const;

/** The Idempotency-Key was used by a request that differs from this one. */
export const otherBody = refuse(
  'IDEMPOTENCY_MISMATCH',
  'This Idempotency-Key was used for another request. Take a new key, or send the same method, path and body.',
);
