/** Delayed messages that wake a fleet earlier than the clock would. They need a standard queue, because FIFO queues cannot delay single messages. */
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { versionOf } from '../../contracts/versions.ts';
import type { Timers } from '../ports.ts';

export function createTimers(sqs: SQSClient, settings: { readonly timersUrl: string }): Timers {
  return {
    async wakeLater(fleetId, delayS) {
      const MessageBody = JSON.stringify({ ...versionOf('timer'), kind: 'timer', fleet_id: fleetId });
      const DelaySeconds = Math.max(0, Math.ceil(delayS));
      await sqs.send(new SendMessageCommand({ QueueUrl: settings.timersUrl, MessageBody, DelaySeconds }));
    },
  };
}
