/** `clock`: ticks once a minute, takes the timers' messages, and recovers after a start. Wiring only. */
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { TaskPorts } from '../../tasks/task-ports.ts';
import { readEnvironment } from '../../contracts/environment.ts';
import { clockInputSchema, type IndexedTasks } from '../../contracts/messages.ts';
import { connectFleetStores, connectMailbox, connectTaskPlatform } from '../connections.ts';
import { count, logger, tellSeconds, telemetry } from '../telemetry.ts';
import { indexTasks } from './index-tasks.ts';
import { NewerItems } from './newer-items.ts';
import { measureTasks } from './measure-tasks.ts';
import { recoverTasks, repairTasks } from './repair-tasks.ts';
import { chargeAllDays, chargeDueDays } from './charge-days.ts';
import { takeTimers, type TimerPorts } from './take-timers.ts';
import { countStuckFleets, recoverFleets, wakeFleets, type WakePorts } from './wake-fleets.ts';

const settings = readEnvironment('clock', process.env);
const ports = connect();

export const handler = middy<unknown, SQSBatchResponse | IndexedTasks | undefined>()
  .use(telemetry())
  .handler(async (event) => {
    if (isQueueEvent(event)) return takeTimers(ports, event.Records);
    const input = clockInputSchema.parse(event);
    if (input.mode === 'index-tasks') return indexTasks(ports, input.after);
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
  const charged = await chargeDueDays(ports, newer);
  const { oldestWaitS: oldest_wait_s, waiting, running } = await measureTasks(ports);
  count('WaitingTasks', waiting);
  count('RunningTasks', running);
  // Reported last: an alarm takes its absence for a clock that has stopped, or fails on its way.
  tellSeconds('OldestWaitingTask', oldest_wait_s);
  logger.info('The clock ticked.', { woken, stuck, oldest_wait_s, waiting, running, ...repaired, charged });
  newer.throwIfAny();
}

async function recover(deadWorkers: readonly string[]): Promise<void> {
  const newer = new NewerItems();
  const fleets = await newer.skipping(() => recoverFleets(ports));
  const tasks = await recoverTasks(ports, deadWorkers, newer);
  logger.info('Recovered.', { fleets, ...tasks, charged: await chargeAllDays(ports, newer) });
  newer.throwIfAny();
}

const isQueueEvent = (event: unknown): event is SQSEvent => typeof event === 'object' && event !== null && 'Records' in event;

function connect(): WakePorts & TaskPorts & TimerPorts {
  const platform = connectTaskPlatform(settings);
  return {
    ...platform,
    stores: connectFleetStores(settings),
    mailbox: connectMailbox(settings),
    onTimerFailed: (error) => {
      count('TimersFailed');
      logger.error('A timer could not be mailed; it comes again.', { error });
    },
  };
}
