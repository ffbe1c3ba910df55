/** `webhooks`: posts the events of fleets to their webhooks. Wiring only; see take-webhooks.ts. */
import middy from '@middy/core';
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { systemClockAndIds } from '../../adapters/clock-and-ids.ts';
import { createDeliveryQueue } from '../../adapters/webhook/delivery-queue.ts';
import { createPostEvent } from '../../adapters/webhook/post-event.ts';
import { readEnvironment } from '../../contracts/environment.ts';
import type { MetricOf } from '../../contracts/metrics.ts';
import { connectFleetStores, connectKeys, sqs } from '../connections.ts';
import { count, logger, telemetry } from '../telemetry.ts';
import { takeWebhooks, type DeliveryReport, type WebhookPorts } from './take-webhooks.ts';

/**
 * Limit of one post. All posts of a batch run at the same time, so the function ends early enough to say which of them failed.
 */
const timeLimitMs = 10_000;

const settings = readEnvironment('webhooks', process.env);
const ports: WebhookPorts = {
  stores: connectFleetStores(settings),
  queue: createDeliveryQueue(sqs, { queueUrl: settings.WEBHOOKS_QUEUE_URL }),
  post: createPostEvent({ keys: connectKeys(settings.WEBHOOK_KEYS), allowPrivate: settings.ALLOW_PRIVATE_WEBHOOKS, timeLimitMs }),
  clockAndIds: systemClockAndIds,
  durations: settings.DURATIONS,
  report,
};

export const handler = middy<SQSEvent, SQSBatchResponse>()
  .use(telemetry())
  .handler(({ Records }) => takeWebhooks(ports, Records));

const metricOf = {
  taken: 'WebhooksTaken',
  refused: 'WebhooksRefused',
  failed: 'WebhooksFailed',
  broken: 'WebhooksBroken',
  malformed: 'MalformedMessages',
} as const satisfies Record<DeliveryReport['outcome'], MetricOf<'webhooks'>>;
const levelOf = { taken: 'info', refused: 'warn', failed: 'warn', broken: 'error', malformed: 'error' } as const;

function report({ outcome, fleetId, eventId, why, tries }: DeliveryReport): void {
  count(metricOf[outcome]);
  logger[levelOf[outcome]](`A webhook: ${outcome}.`, { fleet_id: fleetId, event_id: eventId, why, tries });
}
