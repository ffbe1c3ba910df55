/** The commands that callers gave to a fleet, each with its verdict once there is one. */
import { GetCommand, PutCommand, UpdateCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { commandKey, commandPrefix, fleetPartition } from '../../contracts/keys.ts';
import { commandRecord, type CommandRecord } from '../../contracts/fleet-records.ts';
import { versionOf } from '../../contracts/versions.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { newest, notNewer, readable } from '../dynamo/item-version.ts';
import type { CommandStore } from '../ports.ts';
import { expiryOfPart, type FleetTable } from './fleet-table.ts';

const storedCommand = commandRecord.extend({ verdict: commandRecord.shape.verdict.default(null) });

export function createCommandStore(table: FleetTable): CommandStore {
  return { ...readCommands(table), ...writeCommands(table) };
}

function readCommands(table: FleetTable): Pick<CommandStore, 'getCommand' | 'listPendingCommands'> {
  return {
    getCommand: (fleetId, commandId) => getCommand(table, fleetId, commandId),
    async listPendingCommands(fleetId) {
      const pages = paginateQuery(
        { client: table.client },
        {
          TableName: table.name,
          KeyConditionExpression: 'pk = :fleet AND begins_with(sk, :prefix)',
          FilterExpression: 'attribute_not_exists(verdict)',
          ExpressionAttributeValues: { ':fleet': fleetPartition(fleetId), ':prefix': commandPrefix },
          ConsistentRead: true,
        },
      );
      const commands: CommandRecord[] = [];
      for await (const { Items = [] } of pages) commands.push(...Items.map(fromItem));
      return commands;
    },
  };
}

/** @throws NewerVersion */
const fromItem = (item: Record<string, unknown>): CommandRecord => storedCommand.parse(readable('command', item));

async function getCommand(table: FleetTable, fleetId: string, commandId: string): Promise<CommandRecord | undefined> {
  const query = { TableName: table.name, Key: commandKey(fleetId, commandId), ConsistentRead: true };
  const { Item } = await table.client.send(new GetCommand(query));
  return Item && fromItem(Item);
}

function writeCommands(table: FleetTable): Pick<CommandStore, 'putCommandIfAbsent' | 'recordVerdict'> {
  return {
    async putCommandIfAbsent(command) {
      const { verdict, ...asked } = command;
      const told = verdict === null ? {} : { verdict };
      const Item = {
        ...commandKey(command.fleet_id, command.command_id),
        ...versionOf('command'),
        ...asked,
        ...told,
        ttl: expiryOfPart(table, command.at),
      };
      const put = new PutCommand({ TableName: table.name, Item, ConditionExpression: 'attribute_not_exists(pk)' });
      return (await ifConditionHolds(table.client.send(put))) !== undefined;
    },
    async recordVerdict(fleetId, commandId, verdict) {
      const update = new UpdateCommand({
        TableName: table.name,
        Key: commandKey(fleetId, commandId),
        UpdateExpression: 'SET verdict = :verdict',
        // A command is decided once: the first verdict stays.
        ConditionExpression: `attribute_exists(pk) AND attribute_not_exists(verdict) AND (${notNewer})`,
        ExpressionAttributeValues: { ':verdict': verdict, ...newest('command') },
      });
      if ((await ifConditionHolds(table.client.send(update))) === undefined) await getCommand(table, fleetId, commandId);
    },
  };
}
