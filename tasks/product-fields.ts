/** The fields that this product adds to ABCA's task API. Null means absent. */
import * as z from 'zod';
import { isBranchPath } from '../core/branch-path.ts';
import { agentName, defaultTimeoutS, modelName, storable, timeoutSeconds } from '../contracts/fields.ts';
import { givenPullRequest, givenValues, givenVerifiers } from '../contracts/given.ts';
import { checkFields, type FieldValues } from './check-fields.ts';
import { invalid, type Body, type Checked } from './check-result.ts';

/** Characters that git accepts in every branch name. */
const branchCharacters = /^[A-Za-z0-9][A-Za-z0-9._/-]*$/;

const branchName = z
  .string()
  .max(1_000)
  .refine((name) => branchCharacters.test(name) && isBranchPath(name));

const orElse = <T extends z.ZodType, D>(schema: T, otherwise: D) =>
  schema.nullish().transform((value): z.infer<T> | D => value ?? otherwise);

const mustBeBranch = 'must be a branch name that git accepts, of at most 1,000 characters';

const fields = {
  params: { schema: orElse(givenValues, {}) },
  vars: { schema: orElse(givenValues, {}) },
  verifiers: { schema: orElse(storable(givenVerifiers), []) },
  timeout_s: { schema: orElse(timeoutSeconds, defaultTimeoutS), must: 'must be an integer from 60 to 30600 (seconds)' },
  branch_name: { schema: orElse(branchName, null), must: mustBeBranch },
  base_branch: { schema: orElse(branchName, null), must: mustBeBranch },
  pull_request: { schema: orElse(storable(givenPullRequest), null) },
  agent: { schema: orElse(agentName, null) },
  model: { schema: orElse(modelName, null) },
};

export type ProductFields = FieldValues<typeof fields>;

export function checkProductFields(body: Body): Checked<ProductFields> {
  const checked = checkFields(body, fields);
  if (!checked.ok || checked.value.base_branch === null) return checked;
  const { base_branch: base, branch_name: branch } = checked.value;
  return base === branch ? invalid('base_branch must be another branch than branch_name.') : checked;
}
