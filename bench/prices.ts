/**
 * Prices of AWS in US dollars: us-east-1, on demand, first tier, without free tiers. Sources:
 *   https://aws.amazon.com/dynamodb/pricing/on-demand/ · https://aws.amazon.com/step-functions/pricing/ (Standard)
 *   https://aws.amazon.com/sqs/pricing/ · https://aws.amazon.com/eventbridge/pricing/ (custom events)
 *   https://aws.amazon.com/lambda/pricing/ (arm64)
 * Not included: logs, metrics, traces, storage, the API gateway, and the machine of a worker.
 */
export const prices = {
  /** On demand, per unit of up to 1 KB. */
  dynamoWrite: 0.625 / 1e6,
  /** On demand, per consistent unit of up to 4 KB. */
  dynamoRead: 0.125 / 1e6,
  stateTransition: 0.025 / 1e3,
  /** Per request of up to 64 KB. */
  sqsStandard: 0.4 / 1e6,
  sqsFifo: 0.5 / 1e6,
  /** Per event of up to 64 KB. */
  event: 1 / 1e6,
  /** Per invocation, and per GB-second of it. */
  invocation: 0.2 / 1e6,
  gigabyteSecond: 0.0000133334,
} as const;

/** An assumption: the time of an invocation on this machine says little about the time on Lambda. */
export const invocationSeconds = 0.1;
/** Memory of the largest function in lib/functions.ts. */
export const invocationGigabytes = 1;
