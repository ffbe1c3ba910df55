/**
 * What the services take, in US dollars, us-east-1, without free tiers. DynamoDB and Step Functions as in docs; the others are
 * assumptions from the services' public price pages: SQS, EventBridge and Lambda (arm64).
 */
export const prices = {
  /** On demand, per unit of up to 1 KB. */
  dynamoWrite: 0.625 / 1e6,
  /** On demand, per consistent unit of up to 4 KB. */
  dynamoRead: 0.125 / 1e6,
  stateTransition: 0.025 / 1e3,
  /** Assumed, per request of up to 64 KB. */
  sqsStandard: 0.4 / 1e6,
  sqsFifo: 0.5 / 1e6,
  /** Assumed, per event of up to 64 KB. */
  event: 1 / 1e6,
  /** Assumed, per invocation and per GB-second. */
  invocation: 0.2 / 1e6,
  gigabyteSecond: 0.0000133334,
} as const;

/** Assumed: no invocation is timed here, for a laptop's milliseconds are not Lambda's. */
export const invocationSeconds = 0.1;
export const invocationGigabytes = 0.5;
