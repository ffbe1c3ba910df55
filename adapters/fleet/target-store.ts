/**
 * The targets: the request as the submit froze it, and the facts of each attempt. Each fact is an attribute of its own (`created_1`,
 * `outcome_1`, `answer_1`, `words_1`, `steer_1`), so that two writers never overwrite each other's facts and every write may be repeated.
 */
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { targetKey } from '../../contracts/keys.ts';
import { passedResult } from '../../contracts/fields.ts';
import {
  attemptCreated,
  attemptOutcome,
  givenAnswer,
  givenSteering,
  givenWordsOfAttempt,
  targetRecord,
  type AttemptOutcome,
  type TargetRecord,
} from '../../contracts/fleet-records.ts';
import { repositoryOutcome } from '../../contracts/shared-repos.ts';
import { versionOf } from '../../contracts/versions.ts';
import { batchGet } from '../dynamo/batch-get.ts';
import { batchPut } from '../dynamo/batch-put.ts';
import { newest, notNewer, readable, unlessNewer } from '../dynamo/item-version.ts';
import type { TargetStore } from '../ports.ts';
import { packJson, unpackJson } from './packed-json.ts';
import { expiryOfPart, type FleetTable } from './fleet-table.ts';

const createdPrefix = 'created_';
const outcomePrefix = 'outcome_';
const answerPrefix = 'answer_';
const wordsPrefix = 'words_';
const steeringPrefix = 'steer_';
const publishedPrefix = 'told_';
const frozen = targetRecord.omit({ created: true, outcomes: true, answers: true, words: true, steering: true });

/** JSON text holds every number that JSON allows; the table would refuse some. */
const published = z.string();
const jsonText = z.string().transform((text): unknown => JSON.parse(text));
const packed = z.instanceof(Uint8Array).transform(unpackJson);
const storedOutcome = attemptOutcome.extend({
  result: jsonText.pipe(passedResult).nullable().exactOptional(),
  repositories: packed.pipe(z.array(repositoryOutcome)).exactOptional(),
});
const item = z.looseObject({ ordinal: z.number(), target: z.string() });

interface Change {
  readonly expression: string;
  readonly attribute: string;
  readonly value: unknown;
}

export function createTargetStore(table: FleetTable): TargetStore {
  const update = (fleetId: string, ordinal: number, change: Change) => {
    const command = new UpdateCommand({
      TableName: table.name,
      Key: targetKey(fleetId, ordinal),
      UpdateExpression: change.expression,
      ConditionExpression: notNewer,
      ExpressionAttributeNames: { '#attribute': change.attribute },
      ExpressionAttributeValues: { ':value': change.value, ...newest('target') },
      ReturnValues: 'UPDATED_NEW',
    });
    return unlessNewer('target', targetKey(fleetId, ordinal), table.client.send(command));
  };
  const record = async (fleetId: string, ordinal: number, attribute: string, value: unknown): Promise<void> => {
    await update(fleetId, ordinal, { expression: 'SET #attribute = :value', attribute, value });
  };
  /** Sets the attribute unless it is there; answers what is there then. */
  const keep = async (fleetId: string, ordinal: number, attribute: string, value: unknown): Promise<unknown> => {
    const expression = 'SET #attribute = if_not_exists(#attribute, :value)';
    const { Attributes } = await update(fleetId, ordinal, { expression, attribute, value });
    return Attributes?.[attribute];
  };
  return {
    async putTargets(fleetId, targets) {
      const ttl = expiryOfPart(table, Date.now());
      const items = targets.map((target) => ({ ...targetKey(fleetId, target.ordinal), ...toItem(target), ttl }));
      await batchPut(table.client, table.name, items);
    },
    async getTargets(fleetId, ordinals) {
      const keys = ordinals.map((ordinal) => targetKey(fleetId, ordinal));
      const found = (await batchGet(table.client, table.name, keys)).map(fromItem);
      return found.sort((a, b) => a.ordinal - b.ordinal);
    },
    recordCreated: (fleetId, ordinal, attempt, created) => record(fleetId, ordinal, `${createdPrefix}${attempt}`, created),
    recordOutcome: (fleetId, ordinal, attempt, outcome) =>
      record(fleetId, ordinal, `${outcomePrefix}${attempt}`, toStored(outcome)),
    recordAnswer: (fleetId, ordinal, attempt, answer) => record(fleetId, ordinal, `${answerPrefix}${attempt}`, answer),
    recordWords: (fleetId, ordinal, attempt, words) => record(fleetId, ordinal, `${wordsPrefix}${attempt}`, words),
    recordSteering: (fleetId, ordinal, attempt, steering) => record(fleetId, ordinal, `${steeringPrefix}${attempt}`, steering),
    keepOutcome: async (fleetId, ordinal, attempt, outcome) =>
      storedOutcome.parse(await keep(fleetId, ordinal, `${outcomePrefix}${attempt}`, toStored(outcome))),
    async keepPublished(fleetId, ordinal, attempt, outcome) {
      const kept = await keep(fleetId, ordinal, `${publishedPrefix}${attempt}`, JSON.stringify(outcome));
      return attemptOutcome.parse(JSON.parse(published.parse(kept)));
    },
  };
}

const toItem = (target: TargetRecord): Record<string, unknown> => ({
  ...versionOf('target'),
  ordinal: target.ordinal,
  target: JSON.stringify(frozen.parse(target)),
});

/** The outcomes of 20 repositories and 35 attempts fit into an item, since each attempt packs its own. */
const toStored = ({ result, repositories, ...outcome }: AttemptOutcome): Record<string, unknown> => ({
  ...outcome,
  ...(result === undefined ? {} : { result: result && JSON.stringify(result) }),
  ...(repositories ? { repositories: packJson(repositories) } : {}),
});

/** @throws NewerVersion */
function fromItem(stored: Record<string, unknown>): TargetRecord {
  const { target, ...attributes } = item.parse(readable('target', stored));
  const answers = byAttempt(attributes, answerPrefix, givenAnswer);
  const words = byAttempt(attributes, wordsPrefix, givenWordsOfAttempt);
  const steering = byAttempt(attributes, steeringPrefix, givenSteering);
  return {
    ...frozen.parse(JSON.parse(target)),
    created: byAttempt(attributes, createdPrefix, attemptCreated),
    outcomes: byAttempt(attributes, outcomePrefix, storedOutcome),
    ...(Object.keys(answers).length === 0 ? {} : { answers }),
    ...(Object.keys(words).length === 0 ? {} : { words }),
    ...(Object.keys(steering).length === 0 ? {} : { steering }),
  };
}

function byAttempt<T extends z.ZodType>(
  attributes: Record<string, unknown>,
  prefix: string,
  schema: T,
): Record<string, z.infer<T>> {
  const entries = Object.entries(attributes).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(entries.map(([name, value]) => [name.slice(prefix.length), schema.parse(value)]));
}
