/** What passed the gate, as far as it is needed later: the events of fleets, and the mail that is being worked on. */
import * as z from 'zod';
import type { Answer, Call } from './call.ts';

export interface PublishedEvent {
  readonly type: string;
  readonly fleetId: string;
  readonly eventId: string;
  /** Its content as text. */
  readonly detail: string;
}

const putEvents = z.object({ Entries: z.array(z.object({ DetailType: z.string(), Detail: z.string() })) });
const fleetDetail = z.object({ fleet_id: z.string(), event_id: z.string() });
const received = z.object({ Messages: z.array(z.object({ ReceiptHandle: z.string() })).default([]) });
const removed = z.object({ Entries: z.array(z.object({ ReceiptHandle: z.string() })) });

export class Witness {
  /** Events of fleets that the bus took, each as often as it took it. */
  readonly events: PublishedEvent[] = [];
  /** Receipts of messages that a function has and that were not removed, with their queue's URL. */
  readonly inFlight = new Map<string, string>();

  see(call: Call, answer: Answer): void {
    if (answer.status !== 200) return;
    if (call.operation === 'PutEvents') this.seeEvents(call);
    if (call.operation === 'ReceiveMessage') {
      const { Messages } = received.parse(JSON.parse(answer.body));
      for (const { ReceiptHandle } of Messages) this.inFlight.set(ReceiptHandle, String(call.request['QueueUrl']));
    }
    if (call.operation === 'DeleteMessageBatch') {
      for (const { ReceiptHandle } of removed.parse(call.request).Entries) this.inFlight.delete(ReceiptHandle);
    }
  }

  private seeEvents(call: Call): void {
    for (const { DetailType, Detail } of putEvents.parse(call.request).Entries) {
      if (!DetailType.startsWith('Fleet ')) continue;
      const { fleet_id, event_id } = fleetDetail.parse(JSON.parse(Detail));
      this.events.push({ type: DetailType, fleetId: fleet_id, eventId: event_id, detail: Detail });
    }
  }
}
