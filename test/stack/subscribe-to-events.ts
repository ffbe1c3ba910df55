/** Listens to the fleets' events as an integration on AWS would: a rule of its own on the product's bus, and a queue behind it. */
import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { CreateQueueCommand, GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { fleetEventSource } from '../../contracts/events.ts';
import type { EventsAccess } from '../scenarios/deployed-stack.ts';

const name = 'scenario-events';

export async function subscribeToEvents(bus: string, endpoint: string): Promise<EventsAccess> {
  const access = { endpoint, region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const [events, sqs] = [new EventBridgeClient(access), new SQSClient(access)];
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] });
  const { Attributes } = await sqs.send(asked);
  const target = { Id: 'queue', Arn: Attributes?.['QueueArn'] };
  const EventPattern = JSON.stringify({ source: [fleetEventSource] });
  await events.send(new PutRuleCommand({ Name: name, EventBusName: bus, EventPattern }));
  await events.send(new PutTargetsCommand({ Rule: name, EventBusName: bus, Targets: [target] }));
  events.destroy();
  sqs.destroy();
  return { ...access, queue_url: QueueUrl };
}
