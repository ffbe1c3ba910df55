import * as z from 'zod';
import { parseReposFile } from '../../cli/repos-file.ts';
import { caseTable } from './case-table.ts';

const lines = z.array(z.number());
const schema = {
  input: z.object({ name: z.string(), content: z.string() }),
  expected: z.object({
    repos: z.array(z.string()),
    vars: z.array(z.record(z.string(), z.unknown())).optional(),
    errors: lines,
    duplicates: lines,
  }),
};

caseTable('repos-file', schema, ({ name, content }, expected) => {
  const file = parseReposFile(name, content);
  expect(file.entries.map(({ repo }) => repo)).toEqual(expected.repos);
  if (expected.vars) expect(file.entries.map(({ vars }) => vars)).toEqual(expected.vars);
  expect(file.errors.map(({ line }) => line)).toEqual(expected.errors);
  expect(file.duplicates).toEqual(expected.duplicates);
});
