/** Fields that several items, bodies and messages have. They read stored values too; given.ts adds the checks of given ones. */
import * as z from 'zod';
import { defaultSettings } from '../core/settings.ts';
import { boundedList, boundedMap, unsafeKey } from './bounded.ts';
import { limits } from './limits.ts';

/** `owner/name`, without `.` and `..` as either part (the task platform's own pattern). */
export const repoPattern = /^(?!\.+\/)[a-zA-Z0-9._-]+\/(?!\.+$)[a-zA-Z0-9._-]+$/;
export const repoName = z
  .string()
  .max(limits.repoName, `must have at most ${limits.repoName} characters`)
  .regex(repoPattern, 'must be owner/name, for example acme/payments');

/** Refuses a value that is longer than `limits.mapBytes` as JSON: an item of a table has 400 KB at most. */
export const storable = <T extends z.ZodType>(schema: T): T =>
  schema.refine(
    (value) => new TextEncoder().encode(JSON.stringify(value)).length <= limits.mapBytes,
    `must be ${limits.mapBytes / 1024} KiB at most as JSON`,
  );

const mapKey = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;
/** Whether a value of `params` and `vars` may have this name. */
export const isMapKey = (key: string): boolean => mapKey.test(key) && key !== unsafeKey;
const mapValue = z.union([z.string().max(limits.mapValue), z.number(), z.boolean()]);

/** `params` and `vars`. The values reach a command as variables, never as a part of its text. */
export const valueMap = storable(
  boundedMap(
    z.string().regex(mapKey, 'must start with a letter or _ and hold letters, digits and _ only, 64 at most'),
    mapValue,
    limits.mapEntries,
  ),
);
export type ValueMap = z.infer<typeof valueMap>;

/** What a task passes on, by name: the worker has checked it (worker/task/passed-result.ts). */
export const passedResult = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
  .describe('What the work passes on to targets that depend on this one: `result` of its result file. Null: nothing.');

/** Labels of a fleet, tags of a repository. */
export const labelKey = z.string().min(1).max(limits.labelKey);
export const labelValue = z.string().max(limits.labelValue);
export const labels = boundedMap(labelKey, labelValue, limits.labels);

/** A command that must exit 0 in the sandbox after the work. */
export const verifier = z.strictObject({
  name: z.string().min(1).max(64),
  command: boundedList(z.string().min(1), limits.argv).min(1),
});
export const verifiers = boundedList(verifier, limits.verifiers);

/** A user of a forge, or a team as `owner/team`. */
export const reviewer = z
  .string()
  .max(limits.repoName)
  .regex(/^[\w.-]+(?:\/[\w.-]+)?$/, 'must be a user, or a team as owner/team, for example acme/payments');

export const pullRequestSettings = z.strictObject({
  branch_prefix: z
    .string()
    .regex(
      /^[A-Za-z0-9][A-Za-z0-9._/-]{0,59}$/,
      'must start with a letter or digit and hold letters, digits, . _ / -, 60 at most',
    )
    .optional(),
  title: z.string().min(1).max(limits.pullRequestTitle).optional(),
  body: z.string().max(limits.pullRequestBody).optional(),
  labels: boundedList(z.string().min(1), limits.pullRequestLabels).optional(),
  draft: z.boolean().optional(),
  reviewers: boundedList(reviewer, limits.reviewers)
    .optional()
    .describe('Who is asked for a review: users, and teams as `owner/team`, as the forge names them.'),
});

/** Running time of one attempt, seconds. */
export const timeoutSeconds = z.number().int().min(60).max(30_600);
/** Running time of a task that belongs to no fleet, where none is given: as that of an attempt of a fleet. */
export const defaultTimeoutS = defaultSettings.timeoutS;
/** Describes a limit of an agent's work. */
export const limitOfAgent =
  'Enforced with an agent that is a preset, as far as its program can. Told to an agent that is a command of its own, and not enforced.';
/** The name of an agent in `worker.yaml`. */
export const agentName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$/,
    'must be the name of an agent: letters, digits, _ . and -, starting with a letter or digit, 64 at most',
  );
/** The name of a model, as the agent's program takes it. It never begins as an option of a program does. */
export const modelName = z
  .string()
  .regex(
    /^(?!-)[\p{L}\p{M}\p{N}\p{P}\p{S}]+$/u,
    'must be the name of a model: printable characters without spaces, not starting with -',
  )
  .max(limits.model, `must have at most ${limits.model} characters`);

/** The session that an agent began in an earlier attempt, and that the next attempt goes on with. */
export const agentSession = z.object({
  agent: z.string().nullable(),
  model: z.string().nullable(),
  session_id: z.string(),
  /** What it is told: the answer to the question that it asked, or the work anew. Absent, in rows of older code: the answer, if there is one. */
  told: z.enum(['answer', 'work']).exactOptional(),
});
export type AgentSession = z.infer<typeof agentSession>;

/** A question that an agent asked in an earlier attempt, with the answer of a person. */
export const answeredQuestion = z.object({ question: z.string(), answer: z.string() });
export type AnsweredQuestion = z.infer<typeof answeredQuestion>;

export const maxTurns = z.number().int().min(1).max(500);

/** The header `Idempotency-Key`. */
export const idempotencyKeyPattern = /^[A-Za-z0-9_-]{1,128}$/;
export const mustBeIdempotencyKey = 'must be 1 to 128 letters, digits, _ or -';

export const isoTime = z.iso.datetime();
/** @param ms epoch milliseconds */
export const isoOf = (ms: number): string => new Date(ms).toISOString();
