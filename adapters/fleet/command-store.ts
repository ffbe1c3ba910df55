/** What callers asked of a fleet, and what became of it. */
import { GetCommand, PutCommand, UpdateCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { commandKey, commandPrefix, fleetPartition } from '../../contracts/keys.ts';
import { commandRecord, type CommandRecord } from '../../contracts/fleet-records.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import type { CommandStore } from '../ports.ts';
import { expiryOfPart, type FleetTable } from './fleet-table.ts';

const storedCommand = commandRecord.extend({ verdict: commandRecord.shape.verdict.default(null) });

export function createCommandStore(table: FleetTable): CommandStore {
  return { ...readCommands(table), ...writeCommands(table) };
}

function readCommands(table: FleetTable): Pick<CommandStore, 'getCommand' | 'listPendingCommands'> {
  return {
    async getCommand(fleetId, commandId) {
      const query = { TableName: table.name, Key: commandKey(fleetId, commandId), ConsistentRead: true };
      const { Item } = await table.client.send(new GetCommand(query));
      return Item && storedCommand.parse(Item);
    },
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
      for await (const { Items = [] } of pages) commands.push(...Items.map((item) => storedCommand.parse(item)));
      return commands;
    },
  };
}

function writeCommands(table: FleetTable): Pick<CommandStore, 'putCommandIfAbsent' | 'recordVerdict'> {
  return {
    async putCommandIfAbsent(command) {
      const { verdict, ...asked } = command;
      const told = verdict === null ? {} : { verdict };
      const Item = {
        ...commandKey(command.fleet_id, command.command_id),
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
        // Decided once: what was said first stands.
        ConditionExpression: 'attribute_exists(pk) AND attribute_not_exists(verdict)',
        ExpressionAttributeValues: { ':verdict': verdict },
      });
      await ifConditionHolds(table.client.send(update));
    },
  };
}
