/** The traced clients of a function, made once per process, and the adapters that several functions connect in the same way. */
import {
  createDocumentClient,
  createDynamoClient,
  createEventBridgeClient,
  createSecretsClient,
  createSfnClient,
  createSqsClient,
} from '../adapters/aws-clients.ts';
import { createBus } from '../adapters/bus.ts';
import { createFleetStores } from '../adapters/fleet/fleet-stores.ts';
import { createMailbox } from '../adapters/fleet/mailbox.ts';
import { systemClockAndIds } from '../adapters/clock-and-ids.ts';
import { createSecretKeys } from '../adapters/secrets/secret-keys.ts';
import type { SigningKeys } from '../adapters/signing-keys.ts';
import { createTaskEventStore } from '../adapters/task/task-event-store.ts';
import { createTaskQueue } from '../adapters/task/task-queue.ts';
import { createTaskStore } from '../adapters/task/task-store.ts';
import type { TaskPorts } from '../tasks/task-ports.ts';
import type { Environment, TaskPlatformEnvironment } from '../contracts/environment.ts';
import { logger, tracer } from './telemetry.ts';

export const documents = createDocumentClient(tracer.captureAWSv3Client(createDynamoClient()));
export const sqs = tracer.captureAWSv3Client(createSqsClient());
/** Made on request: the bundle of a function that starts no workflow and answers no child has no such client. */
export const connectWorkflows = () => tracer.captureAWSv3Client(createSfnClient());

export function connectTaskPlatform(settings: TaskPlatformEnvironment): TaskPorts {
  const keepS = settings.DURATIONS.keep_s;
  return {
    tasks: createTaskStore(documents, { taskTable: settings.TASK_TABLE, keepS }),
    events: createTaskEventStore(documents, { taskEventsTable: settings.TASK_EVENTS_TABLE, keepS }),
    queue: createTaskQueue(sqs, { taskQueueUrl: settings.TASK_QUEUE_URL }),
    bus: connectBus(settings),
    clockAndIds: systemClockAndIds,
    userTaskCap: settings.USER_TASK_CAP,
    userUsdPerDay: settings.USER_USD_PER_DAY,
  };
}

export const connectBus = (settings: Environment<'BUS_NAME'>) =>
  createBus(tracer.captureAWSv3Client(createEventBridgeClient()), { busName: settings.BUS_NAME });

/** @param onTrimmed told of a ledger that was too large, and lost detail; only the actor writes ledgers that grow */
export const connectFleetStores = (
  settings: Environment<'FLEET_TABLE' | 'DURATIONS'>,
  onTrimmed?: (fleetId: string, bytes: number) => void,
) => createFleetStores(documents, { fleetTable: settings.FLEET_TABLE, keepS: settings.DURATIONS.keep_s, onTrimmed });

/** Only a function that reads messages needs the dead-letter queue: it puts those there that it cannot read. */
export const connectMailbox = (settings: Environment<'MAILBOX_QUEUE_URL'> & Partial<Environment<'MAILBOX_DLQ_URL'>>) =>
  createMailbox(
    sqs,
    { mailboxUrl: settings.MAILBOX_QUEUE_URL, mailboxDlqUrl: settings.MAILBOX_DLQ_URL ?? '' },
    systemClockAndIds,
  );

/** Made on request, as the client of workflows is. */
export const connectSecrets = () => tracer.captureAWSv3Client(createSecretsClient());

/** What a function does where a secret cannot be read again: it goes on with what it knows, and says so once. */
export const onSecretOutage = (secret: string) => (error: unknown) => {
  logger.warn('A secret cannot be read again now. The value that is known is used on.', { secret, error });
};

/** @param secret the ARN of the secret that holds the keys */
export const connectKeys = (secret: string): SigningKeys =>
  createSecretKeys(connectSecrets(), secret, { onOutage: onSecretOutage(secret) });
