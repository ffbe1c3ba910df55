import * as z from 'zod';
import { partText, selectRepos } from '../../core/plan/select-repos.ts';
import { repoGlob } from '../../lambdas/api/fleets/submit/repo-globs.ts';
import { caseTable } from './case-table.ts';

const globs = z.array(z.string());
const schema = {
  input: z.strictObject({
    repositories: z.array(
      z.object({ repo: z.string(), status: z.enum(['active', 'removed']), tags: z.record(z.string(), z.string()) }),
    ),
    selector: z.strictObject({
      tags: z.record(z.string(), z.array(z.string())).optional(),
      repos: globs.optional(),
      exclude: globs.optional(),
      limit: z.number().optional(),
    }),
  }),
  expected: z.object({ repos: z.array(z.string()), cut: z.number(), unmatched: z.array(z.string()) }),
};

caseTable('selector', schema, ({ repositories, selector }, expected) => {
  const { repos, cut, unmatched } = selectRepos(repositories, selector, repoGlob);
  expect({ repos, cut, unmatched: unmatched.map(partText).sort() }).toEqual(expected);
});
