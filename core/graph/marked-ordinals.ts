/**
 * A set of ordinals that answers quickly which one of a range comes first. It only grows. A Fenwick tree: adding an ordinal and
 * asking for a range both take a step per binary digit of the number of targets.
 * Example: 3 and 7 added of 10 → the first one from 4 to 9 is 7, from 4 to 7 there is none.
 */
import { numberAt } from './number-at.ts';

export class MarkedOrdinals {
  readonly #sums: Int32Array;
  readonly #isMarked: Uint8Array;

  constructor(total: number) {
    this.#sums = new Int32Array(total + 1);
    this.#isMarked = new Uint8Array(total);
  }

  has(ordinal: number): boolean {
    return this.#isMarked[ordinal] === 1;
  }

  add(ordinal: number): void {
    if (this.has(ordinal)) return;
    this.#isMarked[ordinal] = 1;
    for (let at = ordinal + 1; at < this.#sums.length; at += at & -at) this.#sums[at] = numberAt(this.#sums, at) + 1;
  }

  /** The lowest one from `from` to `to`, `to` excluded; undefined if there is none. */
  firstIn(from: number, to: number): number | undefined {
    const before = this.#below(from);
    if (this.#below(to) === before) return undefined;
    return this.#nth(before);
  }

  /** How many are lower than `end`. */
  #below(end: number): number {
    let count = 0;
    for (let at = end; at > 0; at -= at & -at) count += numberAt(this.#sums, at);
    return count;
  }

  /** The one that has so many before it. */
  #nth(before: number): number {
    let ordinal = 0;
    let left = before;
    for (let step = 2 ** Math.floor(Math.log2(this.#sums.length)); step >= 1; step /= 2) {
      const at = ordinal + step;
      if (at >= this.#sums.length || numberAt(this.#sums, at) > left) continue;
      ordinal = at;
      left -= numberAt(this.#sums, at);
    }
    return ordinal;
  }
}
