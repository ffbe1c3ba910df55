/** The decision log, ordered by seq. Entries are only added; writing one again changes nothing. */
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { logRecord } from '../../contracts/fleet-records.ts';
import { fleetPartition, logKey, logPrefix } from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import { newest, notNewer, readable, unlessNewer } from '../dynamo/item-version.ts';
import { pageOf, toPage } from '../dynamo/page-position.ts';
import type { LogStore } from '../ports.ts';
import { expiryOfPart, type FleetTable } from './fleet-table.ts';

export function createLogStore(table: FleetTable): LogStore {
  return {
    async putLogEntry(fleetId, entry) {
      const key = logKey(fleetId, entry.seq);
      const Item = { ...key, ...versionOf('log entry'), ...entry, ttl: expiryOfPart(table, entry.at) };
      const condition = { ConditionExpression: notNewer, ExpressionAttributeValues: newest('log entry') };
      await unlessNewer('log entry', key, table.client.send(new PutCommand({ TableName: table.name, Item, ...condition })));
    },
    async listLog(fleetId, page) {
      const query = new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: 'pk = :fleet AND sk BETWEEN :first AND :last',
        ExpressionAttributeValues: {
          ':fleet': fleetPartition(fleetId),
          ':first': page.afterSeq === undefined ? logPrefix : logKey(fleetId, page.afterSeq + 1).sk,
          ':last': `${logPrefix}\uffff`,
        },
        ConsistentRead: true,
        ScanIndexForward: page.newestFirst !== true,
        ...pageOf(page),
      });
      return toPage(await table.client.send(query), (item) => logRecord.parse(readable('log entry', item)));
    },
  };
}
