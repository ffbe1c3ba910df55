/** The fields that this task API shares with ABCA's, with the limits and the rules for null of ABCA's. */
import * as z from 'zod';
import { boundedList } from '../contracts/bounded.ts';
import { maxTurns, repoName } from '../contracts/fields.ts';
import { wrongInspectParams } from '../contracts/inspect-params.ts';
import { limits } from '../contracts/limits.ts';
import { wrongMergeParams } from '../contracts/merge-params.ts';
import type { Workflow } from '../contracts/workflows.ts';
import { checkFields, type FieldValues } from './check-fields.ts';
import { absent, invalid, valid, type Body, type Checked } from './check-result.ts';

/** Null means absent. */
const orNull = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value): z.infer<T> | null => value ?? null);
/** Null is an error. */
const orAbsent = <T extends z.ZodType>(schema: T) => schema.optional().transform((value): z.infer<T> | null => value ?? null);

const positive = 'must be an integer of at least 1';

const fields = {
  pr_number: { schema: orNull(z.int().min(1)), must: positive },
  issue_number: { schema: orNull(z.int().min(1)), must: positive },
  task_description: {
    schema: orNull(z.string().max(limits.taskDescription)),
    must: 'must be a string of at most 10,000 characters',
  },
  max_turns: { schema: orNull(maxTurns), must: 'must be an integer from 1 to 500' },
  max_budget_usd: { schema: orNull(z.number().min(0.01).max(100)), must: 'must be a number from 0.01 to 100' },
  trace: { schema: z.boolean().optional().default(false), must: 'must be true or false' },
  approval_timeout_s: { schema: orAbsent(z.int().min(30).max(3_600)), must: 'must be an integer from 30 to 3600' },
  initial_approvals: {
    schema: boundedList(z.string().min(1).max(128), 20).optional().default([]),
    must: 'must be a list of at most 20 strings of 1 to 128 characters',
  },
};

export type PlatformFields = FieldValues<typeof fields>;

export const checkPlatformFields = (body: Body): Checked<PlatformFields> => checkFields(body, fields);

export function checkRepoName(repo: unknown): Checked<string> {
  const parsed = repoName.safeParse(repo);
  return parsed.success ? valid(parsed.data) : invalid('repo must be owner/name, for example acme/payments.');
}

/** Checks that the inputs that the workflow needs are given, and no pull request or base branch that it does not take. Blank text counts as not given. */
export function checkRequiredInputs(body: Body, workflow: Workflow): Checked<null> {
  const { needsOneOf, needsRepo, acceptsPr, id } = workflow;
  if (needsOneOf.length > 0 && !needsOneOf.some((name) => isGiven(body[name]))) {
    return invalid(`${needsOneOf.join(' or ')} is required by the workflow ${id}.`);
  }
  if (workflow.shell && !isGiven(commandOf(body))) {
    return invalid(`params.command, the command to run, is required by the workflow ${id}.`);
  }
  if (workflow.shell && typeof commandOf(body) !== 'string') {
    return invalid('params.command must be a string: it is run by sh -c.');
  }
  const inspect = wrongInspectParams(workflow, paramsOf(body));
  if (inspect !== undefined) return invalid(inspect);
  const merge = checkMergeInputs(body, workflow);
  if (!merge.ok) return merge;
  if (!acceptsPr && !absent(body['pr_number'])) return invalid(`pr_number is not accepted by the workflow ${id}.`);
  const startsFromBranch = needsRepo && !acceptsPr;
  if (!startsFromBranch && !absent(body['base_branch'])) return invalid(`base_branch is not accepted by the workflow ${id}.`);
  return valid(null);
}

/** A merge makes no branch of its own. */
function checkMergeInputs(body: Body, workflow: Workflow): Checked<null> {
  if (!workflow.merges) return valid(null);
  if (!isGiven(body['branch_name'])) {
    return invalid(`branch_name, the branch to merge, is required by the workflow ${workflow.id}.`);
  }
  const [wrong] = wrongMergeParams(workflow, paramsOf(body));
  return wrong ? invalid(wrong.message) : valid(null);
}

const isGiven = (value: unknown): boolean => !absent(value) && !(typeof value === 'string' && value.trim() === '');

function paramsOf(body: Body): Readonly<Record<string, unknown>> {
  const params = body['params'];
  return typeof params === 'object' && params !== null ? { ...params } : {};
}

const commandOf = (body: Body): unknown => paramsOf(body)['command'];
