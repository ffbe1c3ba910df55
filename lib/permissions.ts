/** Statements for the policies of functions and of the workflow. Each names its actions and its resources. */
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';

type TableAction = 'GetItem' | 'BatchGetItem' | 'Query' | 'Scan' | 'PutItem' | 'UpdateItem' | 'BatchWriteItem' | 'DeleteItem';

/** Actions on the items of one table. */
export function onTable(table: Table, actions: readonly TableAction[]): PolicyStatement {
  return allow(prefixed('dynamodb', actions), [table.tableArn]);
}

/** Reads of named indexes of one table. */
export function onIndexes(table: Table, indexes: readonly string[], action: 'Query' | 'Scan' = 'Query'): PolicyStatement {
  return allow(
    prefixed('dynamodb', [action]),
    indexes.map((index) => `${table.tableArn}/index/${index}`),
  );
}

export function sendTo(...queues: readonly IQueue[]): PolicyStatement {
  return allow(
    ['sqs:SendMessage'],
    queues.map((queue) => queue.queueArn),
  );
}

export function publishOn(bus: EventBus): PolicyStatement {
  return allow(['events:PutEvents'], [bus.eventBusArn]);
}

/** The value of one secret, and of no other. */
export function readSecret(secret: Pick<Secret, 'secretArn'>): PolicyStatement {
  return allow(['secretsmanager:GetSecretValue'], [secret.secretArn]);
}

/** Actions of Step Functions. @param resources ARNs */
export function onWorkflow(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return allow(prefixed('states', actions), resources);
}

function prefixed(service: string, actions: readonly string[]): string[] {
  return actions.map((action) => `${service}:${action}`);
}

function allow(actions: readonly string[], resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: [...actions], resources: [...resources] });
}
