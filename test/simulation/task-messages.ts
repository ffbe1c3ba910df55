/** The task queue: a message that a worker does not remove comes again when the time for which it was hidden is over. */
import type { ReceivedTask } from '../../adapters/ports.ts';
import type { Scheduler } from './scheduler.ts';

interface Message {
  readonly taskId: string;
  visibleAt: number;
  received: number;
}

/** As lib/queues.ts has it. */
const visibilityMs = 30_000;
const mostReceives = 100;

export class TaskMessages {
  #scheduler: Scheduler;
  #work: (message: ReceivedTask) => void;
  #messages = new Map<string, Message>();
  #made = 0;
  /** No worker is there before this time. */
  downUntil = 0;

  constructor(scheduler: Scheduler, work: (message: ReceivedTask) => void) {
    this.#scheduler = scheduler;
    this.#work = work;
  }

  get isEmpty(): boolean {
    return this.#messages.size === 0;
  }

  put(taskId: string): void {
    const receipt = `r${String(++this.#made)}`;
    this.#messages.set(receipt, { taskId, visibleAt: 0, received: 0 });
    this.#deliver(receipt);
  }

  remove(receipt: string): void {
    this.#messages.delete(receipt);
  }

  hide(receipt: string, seconds: number): void {
    const message = this.#messages.get(receipt);
    if (!message) return;
    message.visibleAt = this.#scheduler.now + seconds * 1_000;
    this.#scheduler.at(seconds * 1_000, () => {
      this.#deliver(receipt);
    });
  }

  kill(): void {
    this.#messages.clear();
  }

  #deliver(receipt: string): void {
    const message = this.#messages.get(receipt);
    const { now } = this.#scheduler;
    if (!message || message.visibleAt > now) return;
    if (this.downUntil > now) {
      this.#scheduler.at(this.downUntil - now + 1_000, () => {
        this.#deliver(receipt);
      });
      return;
    }
    message.received += 1;
    if (message.received > mostReceives) {
      this.remove(receipt);
      return;
    }
    this.hide(receipt, visibilityMs / 1_000);
    this.#work({ taskId: message.taskId, receipt });
  }
}
