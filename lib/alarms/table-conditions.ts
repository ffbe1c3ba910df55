/**
 * Alarms on throttled reads and writes of each table, and on throttled writes of each index: such an index holds up its table.
 */
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { fleetTable, repoTable, taskEventsTable, taskTable, type TableDefinition } from '../../contracts/tables.ts';
import type { Tables } from '../data-stack.ts';
import { fiveMinutes, type Condition } from './condition.ts';

export function tableConditions(tables: Tables): Condition[] {
  return [
    ...conditionsOf(fleetTable, tables.fleet),
    ...conditionsOf(taskTable, tables.task),
    ...conditionsOf(taskEventsTable, tables.taskEvents),
    ...conditionsOf(repoTable, tables.repo),
  ];
}

function conditionsOf({ name, indexes }: TableDefinition, table: Table): Condition[] {
  const ofTable = { TableName: table.tableName };
  return [
    throttles(`${name}ReadThrottlesAlarm`, `Reads of ${name}`, 'ReadThrottleEvents', ofTable),
    throttles(`${name}WriteThrottlesAlarm`, `Writes to ${name}`, 'WriteThrottleEvents', ofTable),
    ...indexes.map((index) =>
      throttles(
        `${name}${pascal(index.name)}WriteThrottlesAlarm`,
        `Writes to the index ${index.name} of ${name}`,
        'WriteThrottleEvents',
        {
          ...ofTable,
          GlobalSecondaryIndexName: index.name,
        },
      ),
    ),
  ];
}

function throttles(name: string, what: string, metricName: string, dimensionsMap: Record<string, string>): Condition {
  return {
    name,
    says:
      `${what} are throttled: work slows down, and workers may lose the leases of their tasks. ` +
      'A table grows by itself. If this goes on, run fewer tasks at once.',
    metric: new Metric({ namespace: 'AWS/DynamoDB', metricName, dimensionsMap, period: fiveMinutes, statistic: 'Sum' }),
    above: 0,
    times: 2,
  };
}

/** `by-user` → `ByUser`. */
const pascal = (name: string): string => name.replace(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
