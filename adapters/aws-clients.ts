/** One place that makes AWS clients, so that all of them keep connections, retry and time out alike. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** Where and as whom; left out, the SDK reads its environment (`AWS_ENDPOINT_URL_<SERVICE>` among it). */
export interface ClientSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

// Lambda's own timeout is 30 s: five tries with the standard backoff fit, and a throttled table or queue gets time to recover.
const retries = { retryMode: 'standard', maxAttempts: 5 } as const;
/** Milliseconds. A long poll of SQS answers after 20 s at the latest. */
const timeouts = { connectionTimeout: 3_000, requestTimeout: 25_000, throwOnRequestTimeout: true };
const connections = { httpAgent: { keepAlive: true, maxSockets: 100 }, httpsAgent: { keepAlive: true, maxSockets: 100 } };
const common = { ...retries, requestHandler: { ...timeouts, ...connections } };

export const createDynamoClient = (settings: ClientSettings = {}): DynamoDBClient =>
  new DynamoDBClient({ ...common, ...settings });

/** Plain JavaScript values in and out; keys with the value undefined are left away. */
export const createDocumentClient = (client: DynamoDBClient): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true, ...likeAnyOther } });

/** A map with a key `constructor` looks to the marshaller as if a class had made it. */
const likeAnyOther = { convertClassInstanceToMap: true } as const;

export const createSqsClient = (settings: ClientSettings = {}): SQSClient => new SQSClient({ ...common, ...settings });
export const createEventBridgeClient = (settings: ClientSettings = {}): EventBridgeClient =>
  new EventBridgeClient({ ...common, ...settings });
export const createSfnClient = (settings: ClientSettings = {}): SFNClient => new SFNClient({ ...common, ...settings });
