/** Refuses items that newer code wrote (contracts/versions.ts): a read checks `v`, and a write has a condition on it. */
import { tables } from '../../contracts/tables.ts';
import { NewerVersion, newerVersion, versions, type Versioned } from '../../contracts/versions.ts';
import { ifConditionHolds } from './conditional-write.ts';

type Key = Readonly<Record<string, string>>;

const keyAttributes = [...new Set(tables.flatMap(({ partition, sort }) => [partition, sort ?? partition]))];

/** The key of an item as one text, for a sentence: partition first, because a table may answer attributes in any order. */
const nameOf = (item: object): string => {
  const values = new Map<string, unknown>(Object.entries(item));
  return keyAttributes.flatMap((attribute) => (values.has(attribute) ? [String(values.get(attribute))] : [])).join('/');
};

/**
 * The item, if this code may read it.
 * @throws NewerVersion
 */
export function readable<T extends object>(kind: Versioned, item: T): T {
  const refused = newerVersion(kind, nameOf(item), item);
  if (refused) throw refused;
  return item;
}

/** The condition that the item is not newer than this code; holds for an item that is not there. */
export const notNewer = 'attribute_not_exists(v) OR v <= :newest';
export const newest = (kind: Versioned) => ({ ':newest': versions[kind] });

/**
 * The result of a write whose only condition is `notNewer`.
 * @throws NewerVersion where the condition did not hold
 */
export async function unlessNewer<T>(kind: Versioned, key: Key, write: Promise<T>): Promise<T> {
  const result = await ifConditionHolds(write);
  if (result === undefined) throw new NewerVersion(kind, nameOf(key));
  return result;
}
