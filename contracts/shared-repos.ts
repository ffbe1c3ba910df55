/**
 * The repositories of a group with `sandbox: shared` (semantics 25): they are one target, whose task works on all of them, each in a folder
 * of its own below the working folder.
 * Example: group backend of acme/auth and acme/users → target `backend`, folders auth/ and users/.
 */
import * as z from 'zod';
import { pullRequestSettings, verifiers } from './fields.ts';
import { taskOutcomes } from './task-outcomes.ts';

/** One of them, as it is frozen with its target. */
export const sharedRepo = z.object({
  repo: z.string(),
  /** Its folder: the name of the repository, or `owner.name` where two have that name. */
  folder: z.string(),
  /** In place of those of the fleet. Null: it has none of its own. */
  verifiers: verifiers.nullable(),
});
export type SharedRepo = z.infer<typeof sharedRepo>;

/** One of them, as the task of an attempt gets it. */
export const sharedRepoOfTask = z.strictObject({
  ...sharedRepo.shape,
  /** Title and body as they were rendered for this repository; all else is as for the task. */
  pull_request: pullRequestSettings.nullable(),
});
export type SharedRepoOfTask = z.infer<typeof sharedRepoOfTask>;

/** What became of one of them. */
export const repositoryOutcome = z
  .object({
    repo: z.string(),
    outcome: z.enum(taskOutcomes).nullable().describe('Null: it failed, or is not known.'),
    build_passed: z.boolean().nullable().describe('Null: it has neither a build_command nor a verifier, or they were not run.'),
    branch: z.string().nullable().describe('The branch that was pushed, also after a failure. Null: none.'),
    commit: z.string().nullable(),
    pr_url: z.string().nullable(),
    message: z.string().nullable().describe('What failed in it. Null: nothing.'),
  })
  .meta({ id: 'RepositoryOutcome' });
export type RepositoryOutcome = z.infer<typeof repositoryOutcome>;
