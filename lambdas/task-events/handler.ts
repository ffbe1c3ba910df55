/** `task-events`: what the bus says of tasks and of runs. Wiring only; see on-task-event.ts. */
import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { logMetrics } from '@aws-lambda-powertools/metrics/middleware';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { captureLambdaHandler } from '@aws-lambda-powertools/tracer/middleware';
import middy from '@middy/core';
import {
  createDocumentClient,
  createDynamoClient,
  createEventBridgeClient,
  createSqsClient,
} from '../../adapters/aws-clients.ts';
import { createBus } from '../../adapters/bus.ts';
import { createMailbox } from '../../adapters/fleet/mailbox.ts';
import { systemSurroundings } from '../../adapters/surroundings.ts';
import { createTaskEventStore } from '../../adapters/task-event-store.ts';
import { createTaskQueue } from '../../adapters/task-queue.ts';
import { createTaskStore } from '../../adapters/task-store.ts';
import { readEnvironment } from '../../contracts/environment.ts';
import type { TaskEventOutcome, TaskEventPorts } from './on-task-event.ts';
import { onTaskEvent } from './on-task-event.ts';

const logger = new Logger();
const tracer = new Tracer();
const metrics = new Metrics();

const settings = readEnvironment(
  [
    'TASK_TABLE',
    'TASK_EVENTS_TABLE',
    'MAILBOX_QUEUE_URL',
    'MAILBOX_DLQ_URL',
    'TASK_QUEUE_URL',
    'BUS_NAME',
    'USER_TASK_CAP',
    'DURATIONS',
  ],
  process.env,
);
const ports = connect();

export const handler = middy<unknown, undefined>()
  .use(captureLambdaHandler(tracer, { captureResponse: false }))
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .use(logMetrics(metrics))
  .handler(async (event) => {
    report(await onTaskEvent(event, ports));
    return undefined;
  });

function connect(): TaskEventPorts {
  const documents = createDocumentClient(tracer.captureAWSv3Client(createDynamoClient()));
  const sqs = tracer.captureAWSv3Client(createSqsClient());
  const keepS = settings.DURATIONS.keep;
  const queues = { mailboxUrl: settings.MAILBOX_QUEUE_URL, mailboxDlqUrl: settings.MAILBOX_DLQ_URL };
  return {
    tasks: createTaskStore(documents, { taskTable: settings.TASK_TABLE, keepS }),
    events: createTaskEventStore(documents, { taskEventsTable: settings.TASK_EVENTS_TABLE, keepS }),
    queue: createTaskQueue(sqs, { taskQueueUrl: settings.TASK_QUEUE_URL }),
    bus: createBus(tracer.captureAWSv3Client(createEventBridgeClient()), { busName: settings.BUS_NAME }),
    mailbox: createMailbox(sqs, queues, systemSurroundings),
    surroundings: systemSurroundings,
    userTaskCap: settings.USER_TASK_CAP,
  };
}

function report(outcome: TaskEventOutcome): void {
  if (outcome.kind === 'malformed') {
    metrics.addMetric('MalformedMessages', MetricUnit.Count, 1);
    logger.error('An event could not be understood; it is in the dead-letter queue of the mailbox.', { reason: outcome.why });
    return;
  }
  metrics.addMetric('LooksMailed', MetricUnit.Count, outcome.mailed ? 1 : 0);
  logger.info('An event was taken.', { about: outcome.kind, fleet_id: outcome.fleetId, mailed: outcome.mailed });
}
