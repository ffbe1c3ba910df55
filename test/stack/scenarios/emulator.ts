/** The clients with which a scenario looks behind the product: at queues, the bus, and the stack. */
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SQSClient } from '@aws-sdk/client-sqs';
import { deployedStack } from '../../scenarios/deployed-stack.ts';

export const stack = deployedStack();
const { endpoint, region, credentials } = stack.events;
const access = { endpoint, region, credentials };

export const sqs = new SQSClient(access);
export const cloudFormation = new CloudFormationClient(access);

/** @throws Error where the stack has no queue of this name */
export function queueUrl(name: string): string {
  const url = stack.queues[name];
  if (url === undefined) throw new Error(`The stack has no queue ${name}: ${Object.keys(stack.queues).join(', ')}`);
  return url;
}
