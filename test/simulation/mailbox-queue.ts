/**
 * The mailbox: a FIFO queue, one batch of a fleet at a time. A batch that was not taken in time comes again, and whoever was
 * slow goes on beside it (a zombie) where the world has such.
 */
import type { SQSRecord } from 'aws-lambda';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

interface Message {
  readonly id: string;
  readonly body: string;
  received: number;
}

/** As lib/queues.ts has it. */
const visibilityMs = 180_000;
/** Fewer than contracts/messages.ts has, so that messages are lost in this way, too. */
const mostReceives = 5;
const batchSize = 10;

export interface MailboxContext {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly hasZombies: boolean;
  /** Hands a batch to the actor; `onEnd` is told the ids of the messages that must come again, or undefined after a crash. */
  readonly invoke: (records: SQSRecord[], onEnd: (failed: readonly string[] | undefined) => void) => void;
}

export class MailboxQueue {
  deadLetters = 0;
  #around: MailboxContext;
  #messages: Message[] = [];
  #busy: readonly Message[] | undefined;
  /** Milliseconds after which the batch comes again if it fails, where the actor has asked for that. */
  #againMs: number | undefined;
  #made = 0;

  constructor(around: MailboxContext) {
    this.#around = around;
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0 && this.#busy === undefined;
  }

  put(body: string): void {
    this.#messages.push({ id: `m${String(++this.#made)}`, body, received: 0 });
    this.#dispatch();
  }

  /** Lets the batch that is being taken come again so soon; receipts of earlier receives are worth nothing. */
  comeAgain(receipts: readonly string[], seconds: number): void {
    if (this.#busy?.some((message) => receipts.includes(receiptOf(message))) === true) this.#againMs = seconds * 1_000;
  }

  kill(): void {
    this.#messages = [];
    this.#busy = undefined;
  }

  #dispatch(): void {
    if (this.#busy || this.#messages.length === 0) return;
    const batch = this.#messages.splice(0, batchSize);
    for (const message of batch) message.received += 1;
    this.#busy = batch;
    this.#againMs = undefined;
    const { scheduler, random, hasZombies, invoke } = this.#around;
    invoke(batch.map(recordOf), (failed) => {
      if (this.#busy !== batch) return;
      if (failed?.length === 0) this.#release([]);
      else {
        const again = failed === undefined ? batch : batch.filter(({ id }) => failed.includes(id));
        scheduler.at(this.#againMs ?? random.next() * visibilityMs, () => {
          if (this.#busy === batch) this.#release(again);
        });
      }
    });
    if (hasZombies) {
      scheduler.at(visibilityMs, () => {
        if (this.#busy === batch) this.#release(batch);
      });
    }
  }

  #release(again: readonly Message[]): void {
    const kept = again.filter((message) => message.received < mostReceives);
    this.deadLetters += again.length - kept.length;
    this.#messages.unshift(...kept);
    this.#busy = undefined;
    this.#dispatch();
  }
}

const receiptOf = ({ id, received }: Message): string => `${id}/${received}`;

const recordOf = (message: Message): SQSRecord => {
  const { id: messageId, body, received } = message;
  const attributes = { ApproximateReceiveCount: String(received) };
  // The actor reads this of a record, and nothing else of it.
  return { messageId, body, receiptHandle: receiptOf(message), attributes } as SQSRecord;
};
