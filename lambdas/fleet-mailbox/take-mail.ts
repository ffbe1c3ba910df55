/**
 * Takes a batch of messages, one turn per fleet; a turn that fails, or does not end before its deadline, does not touch the other
 * fleets. While it lasts, the messages of the turns that are done are removed, since the queue hands out no further messages of a fleet
 * before that. The messages of a turn that failed come again within seconds, later each time. A message that does not parse goes to the
 * dead-letter queue at once. A message from newer code, or about an item that newer code wrote, comes again, because a deployment may
 * be under way. After its last try it goes to the dead-letter queue with its reason.
 */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { mailBackoffS, mailReceives } from '../../contracts/messages.ts';
import { NewerVersion } from '../../contracts/versions.ts';
import { shareOf } from '../../core/turn/backoff.ts';
import { batchAnswer } from '../batch.ts';
import type { ActorPorts } from './actor-ports.ts';
import { atQueue } from './at-queue.ts';
import { DoneMail } from './done-mail.ts';
import { splitBatch, type FleetMail } from './split-batch.ts';
import { takeTurn } from './take-turn.ts';

export async function takeMail(ports: ActorPorts, records: readonly SQSRecord[]): Promise<SQSBatchResponse> {
  const { fleets, malformed, newer } = splitBatch(records);
  const done = new DoneMail(ports, fleets.size);
  const failed = await Promise.all([
    ...malformed.map(({ record, why }) => setAside(ports, [record], why)),
    ...[...fleets].map(([fleetId, mail]) => takeFleetMail({ ports, done }, fleetId, mail)),
    ...newer.map(({ record, refused }) => refuse(ports, record.attributes.MessageGroupId ?? record.messageId, [record], refused)),
  ]);
  await done.removals();
  return batchAnswer(failed.flat());
}

interface Batch {
  readonly ports: ActorPorts;
  readonly done: DoneMail;
}

/** @returns the ids of the messages that must come again: none, or all of the fleet, so that they keep their order */
async function takeFleetMail({ ports, done }: Batch, fleetId: string, { looks, records }: FleetMail): Promise<readonly string[]> {
  try {
    await takeTurn(ports, fleetId, looks);
    done.turnEnded(records);
    return [];
  } catch (error) {
    done.turnEnded([]);
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
  const kept = await setAside(ports, records.filter(isLast), String(error));
  const again = records.filter((record) => !isLast(record));
  return [...kept, ...(await comeAgainSoon(ports, again))];
}

/** Puts messages into the dead-letter queue. @returns the ids of those that it did not take */
async function setAside(ports: ActorPorts, records: readonly SQSRecord[], why: string): Promise<readonly string[]> {
  const done = await Promise.all(
    records.map(({ body }) => atQueue(ports, 'dead letter', () => ports.mailbox.deadLetter(body, why))),
  );
  return comeAgainSoon(
    ports,
    records.filter((_, at) => done[at] !== true),
  );
}

/**
 * All messages of a fleet come again at one time, since the queue hands out none of them while it hides another.
 * @returns their ids
 */
async function comeAgainSoon(ports: ActorPorts, records: readonly SQSRecord[]): Promise<readonly string[]> {
  const [first] = records;
  if (!first) return [];
  const receives = Math.max(...records.map(({ attributes }) => Number(attributes.ApproximateReceiveCount)));
  const seconds = mailBackoffS(receives, shareOf(`${first.messageId}/${receives}`));
  const receipts = records.map(({ receiptHandle }) => receiptHandle);
  // If this fails, they come after the visibility timeout of the queue.
  await atQueue(ports, 'come again', () => ports.mailbox.comeAgain(receipts, seconds));
  return records.map(({ messageId }) => messageId);
}
