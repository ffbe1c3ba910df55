import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTable, tablesInFolder } from './case-table.ts';

/** The tables that the test files of this folder read. */
function readByTests(): ReadonlySet<string> {
  const tests = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.test.ts'));
  const sources = tests.map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'));
  return new Set(sources.flatMap((source) => [...source.matchAll(/caseTable\(\s*'([^']+)'/g)].map((match) => match[1] ?? '')));
}

const known = readByTests();
const unknown = tablesInFolder().filter((name) => !known.has(name));

if (unknown.length > 0) process.stderr.write(`Case tables that no test reads: ${unknown.join(', ')}\n`);
for (const name of unknown) test.skip(`${name}: no test reads this table`, () => undefined);

test.each(tablesInFolder())('%s.json is a case table of that name with unique ids', (name) => {
  const ids = readTable(name).cases.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
