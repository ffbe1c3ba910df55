/** Publishes events of tasks and fleets on the event bus. A publish that failed throws, so that its effect stays owed. */
import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { fleetEventSource, taskEventSource, taskStatusChanged } from '../contracts/events.ts';
import type { Bus } from './ports.ts';

/** @throws Error (when it publishes) if the bus answered the call and refused the event, with the code of the refusal */
export function createBus(client: EventBridgeClient, settings: { readonly busName: string }): Bus {
  const publish = async (source: string, detailType: string, detail: unknown): Promise<void> => {
    const entry = { EventBusName: settings.busName, Source: source, DetailType: detailType, Detail: JSON.stringify(detail) };
    const answer = await client.send(new PutEventsCommand({ Entries: [entry] }));
    const refused = answer.Entries?.find(({ ErrorCode }) => ErrorCode !== undefined);
    if (refused) throw new Error(`The bus refused ${detailType}: ${refused.ErrorCode ?? ''} ${refused.ErrorMessage ?? ''}`);
  };
  return {
    publishTaskStatus: (detail) => publish(taskEventSource, taskStatusChanged, detail),
    publishFleetEvent: (detailType, detail) => publish(fleetEventSource, detailType, detail),
  };
}
