/** Makes every AWS client, so that all of them keep connections, retry and time out in the same way. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/** The endpoint and the credentials. Without them the SDK reads the environment, `AWS_ENDPOINT_URL_<SERVICE>` included. */
export interface ClientSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

// Five tries with the standard backoff fit into the 30 s that a function has, and give a throttled table or queue time to recover.
const retries = { retryMode: 'standard', maxAttempts: 5 } as const;
/** Milliseconds. A long poll of SQS answers after 20 s at the latest. */
const timeouts = { connectionTimeout: 3_000, requestTimeout: 25_000, throwOnRequestTimeout: true };
const connections = { httpAgent: { keepAlive: true, maxSockets: 100 }, httpsAgent: { keepAlive: true, maxSockets: 100 } };
const common = { ...retries, requestHandler: { ...timeouts, ...connections } };

export const createDynamoClient = (settings: ClientSettings = {}): DynamoDBClient =>
  new DynamoDBClient({ ...common, ...settings });

/** Takes and answers plain JavaScript values. Keys whose value is undefined are not written. */
export const createDocumentClient = (client: DynamoDBClient): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true, ...likeAnyOther } });

/** Without this setting the marshaller refuses a map that has a key `constructor`: it takes the map for an instance of a class. */
const likeAnyOther = { convertClassInstanceToMap: true } as const;

export const createSqsClient = (settings: ClientSettings = {}): SQSClient => new SQSClient({ ...common, ...settings });
export const createEventBridgeClient = (settings: ClientSettings = {}): EventBridgeClient =>
  new EventBridgeClient({ ...common, ...settings });
export const createSfnClient = (settings: ClientSettings = {}): SFNClient => new SFNClient({ ...common, ...settings });
