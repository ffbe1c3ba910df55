import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** Where the tables are: the folder that CASES_DIR names, else this one. */
const casesFolder = process.env['CASES_DIR'] ?? import.meta.dirname;

const anyTable = z.object({
  table: z.string(),
  cases: z.array(z.object({ id: z.string(), input: z.unknown(), expected: z.unknown() })).min(1),
});

/** Names of the tables in the folder, whoever reads them. */
export const tablesInFolder = (): readonly string[] =>
  readdirSync(casesFolder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length));

/** The table as it stands in its file. Throws where the file is no table, or is another one than its name says. */
export function readTable(name: string): z.infer<typeof anyTable> {
  const table = anyTable.parse(JSON.parse(readFileSync(join(casesFolder, `${name}.json`), 'utf8')));
  if (table.table !== name) throw new Error(`${name}.json holds the table ${table.table}`);
  return table;
}

/**
 * One test per case of `<folder>/<name>.json`. A table whose file is not in the folder becomes one skipped test.
 * `input` and `expected` are parsed with the schemas, so that a test body trusts their types.
 */
export function caseTable<I, E>(
  name: string,
  schema: { readonly input: z.ZodType<I>; readonly expected: z.ZodType<E> },
  check: (input: I, expected: E) => void | Promise<void>,
): void {
  if (!tablesInFolder().includes(name)) {
    test.skip(`${name}: no such table in the folder`, () => undefined);
    return;
  }
  describe(name, () => {
    test.each(readTable(name).cases)('$id', async ({ input, expected }) => {
      await check(schema.input.parse(input), schema.expected.parse(expected));
    });
  });
}
