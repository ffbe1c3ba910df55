/**
 * The messages of a batch whose turns are done. The queue hands out no further messages of a fleet before they are removed, and the
 * answer to the batch, which removes them, comes after its last turn. So if the batch lasts long, they are removed before that.
 */
import type { SQSRecord } from 'aws-lambda';
import type { ActorPorts } from './actor-ports.ts';
import { atQueue } from './at-queue.ts';

/** Seconds after which fleets whose turns are done do not wait for the answer to their batch any more. */
const longBatchS = 1;

export class DoneMail {
  readonly #ports: ActorPorts;
  readonly #long: AbortSignal;
  readonly #removals: Promise<boolean>[] = [];
  #kept: string[][] = [];
  #turnsLeft: number;

  /** @param turns how many turns the batch has */
  constructor(ports: ActorPorts, turns: number) {
    this.#ports = ports;
    this.#turnsLeft = turns;
    this.#long = ports.after(longBatchS);
    this.#long.addEventListener('abort', this.#removeKept);
  }

  /** @param done the messages of the turn; none if it failed */
  turnEnded(done: readonly SQSRecord[]): void {
    this.#turnsLeft -= 1;
    if (done.length > 0) this.#kept.push(done.map(({ receiptHandle }) => receiptHandle));
    if (this.#long.aborted) this.#removeKept();
  }

  /** Resolves when all removals that were begun have ended. If one failed, the answer to the batch removes the messages. */
  async removals(): Promise<void> {
    this.#long.removeEventListener('abort', this.#removeKept);
    await Promise.all(this.#removals);
  }

  readonly #removeKept = (): void => {
    // After the last turn the answer comes at once.
    if (this.#turnsLeft === 0) return;
    const { mailbox } = this.#ports;
    for (const receipts of this.#kept.splice(0)) {
      this.#removals.push(atQueue(this.#ports, 'remove mail', () => mailbox.remove(receipts)));
    }
  };
}
