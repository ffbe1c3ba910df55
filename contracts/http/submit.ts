/** The body of `POST /v1/fleets` and of the plan (docs/openapi.json, FleetRequest). `fleet.yaml` is this body as YAML. */
import * as z from 'zod';
import { boundedList, boundedMap } from '../bounded.ts';
import { agentName, labelKey, labelValue, limitOfAgent, maxTurns, modelName, repoName, storable } from '../fields.ts';
import { alternativesOf, problemOfGlob } from '../glob-bounds.ts';
import { givenPullRequest, givenValues, givenVerifiers } from '../given.ts';
import { limits } from '../limits.ts';
import { ulid } from '../messages.ts';
import { reportRequest } from '../report.ts';
import { maxConcurrency, submitSettings } from '../settings.ts';
import { presetRequest, stepRequests } from '../steps.ts';
import { teamNames } from '../teams.ts';
import { fleetDefaultWorkflow, workflowRefPattern } from '../workflows.ts';

const positive = z.number().int().min(1);
/** A template may be longer than its rendered text; each part must fit into one stored item. */
const description = z.string().min(1).max(40_000);
const checks = storable(givenVerifiers);

/** The longest path has 584 characters. */
const reference = z.string().min(1).max(limits.reference);

export const dependencyRequest = z
  .union([reference, z.strictObject({ path: reference, optional: z.boolean().default(false) })])
  .meta({
    id: 'DependencyRequest',
    description:
      'A target, or a group for all its targets: a name or path, looked up from the own group outwards; with / before it from the root; or an owner/name that occurs once. It waits until they have succeeded, or, if it is optional, until they have ended.',
  });
export type DependencyRequest = z.output<typeof dependencyRequest>;
const dependencies = boundedList(dependencyRequest, limits.dependencies);

export const targetObject = z
  .strictObject({
    repo: repoName,
    /** Unique among its siblings; absent: the repository's name. The plan checks it, and reports all bad names at once (semantics 7). */
    id: z.string().optional(),
    depends_on: dependencies.optional(),
    base: reference
      .nullish()
      .describe(
        'A dependency of the same repository, not optional: the target works on its branch. Absent: on the default branch.',
      ),
    vars: givenValues.optional(),
    task_description: description.nullish(),
    max_turns: maxTurns.nullish().describe(limitOfAgent),
    pr_number: positive.nullish(),
    issue_number: positive.nullish(),
    verifiers: checks.optional(),
  })
  .meta({ id: 'TargetRequest', description: 'One repository with settings of its own, which override those of the fleet.' });

export const targetRequest = z.union([repoName, targetObject]);
export type TargetRequest = z.infer<typeof targetRequest>;

/** Nested up to eight deep. The plan checks names and sizes, and reports all problems at once. */
export const groupRequest = z
  .strictObject({
    name: z.string(),
    targets: boundedList(targetRequest, limits.targets).default([]),
    get groups(): z.ZodDefault<z.ZodArray<typeof groupRequest>> {
      return boundedList(groupRequest, limits.groups).default([]);
    },
    /** Each target of the group depends on them. */
    depends_on: dependencies.default([]),
    /** Targets of the group that hold a slot at the same time. */
    max_concurrency: maxConcurrency.nullish(),
    sandbox: z
      .literal('shared')
      .nullish()
      .describe(
        'The repositories of the group are one target: one task works on all of them, each in a folder of its own, and each gets its branch and pull request.',
      ),
    /** `required`: its targets wait until the fleet is continued at this gate. */
    approval: z.literal('required').nullish(),
  })
  .meta({ id: 'GroupRequest', description: 'A named set of targets and groups.' });
export type GroupRequest = z.output<typeof groupRequest>;
/** As a caller may send it. */
export type GroupInput = z.input<typeof groupRequest>;

const glob = z
  .string()
  .min(1)
  .max(limits.repoName)
  .superRefine((given, context) => {
    const problem = problemOfGlob(given);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });

const alternativesIn = (globs: readonly string[] = []): number =>
  globs.reduce((sum, each) => sum + (alternativesOf(each) ?? 0), 0);

