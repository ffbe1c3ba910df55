/**
 * Takes a batch of messages, one turn per fleet; a turn that fails does not touch the other fleets. A message that does not parse goes
 * to the dead-letter queue at once. A message from newer code, or about an item that newer code wrote, comes again, because a
 * deployment may be under way. After its last try it goes to the dead-letter queue with its reason.
 */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { mailReceives } from '../../contracts/messages.ts';
import { NewerVersion } from '../../contracts/versions.ts';
import { batchAnswer } from '../batch.ts';
import type { ActorPorts } from './actor-ports.ts';
import { splitBatch, type FleetMail } from './split-batch.ts';
import { takeTurn } from './take-turn.ts';

export async function takeMail(ports: ActorPorts, records: readonly SQSRecord[]): Promise<SQSBatchResponse> {
  const { fleets, malformed, newer } = splitBatch(records);
  for (const { body, why } of malformed) await ports.mailbox.deadLetter(body, why);
  const failed = await Promise.all([
    ...[...fleets].map(([fleetId, mail]) => takeFleetMail(ports, fleetId, mail)),
    ...newer.map(({ record, refused }) => refuse(ports, record.attributes.MessageGroupId ?? record.messageId, [record], refused)),
  ]);
  return batchAnswer(failed.flat());
}

/** @returns the ids of the messages that must come again: none, or all of the fleet, so that they keep their order */
async function takeFleetMail(ports: ActorPorts, fleetId: string, { looks, records }: FleetMail): Promise<readonly string[]> {
  try {
    await takeTurn(ports, fleetId, looks);
    return [];
  } catch (error) {
    return refuse(ports, fleetId, records, error);
  }
}

/** @returns the ids of the messages that must come again: all except those that failed because of newer code at their last try */
async function refuse(
  ports: ActorPorts,
  fleetId: string,
  records: readonly SQSRecord[],
  error: unknown,
): Promise<readonly string[]> {
  ports.onMailFailed(fleetId, error);
  const isLast = ({ attributes }: SQSRecord): boolean =>
    error instanceof NewerVersion && Number(attributes.ApproximateReceiveCount) >= mailReceives;
  for (const { body } of records.filter(isLast)) await ports.mailbox.deadLetter(body, String(error));
  return records.filter((record) => !isLast(record)).map(({ messageId }) => messageId);
}
