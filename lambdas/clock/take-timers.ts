/**
 * Takes a batch of delayed messages, each of which names a fleet that is due now. A fleet that cannot be mailed holds up no
 * other.
 */
import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { batchAnswer } from '../batch.ts';
import { onTimer, type WakePorts } from './wake-fleets.ts';

export interface TimerPorts extends Pick<WakePorts, 'mailbox'> {
  /** Called for each timer that could not be mailed. */
  readonly onTimerFailed: (error: unknown) => void;
}

type Message = Pick<SQSRecord, 'body' | 'messageId'>;

export async function takeTimers(ports: TimerPorts, records: readonly Message[]): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  for (const { body, messageId } of records) {
    try {
      await onTimer(ports, body);
    } catch (error) {
      ports.onTimerFailed(error);
      failed.push(messageId);
    }
  }
  return batchAnswer(failed);
}
