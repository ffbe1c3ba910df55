/** How long a request to AWS may last. All clients of one kind of service have the same patience. */

/** How long one try of a request lasts at most, in milliseconds, and how many tries there are. */
export interface Patience {
  readonly requestTimeout: number;
  readonly maxAttempts: number;
}

/**
 * All tries of a request, with the waits of the SDK between them (0.5, 1 and 2 s at most after a throttle), end before the
 * deadline of a turn (`turn_deadline_s`, 20 s) and the time limit of a request to the API (29 s).
 */
export const patience = {
  table: { requestTimeout: 3_000, maxAttempts: 4 },
  service: { requestTimeout: 5_000, maxAttempts: 3 },
  /** Tried again by its caller (secrets/secret-version.ts), which is not patient where it knows an older value. */
  secret: { requestTimeout: 2_000, maxAttempts: 1 },
  /** A long poll of SQS answers after 20 s at the latest. */
  longPoll: { requestTimeout: 25_000, maxAttempts: 5 },
} as const satisfies Record<string, Patience>;
