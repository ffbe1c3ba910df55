/** Makes every AWS client, so that all of them keep connections, retry and time out by the same rules. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ECSClient } from '@aws-sdk/client-ecs';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { patience, type Patience } from './patience.ts';
import { currentLimit } from './time-limit.ts';

/** The endpoint and the credentials. Without them the SDK reads the environment, `AWS_ENDPOINT_URL_<SERVICE>` included. */
export interface ClientSettings {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const connectionTimeout = 2_000;
const agent = { keepAlive: true, maxSockets: 100 };

const common = ({ requestTimeout, maxAttempts }: Patience) => ({
  retryMode: 'standard' as const,
  maxAttempts,
  requestHandler: {
    ...{ connectionTimeout, requestTimeout, throwOnRequestTimeout: true, socketTimeout: requestTimeout },
    ...{ httpAgent: agent, httpsAgent: agent },
  },
});

/** Ends each request of the client with the time limit of the work that makes it. */
function limited<C extends DynamoDBClient | ECSClient | SQSClient | EventBridgeClient | SFNClient>(client: C): C {
  const { requestHandler } = client.config;
  const handle = requestHandler.handle.bind(requestHandler);
  requestHandler.handle = (request, options) => {
    const given = options && 'abortSignal' in options ? options.abortSignal : undefined;
    const signals = [currentLimit(), given].filter((signal) => signal instanceof AbortSignal);
    return handle(request, signals.length === 0 ? options : { ...options, abortSignal: AbortSignal.any(signals) });
  };
  return client;
}

export const createDynamoClient = (settings: ClientSettings = {}): DynamoDBClient =>
  limited(new DynamoDBClient({ ...common(patience.table), ...settings }));

/** Takes and answers plain JavaScript values. Keys whose value is undefined are not written. */
export const createDocumentClient = (client: DynamoDBClient): DynamoDBDocumentClient =>
  DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true, ...likeAnyOther } });

/** Without this setting the marshaller refuses a map that has a key `constructor`: it takes the map for an instance of a class. */
const likeAnyOther = { convertClassInstanceToMap: true } as const;

export const createSqsClient = (settings: ClientSettings = {}): SQSClient =>
  limited(new SQSClient({ ...common(patience.service), ...settings }));
/** For a process that waits for messages. */
export const createPollingSqsClient = (settings: ClientSettings = {}): SQSClient =>
  limited(new SQSClient({ ...common(patience.longPoll), ...settings }));
export const createEventBridgeClient = (settings: ClientSettings = {}): EventBridgeClient =>
  limited(new EventBridgeClient({ ...common(patience.service), ...settings }));
export const createEcsClient = (settings: ClientSettings = {}): ECSClient =>
  limited(new ECSClient({ ...common(patience.service), ...settings }));
export const createSfnClient = (settings: ClientSettings = {}): SFNClient =>
  limited(new SFNClient({ ...common(patience.service), ...settings }));
/** Without the limit of the work that asks: concurrent callers share one read (secrets/remembered.ts), and one's limit must not end it for all. */
export const createSecretsClient = (settings: ClientSettings = {}): SecretsManagerClient =>
  new SecretsManagerClient({ ...common(patience.secret), ...settings });
