/** `clock`: ticks once a minute, takes the timers' messages, and recovers after a start. Wiring only. */
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { TaskPorts } from '../../adapters/task-core/task-ports.ts';
import { readEnvironment } from '../../contracts/environment.ts';
import { clockInputSchema } from '../../contracts/messages.ts';
import { connectFleetStores, connectMailbox, connectTaskPlatform, taskPlatformSettings } from '../connections.ts';
import { logger, telemetry } from '../telemetry.ts';
import { recoverTasks, repairTasks } from './repair-tasks.ts';
import { onTimer, recoverFleets, wakeFleets, type WakePorts } from './wake-fleets.ts';

const settings = readEnvironment(['FLEET_TABLE', 'MAILBOX_QUEUE_URL', 'MAILBOX_DLQ_URL', ...taskPlatformSettings], process.env);
const ports = connect();

export const handler = middy<unknown, SQSBatchResponse | undefined>()
  .use(telemetry())
  .handler(async (event) => {
    if (isQueueEvent(event)) return takeTimers(event);
    const { mode } = clockInputSchema.parse(event);
    if (mode === 'tick')
      logger.info('The clock ticked.', { woken: await wakeFleets(ports), ...(await repairTasks(ports, settings.DURATIONS)) });
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

function connect(): WakePorts & TaskPorts {
  const platform = connectTaskPlatform(settings);
  return { ...platform, stores: connectFleetStores(settings), mailbox: connectMailbox(settings) };
}
