/** `fleet-mailbox`, the actor of every fleet: one turn per fleet and batch of mail. Wiring only; see take-turn.ts. */
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createFleetWorkflow } from '../../adapters/fleet/fleet-workflow.ts';
import { createTaskTokens } from '../../adapters/fleet/task-tokens.ts';
import { createTimers } from '../../adapters/fleet/timers.ts';
import { limitAfter } from '../../adapters/time-limit.ts';
import { createTaskSteering } from '../../tasks/task-platform.ts';
import { readEnvironment } from '../../contracts/environment.ts';
import { connectBus, connectFleetStores, connectMailbox, connectTaskPlatform, connectWorkflows, sqs } from '../connections.ts';
import { count, logger, telemetry } from '../telemetry.ts';
import type { ActorPorts } from './actor-ports.ts';
import { countCompletion } from './count-completion.ts';
import { takeMail } from './take-mail.ts';

const settings = readEnvironment('fleet-mailbox', process.env);
const ports = connect();

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(telemetry())
  .handler(({ Records }) => takeMail(ports, Records));

function connect(): ActorPorts {
  const platform = connectTaskPlatform(settings);
  const workflows = connectWorkflows();
  return {
    stores: connectFleetStores(settings, (fleet_id, bytes) => {
      count('LedgerTrimmed');
      logger.error('A ledger was too large, and lost detail of log entries.', { fleet_id, bytes });
    }),
    core: createTaskSteering(platform),
    mailbox: connectMailbox(settings),
    timers: createTimers(sqs, { timersUrl: settings.TIMERS_QUEUE_URL }),
    bus: connectBus(settings),
    workflow: createFleetWorkflow(workflows, { stateMachineArn: settings.STATE_MACHINE_ARN }),
    tokens: createTaskTokens(workflows),
    clockAndIds: platform.clockAndIds,
    after: limitAfter,
    durations: settings.DURATIONS,
    onEffectFailed: (effect, error) => {
      count('EffectsFailed');
      logger.warn('An effect failed and stays owed.', { effect, error });
    },
    onFinished: countCompletion,
    onTurn: (fleet_id, turn) => {
      count('Turns');
      logger.info('A turn was taken.', { fleet_id, ...turn });
    },
    onMailFailed: (fleet_id, error) => {
      count('TurnsFailed');
      logger.error('A turn failed; its mail comes again.', { fleet_id, error });
    },
  };
}
