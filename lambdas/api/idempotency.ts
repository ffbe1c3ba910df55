import { refuse } from './answer.ts';

export const otherBody = refuse(
  'IDEMPOTENCY_MISMATCH',
  'This Idempotency-Key was used for another request. Take a new key, or send the same method, path and body.',
);
