/** The containers that were started a moment ago, in one item of the task table. Its revision is the condition of each write. */
import { GetCommand, UpdateCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { launchesId } from '../../contracts/keys.ts';
import { taskTable } from '../../contracts/tables.ts';
import { versionOf } from '../../contracts/versions.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { newest, notNewer, readable } from '../dynamo/item-version.ts';
import type { LaunchStore } from '../launch-ports.ts';

const launchesItem = z.object({
  revision: z.number(),
  launches: z.array(z.object({ taskId: z.string(), claim: z.number(), at: z.number(), arn: z.string().optional() })),
});

/** @param settings.taskTable deployed name of the task table */
export function createLaunchStore(client: DynamoDBDocumentClient, settings: { readonly taskTable: string }): LaunchStore {
  const key = { TableName: settings.taskTable, Key: { [taskTable.partition]: launchesId } };
  return {
    async getLaunches() {
      const { Item } = await client.send(new GetCommand({ ...key, ConsistentRead: true }));
      return Item === undefined ? { revision: 0, launches: [] } : launchesItem.parse(readable('launches', Item));
    },
    async putLaunchesIf(revision, launches) {
      const update = new UpdateCommand({
        ...key,
        UpdateExpression: 'SET v = :v, launches = :launches ADD revision :one',
        ConditionExpression: `${revision === 0 ? 'attribute_not_exists(revision)' : 'revision = :read'} AND (${notNewer})`,
        ExpressionAttributeValues: {
          ':v': versionOf('launches').v,
          ':launches': launches,
          ':one': 1,
          ...(revision === 0 ? {} : { ':read': revision }),
          ...newest('launches'),
        },
      });
      return (await ifConditionHolds(client.send(update))) !== undefined;
    },
  };
}
