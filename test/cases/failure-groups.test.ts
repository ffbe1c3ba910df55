/** Which failures are of one group: `expected` has the places of the failures of each group. */
import * as z from 'zod';
import { failureKey } from '../../core/groups/failure-signature.ts';
import { namesOf } from '../../core/groups/without-names.ts';
import { caseTable } from './case-table.ts';

const failure = z.object({
  ...{ repo: z.string(), class: z.string(), code: z.string(), message: z.string() },
  ...{ verifier: z.string().nullable().default(null), path: z.string().optional(), branch: z.string().optional() },
});
const schema = { input: z.array(failure), expected: z.array(z.array(z.number())) };

caseTable('failure-groups', schema, (failures, expected) => {
  const keys = failures.map(({ repo, path, branch, ...failed }) =>
    failureKey({ ...failed, names: namesOf([repo, path ?? null, branch ?? null]) }),
  );
  const groups = [...Map.groupBy(keys.keys(), (at) => keys[at]).values()];
  expect({ groups, keys }).toMatchObject({ groups: expected });
});
