/** The fleets of teams: an item for each team that a fleet names, so that the list of a team is one query of the table. */
import { PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { fleetIdOfPartition, fleetPartition, teamFleetKey, teamPartition } from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import { newest, notNewer, readable, unlessNewer } from '../dynamo/item-version.ts';
import type { TeamStore } from '../ports.ts';
import { expiryOfPart, type FleetTable } from './fleet-table.ts';

// Its keys say it all. It has no attribute of an index of fleets.
const item = z.object({ sk: z.string() });

export function createTeamStore(table: FleetTable): TeamStore {
  const put = async (fleetId: string, team: string, now: number): Promise<void> => {
    const key = teamFleetKey(team, fleetId);
    const Item = { ...key, ...versionOf('fleet of a team'), ttl: expiryOfPart(table, now) };
    const condition = { ConditionExpression: notNewer, ExpressionAttributeValues: newest('fleet of a team') };
    await unlessNewer('fleet of a team', key, table.client.send(new PutCommand({ TableName: table.name, Item, ...condition })));
  };
  return {
    async putTeams(fleetId, teams, now) {
      await Promise.all(teams.map((team) => put(fleetId, team, now)));
    },
    async listFleetsOfTeam(team, { limit, after }) {
      const query = new QueryCommand({
        TableName: table.name,
        KeyConditionExpression: after === undefined ? 'pk = :team' : 'pk = :team AND sk < :after',
        ExpressionAttributeValues: {
          ':team': teamPartition(team).pk,
          ...(after === undefined ? {} : { ':after': fleetPartition(after) }),
        },
        ConsistentRead: true,
        ScanIndexForward: false,
        // One more than the page, which tells whether there is another page.
        Limit: limit + 1,
      });
      const { Items = [] } = await table.client.send(query);
      const ids = Items.map((found) => fleetIdOfPartition(item.parse(readable('fleet of a team', found)).sk));
      const items = ids.slice(0, limit);
      return { items, next: ids.length > limit ? items.at(-1) : undefined };
    },
  };
}
