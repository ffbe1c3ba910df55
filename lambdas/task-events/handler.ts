/** `task-events`: takes the bus's events about tasks and runs. Wiring only; see on-task-event.ts. */
import middy from '@middy/core';
import { readEnvironment } from '../../contracts/environment.ts';
import { connectMailbox, connectTaskPlatform } from '../connections.ts';
import { count, logger, telemetry } from '../telemetry.ts';
import { onTaskEvent, type TaskEventOutcome } from './on-task-event.ts';

const settings = readEnvironment('task-events', process.env);
const ports = { ...connectTaskPlatform(settings), mailbox: connectMailbox(settings) };

export const handler = middy<unknown, undefined>()
  .use(telemetry())
  .handler(async (event) => {
    report(await onTaskEvent(event, ports));
    return undefined;
  });

function report(outcome: TaskEventOutcome): void {
  if (outcome.kind === 'malformed') {
    count('MalformedMessages');
    logger.error('An event could not be understood; it is in the dead-letter queue of the mailbox', { reason: outcome.why });
    return;
  }
  count('LooksMailed', outcome.mailed ? 1 : 0);
  logger.info('An event was taken', { about: outcome.kind, fleet_id: outcome.fleetId, mailed: outcome.mailed });
}
