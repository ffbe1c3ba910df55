/** Makes a table as contracts/tables.ts describes it: on demand, encrypted, with point-in-time recovery. */
import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  BillingMode,
  ProjectionType,
  Table,
  TableEncryption,
  type SecondaryIndexProps,
} from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
import type { IndexDefinition, TableDefinition } from '../contracts/tables.ts';
import { indexesAt } from './index-steps.ts';
import { nameResource } from './logical-id.ts';

export interface TableSettings {
  /** Whether the table stays when the stack is deleted. */
  readonly retain: boolean;
  /** How far the indexes of an earlier version are brought over; undefined: to their end. */
  readonly indexStep?: number | undefined;
}

export function addTable(scope: Construct, definition: TableDefinition, { retain, indexStep }: TableSettings): Table {
  const table = new Table(scope, definition.name, {
    partitionKey: attribute(definition, definition.partition),
    ...(definition.sort === undefined ? {} : { sortKey: attribute(definition, definition.sort) }),
    ...(definition.ttl === undefined ? {} : { timeToLiveAttribute: definition.ttl }),
    billingMode: BillingMode.PAY_PER_REQUEST,
    encryption: TableEncryption.AWS_MANAGED,
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    deletionProtection: retain,
    removalPolicy: retain ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
  });
  for (const index of indexesAt(definition, indexStep)) addIndex(table, definition, index);
  nameResource(table, definition.name);
  return table;
}

function addIndex(table: Table, definition: TableDefinition, index: IndexDefinition): void {
  table.addGlobalSecondaryIndex({
    indexName: index.name,
    partitionKey: attribute(definition, index.partition),
    sortKey: attribute(definition, index.sort),
    ...projection(definition, index),
  });
}

/** Leaves out the keys of the table and of the index: an index always has them, and DynamoDB refuses to project them. */
function projection(
  table: TableDefinition,
  index: IndexDefinition,
): Pick<SecondaryIndexProps, 'projectionType' | 'nonKeyAttributes'> {
  if (index.projection === 'all') return { projectionType: ProjectionType.ALL };
  if (index.projection === 'keys') return { projectionType: ProjectionType.KEYS_ONLY };
  const keys = new Set([table.partition, table.sort, index.partition, index.sort]);
  return { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: index.projection.filter((name) => !keys.has(name)) };
}

function attribute(table: TableDefinition, name: string) {
  return { name, type: table.numbers.includes(name) ? AttributeType.NUMBER : AttributeType.STRING };
}
