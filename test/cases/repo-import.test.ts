import * as z from 'zod';
import { repoName } from '../../contracts/fields.ts';
import { importedRepo } from '../../contracts/http/repo-import.ts';
import { repository } from '../../contracts/repository.ts';
import { mergeImport } from '../../lambdas/api/repos/merge-import.ts';
import { onboarded } from '../tasks/task-platform.ts';
import { caseTable } from './case-table.ts';

const schema = {
  input: z.object({
    source: z.string().nullable(),
    stored: repository.partial().nullable(),
    said: importedRepo.extend({ repo: repoName.default('acme/auth') }),
  }),
  expected: z.object({
    result: z.string(),
    changes: z.array(z.string()).default([]),
    kept: z.array(z.string()).default([]),
    /** False: all of it is stored already. */
    writes: z.boolean().default(true),
    stored: repository.partial().default({}),
  }),
};

const at = '2026-11-27T08:00:00.000Z';

caseTable('repo-import', schema, ({ source, stored, said }, expected) => {
  const known = stored === null ? undefined : repository.parse({ ...onboarded('acme/auth'), ...stored });
  const before = structuredClone(known);
  const { told, written } = mergeImport(known, said, { source: source ?? undefined, at });
  expect({
    result: told.result,
    changes: told.changes.map(({ field, from, to }) => `${field}: ${from ?? 'null'} -> ${to ?? 'null'}`),
    kept: told.kept,
    writes: written !== undefined,
  }).toEqual({ result: expected.result, changes: expected.changes, kept: expected.kept, writes: expected.writes });
  expect(written && repository.parse(written)).toEqual(written && { ...written, ...expected.stored });
  expect(known).toEqual(before);
});
