/**
 * The items that newer code wrote and that the clock met. It leaves them as they are, does its work on all others, and fails only
 * then: one such item must not stop the repair of the rest.
 */
import { NewerVersion } from '../../contracts/versions.ts';

export class NewerItems {
  #first: NewerVersion | undefined;

  /** The result of the work; undefined where it met an item that newer code wrote. Other errors are thrown. */
  async skipping<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof NewerVersion)) throw error;
      this.#first ??= error;
      return undefined;
    }
  }

  /** Reads many at once, and one by one where newer code wrote one of them. */
  async skippingAmong<K, T>(keys: readonly K[], read: (keys: readonly K[]) => Promise<readonly T[]>): Promise<readonly T[]> {
    const all = await this.skipping(() => read(keys));
    if (all) return all;
    const found: T[] = [];
    for (const key of keys) found.push(...((await this.skipping(() => read([key]))) ?? []));
    return found;
  }

  /** @throws NewerVersion of the first that was met */
  throwIfAny(): void {
    if (this.#first) throw this.#first;
  }
}
