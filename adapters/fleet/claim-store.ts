/**
 * The claims of exclusive fleets: one item per repository, whoever has it. Every write has a condition, so that of two fleets that claim
 * one repository at the same time one gets it, and nobody removes the claim of another.
 */
import { DeleteCommand, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { claimKey } from '../../contracts/keys.ts';
import { versionOf } from '../../contracts/versions.ts';
import { ifConditionHolds } from '../dynamo/conditional-write.ts';
import { newest, notNewer, readable } from '../dynamo/item-version.ts';
import type { ClaimStore, RepoClaim } from '../claim-stores.ts';
import { expiryOfPart, type FleetTable } from './fleet-table.ts';

const item = z.object({
  repo: z.string(),
  claimed_by: z.string(),
  generation: z.number(),
  take_id: z.string(),
  taken_at: z.number(),
});

interface Condition {
  readonly holds: string;
  readonly values: Readonly<Record<string, unknown>>;
}
const ofFleetUpTo = (fleetId: string, generation: number): Condition => ({
  holds: 'claimed_by = :fleet AND generation <= :generation',
  values: { ':fleet': fleetId, ':generation': generation },
});
const ofTaking = ({ fleetId, takeId }: RepoClaim): Condition => ({
  holds: 'claimed_by = :fleet AND take_id = :taking',
  values: { ':fleet': fleetId, ':taking': takeId },
});

const conditionOf = ({ holds, values }: Condition) => ({
  ConditionExpression: `(${holds}) AND (${notNewer})`,
  ExpressionAttributeValues: { ...values, ...newest('claim') },
});

export function createClaimStore(table: FleetTable): ClaimStore {
  const put = async (claim: RepoClaim, condition: Condition): Promise<boolean> => {
    const command = new PutCommand({ TableName: table.name, Item: toItem(table, claim), ...conditionOf(condition) });
    return (await ifConditionHolds(table.client.send(command))) !== undefined;
  };
  const remove = async (repo: string, condition: Condition): Promise<void> => {
    const command = new DeleteCommand({ TableName: table.name, Key: claimKey(repo), ...conditionOf(condition) });
    await ifConditionHolds(table.client.send(command));
  };
  return {
    async getClaim(repo) {
      const query = { TableName: table.name, Key: claimKey(repo), ConsistentRead: true };
      const { Item } = await table.client.send(new GetCommand(query));
      return Item && fromItem(readable('claim', Item));
    },
    takeUnlessHeld(claim) {
      const { holds, values } = ofFleetUpTo(claim.fleetId, claim.generation);
      return put(claim, { holds: `attribute_not_exists(pk) OR (${holds})`, values });
    },
    takeOver: (claim, held) => put(claim, ofTaking(held)),
    giveBack: (claim) => remove(claim.repo, ofTaking(claim)),
    release: (repo, fleetId, generation) => remove(repo, ofFleetUpTo(fleetId, generation)),
  };
}

// Not `fleet_id`, nor `owner`: attributes of indexes of fleets.
const toItem = (table: FleetTable, claim: RepoClaim): Record<string, unknown> => ({
  ...claimKey(claim.repo),
  ...versionOf('claim'),
  repo: claim.repo,
  claimed_by: claim.fleetId,
  generation: claim.generation,
  take_id: claim.takeId,
  taken_at: claim.takenAt,
  ttl: expiryOfPart(table, claim.takenAt),
});

function fromItem(stored: unknown): RepoClaim {
  const { repo, claimed_by, generation, take_id, taken_at } = item.parse(stored);
  return { repo, fleetId: claimed_by, generation, takeId: take_id, takenAt: taken_at };
}
