/** Versions of items in memory, by their keys in the tables; an item that no test gave one has the version of this code. */
import { newerVersion, type Versioned } from '../../contracts/versions.ts';

type Key = Readonly<Record<string, string>>;

const nameOf = (key: Key): string => Object.values(key).join('/');

export class ItemVersions {
  readonly #versions = new Map<string, number>();

  set(key: Key, v: number): void {
    this.#versions.set(nameOf(key), v);
  }

  /** Does the work, unless newer code wrote one of the items: as the checks and conditions on the tables do. */
  guard<T>(kind: Versioned, keys: readonly Key[], work: () => Promise<T>): Promise<T> {
    if (this.#versions.size === 0) return work();
    const refused = keys.map(nameOf).map((name) => newerVersion(kind, name, { v: this.#versions.get(name) }));
    const first = refused.find((error) => error !== undefined);
    return first ? Promise.reject(first) : work();
  }

  isNewer(kind: Versioned, key: Key): boolean {
    return newerVersion(kind, nameOf(key), { v: this.#versions.get(nameOf(key)) }) !== undefined;
  }
}
