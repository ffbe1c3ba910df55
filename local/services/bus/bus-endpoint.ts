/** Serves EventBridge's PutEvents. */
import * as z from 'zod';
import { operation, startAwsJsonEndpoint, type AwsJsonService } from '../front/aws-json-endpoint.ts';
import type { Listening } from '../../server/listen.ts';
import type { Credentials } from '../front/local-client.ts';
import type { EventBus } from './event-bus.ts';

const entry = z.object({
  EventBusName: z.string().default('default'),
  Source: z.string().optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
});
type Entry = z.infer<typeof entry>;

/** @param bus answers the bus to publish on, and undefined while the runtime is starting */
export function startBusEndpoint(bus: () => EventBus | undefined, credentials: Credentials): Promise<Listening> {
  const service: AwsJsonService = {
    target: 'AWSEvents',
    contentType: 'application/x-amz-json-1.1',
    operations: {
      PutEvents: operation(z.object({ Entries: z.array(entry).min(1).max(10) }), ({ Entries }) => {
        const results = Entries.map((event) => put(bus(), event));
        return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
      }),
    },
  };
  return startAwsJsonEndpoint(service, credentials);
}

/** Publishes one entry. An error of one entry is answered in its place, and the others are published. */
function put(bus: EventBus | undefined, { EventBusName, Source, DetailType, Detail }: Entry): object {
  if (Source === undefined || DetailType === undefined || Detail === undefined) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source, DetailType and Detail are required.' };
  }
  const detail = parseDetail(Detail);
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  const name = EventBusName.slice(EventBusName.lastIndexOf('/') + 1);
  const id = bus?.publish(name, { source: Source, detailType: DetailType, detail });
  if (id === undefined) return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${name} does not exist.` };
  return { EventId: id };
}

function parseDetail(text: string) {
  try {
    return z.record(z.string(), z.json()).parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
