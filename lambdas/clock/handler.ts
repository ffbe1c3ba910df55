/** `clock`: ticks once a minute, takes the timers' messages, and recovers after a start. Wiring only. */
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createTaskQueue } from '../../adapters/task-queue.ts';
import { createTaskStore } from '../../adapters/task-store.ts';
import { systemSurroundings } from '../../adapters/surroundings.ts';
import { readEnvironment } from '../../contracts/environment.ts';
import { clockInputSchema } from '../../contracts/messages.ts';
import { connectFleetStores, connectMailbox, documents, sqs } from '../connections.ts';
import { logger, telemetry } from '../telemetry.ts';
import { recoverTasks, repairTasks, type RepairPorts } from './repair-tasks.ts';
import { onTimer, recoverFleets, wakeFleets, type WakePorts } from './wake-fleets.ts';

const settings = readEnvironment(
  ['FLEET_TABLE', 'TASK_TABLE', 'MAILBOX_QUEUE_URL', 'MAILBOX_DLQ_URL', 'TASK_QUEUE_URL', 'USER_TASK_CAP', 'DURATIONS'],
  process.env,
);
const ports = connect();

export const handler = middy<unknown, SQSBatchResponse | undefined>()
  .use(telemetry())
  .handler(async (event) => {
    if (isQueueEvent(event)) return takeTimers(event);
    const { mode } = clockInputSchema.parse(event);
    if (mode === 'tick') logger.info('The clock ticked.', { woken: await wakeFleets(ports), ...(await repairTasks(ports)) });
    else logger.info('Recovered.', { fleets: await recoverFleets(ports), ...(await recoverTasks(ports)) });
    return undefined;
  });

const isQueueEvent = (event: unknown): event is SQSEvent => typeof event === 'object' && event !== null && 'Records' in event;

async function takeTimers({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  for (const { body, messageId } of Records) {
    try {
      await onTimer(ports, body);
    } catch (error) {
      logger.error('A timer could not be mailed; it comes again.', { error });
      failed.push(messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

function connect(): WakePorts & RepairPorts {
  return {
    stores: connectFleetStores(settings),
    tasks: createTaskStore(documents, { taskTable: settings.TASK_TABLE, keepS: settings.DURATIONS.keep }),
    queue: createTaskQueue(sqs, { taskQueueUrl: settings.TASK_QUEUE_URL }),
    mailbox: connectMailbox(settings),
    surroundings: systemSurroundings,
    userTaskCap: settings.USER_TASK_CAP,
    durations: settings.DURATIONS,
  };
}
