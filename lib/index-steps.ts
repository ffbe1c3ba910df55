/**
 * The indexes of a table on the way from an earlier version to this one. One update of a table makes one index or removes one, so a
 * stack that was deployed with the earlier indexes is brought over in steps (docs/operations.md, Update and roll back).
 */
import { tables, type IndexDefinition, type TableDefinition } from '../contracts/tables.ts';

const isAmong = (indexes: readonly IndexDefinition[], { name }: IndexDefinition): boolean =>
  indexes.some((index) => index.name === name);

function changesOf({ indexes, formerIndexes = indexes }: TableDefinition) {
  return {
    kept: indexes.filter((index) => isAmong(formerIndexes, index)),
    made: indexes.filter((index) => !isAmong(formerIndexes, index)),
    removed: formerIndexes.filter((index) => !isAmong(indexes, index)),
  };
}

/** After this step every new index is there, and none of the earlier ones is gone: now the functions may be updated. */
export const stepWithAllIndexes = Math.max(...tables.map((table) => changesOf(table).made.length));
const lastStep = stepWithAllIndexes + Math.max(...tables.map((table) => changesOf(table).removed.length));

/** @param step undefined: the indexes of this version. @throws Error for a step that there is not */
export function indexesAt(table: TableDefinition, step: number | undefined): readonly IndexDefinition[] {
  if (step === undefined) return table.indexes;
  if (!Number.isInteger(step) || step < 1 || step > lastStep) throw new Error(`index-step is 1 to ${lastStep}.`);
  const { kept, made, removed } = changesOf(table);
  return [...kept, ...made.slice(0, step), ...removed.slice(Math.max(0, step - stepWithAllIndexes))];
}
