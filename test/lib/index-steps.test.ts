import { tables, type TableDefinition } from '../../contracts/tables.ts';
import { indexesAt, stepWithAllIndexes } from '../../lib/index-steps.ts';

const steps = [1, 2, 3, 4, 5, 6];
const names = (table: TableDefinition, step?: number): string[] => indexesAt(table, step).map(({ name }) => name);

test.each(tables.map((table) => [table.name, table] as const))(
  'each step makes or removes one index of %s at most, from the earlier ones to those of now',
  (_, table) => {
    let before = (table.formerIndexes ?? table.indexes).map(({ name }) => name);
    for (const step of steps) {
      const now = names(table, step);
      const changed = [...now.filter((name) => !before.includes(name)), ...before.filter((name) => !now.includes(name))];
      expect(changed.length).toBeLessThanOrEqual(1);
      before = now;
    }
    expect(before.sort()).toEqual(names(table).sort());
  },
);

test.each(tables.map((table) => [table.name, table] as const))(
  'at the step for the functions, %s has all indexes, of now and of before',
  (_, table) => {
    const all = [...(table.formerIndexes ?? []), ...table.indexes].map(({ name }) => name);
    expect(new Set(names(table, stepWithAllIndexes))).toEqual(new Set(all));
  },
);

test.each([0, 7, 1.5, NaN])('there is no step %d', (step) => {
  for (const table of tables) expect(() => indexesAt(table, step)).toThrow('index-step is 1 to 6');
});