/** Chooses among the onboarded repositories (semantics 18). */
export const selectorRequest = storable(
  z.strictObject({
    tags: boundedMap(labelKey, boundedList(labelValue, limits.selectorValues).min(1), limits.labels)
      .refine((tags) => Object.keys(tags).length > 0, 'must name a tag; repos: ["**"] selects every repository')
      .optional()
      .describe('A repository has each of these tags with one of its values. The value * stands for any.'),
    repos: boundedList(glob, limits.selectorValues)
      .min(1)
      .optional()
      .describe('Globs of owner/name, of which one matches: * within a part, ** across, ?, {a,b}, [a-c].'),
    exclude: boundedList(glob, limits.selectorValues).optional().describe('Globs of owner/name, of which none matches.'),
    limit: positive.max(limits.targets).optional().describe('Takes the first, by owner and name.'),
  }),
)
  .refine(({ tags, repos }) => tags !== undefined || repos !== undefined, 'must have tags or repos')
  .refine(
    ({ repos, exclude }) => alternativesIn(repos) + alternativesIn(exclude) <= limits.selectorAlternatives,
    `must have globs that stand for no more than ${limits.selectorAlternatives} alternatives together: one each, or as many as their braces list`,
  )
  .meta({ id: 'SelectorRequest', description: 'Chooses among the onboarded repositories.' });
export type Selector = z.output<typeof selectorRequest>;

/** The document names four settings apart from the others. */
const { title, timeout_s, labels, notify, ...otherSettings } = submitSettings;

export const submitBody = z
  .strictObject({
    title,
    workflow_ref: z.string().regex(workflowRefPattern, `must be a workflow id, for example ${fleetDefaultWorkflow}`).nullish(),
    /** A template (semantics 15). */
    task_description: description.nullish(),
    params: givenValues.default({}),
    max_turns: maxTurns.nullish().describe(limitOfAgent),
    agent: agentName
      .nullish()
      .describe(
        'An agent of worker.yaml for all targets. Absent: the default of the worker. Refused by a workflow that runs no agent.',
      ),
    model: modelName.nullish().describe('A model of the agent. Absent: the default of the agent.'),
    timeout_s,
    verifiers: checks.default([]).describe('Refused with FORBIDDEN if the setting caller_verifiers is off.'),
    /** They come before the targets of groups. The total is checked before all else (lambdas/api/fleets/submit/too-large.ts). */
    targets: boundedList(targetRequest, limits.targets).nullish(),
    groups: boundedList(groupRequest, limits.groups).nullish(),
    selector: selectorRequest
      .nullish()
      .describe(
        'Onboarded repositories, resolved once at the submit. They come after `targets`; those that are named there or in a group are not taken again.',
      ),
    unonboarded: z.enum(['reject', 'skip']).default('reject'),
    steps: stepRequests
      .nullish()
      .describe('The tasks that each target takes one after the other, on one branch and with one pull request.'),
    preset: presetRequest.nullish(),
    context: z.string().max(limits.context).nullish().describe('Text for {{context}} in the descriptions of steps.'),
    report: reportRequest
      .nullish()
      .describe('Each target answers its description in this form, and changes nothing: a fleet of coding/report-v1.'),
    ...otherSettings,
    pull_request: storable(givenPullRequest).default({}),
    labels,
    teams: teamNames
      .nullish()
      .describe('Groups of callers, as tokens name them. Their members read and steer the fleet as its owner does.'),
    notify,
    /** The fleet that this one is made from. Absent settings are taken from it; absent targets are its failed and lost ones. */
    retry_of: ulid.nullish(),
  })
  .refine(({ targets, groups, selector, retry_of }) => [targets, groups, selector, retry_of].some((given) => given != null), {
    path: ['targets'],
    message: 'must be there, or groups, or selector, or retry_of',
  })
  .meta({
    id: 'FleetRequest',
    description: 'One piece of work against many repositories.',
    examples: [
      {
        title: 'Migrate to slog',
        task_description: 'Migrate {{repo}} from log to slog.',
        targets: ['acme/auth', { repo: 'acme/users', vars: { port: '8080' } }],
        max_concurrency: 4,
      },
    ],
  });
/** As a caller may send it. */
export type SubmitRequest = z.input<typeof submitBody>;
/** With the defaults filled in. */
export type SubmitBody = z.output<typeof submitBody>;

/** Keys that the API names and does not support yet, by the JSON Pointer of their object. Nested groups are `/groups/*` too. */
export const unsupportedKeys: Readonly<Record<string, readonly string[]>> = {
  '/auto_retry': ['by'],
};
