/**
 * Posts the events of fleets to their webhooks. An event becomes one delivery per receiver, as a message on the same queue, so
 * that each is tried again by itself: a delivery that failed waits longer each time, and after ten tries SQS moves it to the
 * dead-letter queue. A receiver may get an event more than once; its event_id is the same each time.
 */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import * as z from 'zod';
import type { FleetStores, ClockAndIds } from '../../adapters/ports.ts';
import type { DeliveryQueue } from '../../adapters/webhook/delivery-queue.ts';
import type { PostEvent } from '../../adapters/webhook/post-event.ts';
import type { Durations } from '../../contracts/durations.ts';
import { deliverySchema, fleetEventSchema, type Delivery, type FleetEvent } from '../../contracts/events.ts';
import { jsonOrUndefined } from '../../core/text/json-or-undefined.ts';
import { newerVersion } from '../../contracts/versions.ts';
import { batchAnswer } from '../batch.ts';

export interface WebhookPorts {
  readonly stores: { readonly ledgers: Pick<FleetStores['ledgers'], 'getLedger'> };
  readonly queue: DeliveryQueue;
  readonly post: PostEvent;
  readonly clockAndIds: Pick<ClockAndIds, 'now'>;
  readonly durations: Pick<Durations, 'webhook_backoff_s'>;
  /** Called with the outcome of each delivery. It holds neither URL nor event, since both may be secret. */
  readonly report: (what: DeliveryReport) => void;
}

export interface DeliveryReport {
  /**
   * `failed`: the receiver did not take it. `broken`: the receiver may not have been asked, because something in this service
   * failed.
   */
  readonly outcome: 'taken' | 'refused' | 'failed' | 'broken' | 'malformed';
  readonly fleetId?: string;
  readonly eventId?: string;
  readonly why?: string;
  readonly tries: number;
}

/** The longest wait. With a first wait of ten seconds and ten tries, a delivery is tried for about an hour. */
const longestWaitS = 900;

const messageSchema = z.union([deliverySchema, fleetEventSchema]);

export async function takeWebhooks(ports: WebhookPorts, records: readonly SQSRecord[]): Promise<SQSBatchResponse> {
  const done = await Promise.all(records.map((record) => take(ports, record)));
  return batchAnswer(records.flatMap(({ messageId }, at) => (done[at] === true ? [] : [messageId])));
}

/**
 * @returns whether the message can be deleted; one that cannot be read comes again until SQS moves it to the dead-letter queue
 */
async function take(ports: WebhookPorts, record: SQSRecord): Promise<boolean> {
  const tries = Number(record.attributes.ApproximateReceiveCount);
  const json = jsonOrUndefined(record.body);
  const newer = newerVersion('delivery', record.messageId, json);
  const message = messageSchema.safeParse(json);
  const why = newer?.message ?? (message.success ? undefined : z.prettifyError(message.error));
  if (!message.success || why !== undefined) {
    ports.report({ outcome: 'malformed', ...(why === undefined ? {} : { why }), tries });
    return false;
  }
  try {
    if (!('kind' in message.data)) return await spread(ports, message.data);
    return (await deliver(ports, message.data, tries)) || (await later(ports, record, tries));
  } catch (error) {
    ports.report({ outcome: 'broken', why: String(error), tries });
    return false;
  }
}

/** Puts a delivery for each webhook of the fleet on the queue; none if the fleet no longer exists. */
async function spread({ stores, queue }: WebhookPorts, event: FleetEvent): Promise<true> {
  const ledger = await stores.ledgers.getLedger(event.detail.fleet_id);
  const urls = [...new Set(ledger?.settings.webhooks)];
  await queue.sendAll(urls.map((url): Delivery => ({ kind: 'delivery', url, event })));
  return true;
}

async function deliver(ports: WebhookPorts, { url, event }: Delivery, tries: number): Promise<boolean> {
  const posted = await ports.post(url, event, ports.clockAndIds.now());
  const why = posted.kind === 'taken' ? {} : { why: posted.why };
  const { fleet_id: fleetId, event_id: eventId } = event.detail;
  ports.report({ outcome: posted.kind, fleetId, eventId, ...why, tries });
  return posted.kind !== 'failed';
}

async function later({ queue, durations }: WebhookPorts, { receiptHandle }: SQSRecord, tries: number): Promise<false> {
  const waitS = Math.min(durations.webhook_backoff_s * 2 ** (tries - 1), longestWaitS);
  await queue.hide(receiptHandle, Math.ceil(waitS));
  return false;
}
