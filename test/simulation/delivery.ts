/** How messages travel: lost, repeated, late and out of order while there are faults. */
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

export class Delivery {
  loss: number;
  hasFaults: boolean;
  #scheduler: Scheduler;
  #random: Random;

  constructor(scheduler: Scheduler, random: Random, loss: number, hasFaults: boolean) {
    this.#scheduler = scheduler;
    this.#random = random;
    this.loss = loss;
    this.hasFaults = hasFaults;
  }

  send(deliver: () => void): void {
    for (let copies = this.#copies(); copies > 0; copies--) {
      const longest = this.hasFaults && this.#random.chance(0.2) ? 300_000 : 2_000;
      this.#scheduler.at(this.#random.next() * longest, deliver);
    }
  }

  #copies(): number {
    if (!this.hasFaults) return 1;
    if (this.#random.chance(this.loss)) return 0;
    return this.#random.chance(0.1) ? 2 : 1;
  }
}
