/** `clock`: ticks once a minute, takes the timers' messages, and recovers after a start. Wiring only. */
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { TaskPorts } from '../../tasks/task-ports.ts';
import { readEnvironment } from '../../contracts/environment.ts';
import { clockInputSchema } from '../../contracts/messages.ts';
import { connectFleetStores, connectMailbox, connectTaskPlatform, taskPlatformSettings } from '../connections.ts';
import { count, logger, tellSeconds, telemetry } from '../telemetry.ts';
import { NewerItems } from './newer-items.ts';
import { oldestWaitOf } from './oldest-wait.ts';
import { recoverTasks, repairTasks } from './repair-tasks.ts';
import { countStuckFleets, onTimer, recoverFleets, wakeFleets, type WakePorts } from './wake-fleets.ts';

const settings = readEnvironment(['FLEET_TABLE', 'MAILBOX_QUEUE_URL', 'MAILBOX_DLQ_URL', ...taskPlatformSettings], process.env);
const ports = connect();

export const handler = middy<unknown, SQSBatchResponse | undefined>()
  .use(telemetry())
  .handler(async (event) => {
    if (isQueueEvent(event)) return takeTimers(event);
    const input = clockInputSchema.parse(event);
    if (input.mode === 'tick') await tick();
    else await recover(input.dead_workers);
    return undefined;
  });

async function tick(): Promise<void> {
  const stuck = await countStuckFleets(ports);
  count('StuckFleets', stuck);
  const woken = await wakeFleets(ports);
  const newer = new NewerItems();
  const repaired = await repairTasks(ports, settings.DURATIONS, newer);
  const oldest_wait_s = await oldestWaitOf(ports);
  // Last of all, for an alarm takes its absence for a clock that stands still.
  tellSeconds('OldestWaitingTask', oldest_wait_s);
  logger.info('The clock ticked.', { woken, stuck, oldest_wait_s, ...repaired });
  newer.throwIfAny();
}

async function recover(deadWorkers: readonly string[]): Promise<void> {
  const newer = new NewerItems();
  const fleets = await newer.skipping(() => recoverFleets(ports));
  logger.info('Recovered.', { fleets, ...(await recoverTasks(ports, deadWorkers, newer)) });
  newer.throwIfAny();
}

const isQueueEvent = (event: unknown): event is SQSEvent => typeof event === 'object' && event !== null && 'Records' in event;

async function takeTimers({ Records }: SQSEvent): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  for (const { body, messageId } of Records) {
    try {
      await onTimer(ports, body);
    } catch (error) {
      count('TimersFailed');
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
