/** A batch of mail, fleet by fleet: one fleet's trouble is not another's, and what does not parse never comes again. */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { batchAnswer } from '../batch.ts';
import type { ActorPorts } from './actor-ports.ts';
import { splitBatch, type FleetMail } from './split-batch.ts';
import { takeTurn } from './take-turn.ts';

export async function takeMail(ports: ActorPorts, records: readonly SQSRecord[]): Promise<SQSBatchResponse> {
  const { fleets, malformed } = splitBatch(records);
  for (const { body, why } of malformed) await ports.mailbox.deadLetter(body, why);
  const failed = await Promise.all([...fleets].map(([fleetId, mail]) => takeFleetMail(ports, fleetId, mail)));
  return batchAnswer(failed.flat());
}

/** Ids of the messages that must come again: all of the fleet's, so that none overtakes another. */
async function takeFleetMail(ports: ActorPorts, fleetId: string, { looks, messageIds }: FleetMail): Promise<readonly string[]> {
  try {
    await takeTurn(ports, fleetId, looks);
    return [];
  } catch (error) {
    ports.onMailFailed(fleetId, error);
    return messageIds;
  }
}
