/**
 * The settings of a fleet as the API names them: in the body of a submit, in the body of an edit, in a fleet as it is shown, and in
 * the item of an edit; and how they become the settings that the engine reads (core/settings.ts), and back. The order of the
 * keys is their order in `docs/openapi.json`.
 * Example: {max_concurrency: 8, notify: {targets: true}} → {maxConcurrency: 8, notifyTargets: true}.
 */
import * as z from 'zod';
import {
  defaultSettings,
  pausesBetween,
  type Changes,
  type editableSettings,
  type FleetSettings,
  type HealRule,
} from '../core/settings.ts';
import { defaultBudget, type BudgetChange } from '../core/budget.ts';
import { boundedList } from './bounded.ts';
import { failurePolicy, failurePolicyView, policyOf, policyView } from './failure-policy.ts';
import { labels, timeoutSeconds } from './fields.ts';
import { limits } from './limits.ts';
import { healRequest, usdOfAttempt } from './steps.ts';
import { utf8Bytes } from '../core/text/utf8-bytes.ts';

/** When what a target made is published: when its work is done, or when a person has approved it. */
export const publishModes = ['auto', 'review'] as const;

const title = z.string().min(1).max(limits.title);
export const maxConcurrency = z.number().int().min(1).max(limits.maxConcurrency);
const launchesPerMinute = z.number().int().min(1).max(600);
const ramp = z.strictObject({ start: maxConcurrency, factor: z.number().gt(1).max(100) });
const canary = z.strictObject({
  count: z.number().int().min(1).max(limits.targets),
  action: z.literal('pause').default('pause'),
});

const budgetParts = {
  /** US dollars of all attempts together; null: any sum. */
  fleet_usd: z.number().min(0).max(limits.fleetUsd).nullable(),
  /** Of one attempt. It goes to the task as `max_budget_usd`. */
  target_usd: usdOfAttempt,
  /** Of one heal. */
  heal_usd: usdOfAttempt,
};
const budget = z.strictObject({
  fleet_usd: budgetParts.fleet_usd.default(defaultBudget.fleetUsd),
  target_usd: budgetParts.target_usd.default(defaultBudget.targetUsd),
  heal_usd: budgetParts.heal_usd.default(defaultBudget.healUsd),
});
const budgetChange = z.strictObject(budgetParts).partial().nullable();

const tooLongUrl = `must have at most ${limits.webhookUrl.toLocaleString('en-US')} bytes`;
/** Stored and shown as it was given: it may hold a secret of its receiver. */
const webhook = z
  .url({ protocol: /^https?$/, error: 'must be an https URL, such as https://hooks.example.com/fleets' })
  .max(limits.webhookUrl, { error: tooLongUrl, abort: true })
  .refine((url) => utf8Bytes(url) <= limits.webhookUrl, tooLongUrl)
  .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'must not hold a user or a password: its receiver checks the signature')
  .refine((url) => !url.includes('#'), 'must not have a part after #');
const notifySettings = {
  /** Publishes the end of each target too, besides the events of the fleet. */
  targets: z.boolean(),
  /** Each event is posted to each of these URLs, signed. */
  webhooks: boundedList(webhook, limits.webhooks),
};
const notify = z.strictObject({
  targets: notifySettings.targets.default(defaultSettings.notifyTargets),
  webhooks: notifySettings.webhooks.default([...defaultSettings.webhooks]),
});

/** In the body of a submit. */
export const submitSettings = {
  /** Absent: the first line of the description, or the workflow. */
  title: title.nullish(),
  timeout_s: timeoutSeconds.default(defaultSettings.timeoutS),
  max_concurrency: maxConcurrency.default(defaultSettings.maxConcurrency),
  /** Top-level groups that are open at the same time: from their first launch until all their targets have ended. */
  max_concurrent_groups: z.number().int().min(1).max(limits.groups).nullish(),
  launches_per_minute: launchesPerMinute.nullish(),
  /** The cap begins at `start`, and is multiplied by `factor` each time that as many targets as the cap have succeeded. */
  ramp: ramp.nullish(),
  /** The first `count` targets run alone; when they have ended, the fleet pauses. */
  canary: canary.nullish(),
  /** Nothing starts until the fleet is continued. Kept in the frozen spec: the engine reads it once. */
  require_approval: z.boolean().nullish(),
  /** Absent: breached by more than 20 % of the finished targets; null: never breached. */
  failure: failurePolicy.nullable().prefault({}),
  auto_retry: z.strictObject({ max: z.number().int().min(0).max(5).default(defaultSettings.autoRetryMax) }).prefault({}),
  budget: budget
    .nullish()
    .describe(
      'Nothing is launched that could take the cost beyond fleet_usd; the fleet pauses instead. Absent: no limit, and a task has that of its repository.',
    ),
  heal: healRequest.nullish(),
  pause_between: z
    .enum(pausesBetween)
    .nullish()
    .describe('Where each target waits for a person, besides the gates of its steps.'),
  publish: z
    .enum(publishModes)
    .default('auto')
    .describe(
      'review: no pull request is opened before a person has approved what the target made. auto: it is opened when the work is done.',
    ),
  exclusive: z
    .boolean()
    .nullish()
    .describe('No other exclusive fleet that has not ended may have one of its repositories: else FLEET_CONFLICT.'),
  labels: labels.default({ ...defaultSettings.labels }),
  notify: notify.nullish(),
};

/** The first part of a name in the API, such as `notify` of `notify.targets`. */
type FirstPart<Name> = Name extends `${infer First}.${string}` ? First : Name;

/** In the body of an edit: those that the engine lets an edit change. An absent one stays as it is. */
export const editSettings = {
  max_concurrency: maxConcurrency.optional(),
  failure: failurePolicy.nullable().optional(),
  launches_per_minute: launchesPerMinute.nullable().optional(),
  budget: budgetChange.optional().describe('Null takes the budget away; an absent key of it stays as it is.'),
  title: title.optional(),
  labels: labels.optional(),
  notify: z.strictObject(notifySettings).partial().optional(),
} satisfies Record<FirstPart<(typeof editableSettings)[keyof typeof editableSettings]>, z.ZodType>;

/** In a fleet as it is shown; null: not set. */
export const shownSettings = {
  title: z.string(),
  timeout_s: z.number(),
  max_concurrency: z.number(),
  max_concurrent_groups: z.number().nullable(),
  launches_per_minute: z.number().nullable(),
  ramp: ramp.nullable(),
  canary: canary.nullable(),
  require_approval: z.boolean(),
  failure: failurePolicyView.nullable(),
  auto_retry: z.object({ max: z.number() }),
  budget: z.object({ fleet_usd: z.number().nullable(), target_usd: z.number(), heal_usd: z.number() }).nullable(),
  heal: z
    .object({
      enabled: z.boolean(),
      max_attempts: z.number(),
      max_budget_usd: z.number(),
      on_failure: z.enum(['continue', 'pause']),
    })
    .nullable(),
  pause_between: z.enum(pausesBetween).nullable(),
  publish: z.enum(publishModes),
  exclusive: z.boolean().nullable(),
  labels: z.record(z.string(), z.string()),
  notify: notify.optional(),
};

type Submitted = z.output<z.ZodObject<typeof submitSettings>>;
type Edited = z.output<z.ZodObject<typeof editSettings>>;
type Given = { readonly [K in Exclude<keyof Submitted, 'notify' | 'budget'>]?: Submitted[K] | undefined } & {
  readonly notify?: Edited['notify'] | null;
};
type GivenBudget = Submitted['budget'] | Edited['budget'];

/** The settings that a body names, as the engine reads them. A body that was read with its schema is expected. */
export const settingsOf = ({ budget: given, ...others }: Given & Pick<Submitted, 'budget'>): Partial<FleetSettings> => ({
  ...unbudgeted(others),
  ...defined({ budget: given && { ...defaultBudget, ...budgetOf(given) } }),
});

const budgetOf = (given: NonNullable<GivenBudget>): BudgetChange =>
  defined({ fleetUsd: given.fleet_usd, targetUsd: given.target_usd, healUsd: given.heal_usd });

/** All but the budget, of which an edit may name a part. */
const unbudgeted = (given: Given): Partial<Omit<FleetSettings, 'budget'>> =>
  defined({
    title: given.title ?? undefined,
    labels: given.labels,
    timeoutS: given.timeout_s,
    maxConcurrency: given.max_concurrency,
    maxConcurrentGroups: given.max_concurrent_groups,
    launchesPerMinute: given.launches_per_minute,
    ramp: given.ramp,
    canary: given.canary?.count,
    policy: given.failure === undefined ? undefined : policyOf(given.failure),
    autoRetryMax: given.auto_retry?.max,
    heal: given.heal === undefined ? undefined : healOf(given.heal),
    pauseBetween: given.pause_between,
    reviews: given.publish === undefined ? undefined : given.publish === 'review',
    exclusive: given.exclusive ?? undefined,
    notifyTargets: given.notify?.targets,
    webhooks: given.notify?.webhooks,
  });

/** The settings as a fleet shows them; a submit takes them in this form too. */
export const settingsView = (settings: FleetSettings) =>
  ({
    title: settings.title,
    timeout_s: settings.timeoutS,
    max_concurrency: settings.maxConcurrency,
    max_concurrent_groups: settings.maxConcurrentGroups,
    launches_per_minute: settings.launchesPerMinute,
    ramp: settings.ramp,
    canary: settings.canary === null ? null : { count: settings.canary, action: 'pause' },
    failure: policyView(settings.policy),
    auto_retry: { max: settings.autoRetryMax },
    budget: budgetView(settings.budget),
    heal: healView(settings.heal),
    pause_between: settings.pauseBetween,
    publish: settings.reviews ? 'review' : 'auto',
    exclusive: settings.exclusive,
    labels: settings.labels,
    notify: { targets: settings.notifyTargets, webhooks: [...settings.webhooks] },
  }) satisfies Omit<z.output<z.ZodObject<typeof shownSettings>>, 'require_approval'>;

/** Null: off. */
const healOf = (given: z.output<typeof healRequest> | null): HealRule | null =>
  given?.enabled && given.max_attempts > 0
    ? { maxAttempts: given.max_attempts, maxUsd: given.max_budget_usd ?? defaultBudget.healUsd, onFailure: given.on_failure }
    : null;

const healView = (shown: FleetSettings['heal']) =>
  shown && { enabled: true, max_attempts: shown.maxAttempts, max_budget_usd: shown.maxUsd, on_failure: shown.onFailure };

const budgetView = (shown: FleetSettings['budget']) =>
  shown && { fleet_usd: shown.fleetUsd, target_usd: shown.targetUsd, heal_usd: shown.healUsd };

// The keys of an object literal are those of its type.
const shownKeys = Object.keys(shownSettings) as (keyof typeof shownSettings)[];
/** The settings that an edit may change, in the order in which a fleet shows them. */
export const editableKeys = shownKeys.filter((key): key is keyof typeof editSettings => key in editSettings);

/** In the item of an edit: as a fleet shows them, but `notify` as two values. An absent one stays as it is. */
export const storedChanges = z
  .object(shownSettings)
  // One entry for each of the keys.
  .pick(Object.fromEntries(editableKeys.map((key) => [key, true])) as Record<keyof typeof editSettings, true>)
  .omit({ notify: true, budget: true })
  .extend({ budget: budgetChange, notify_targets: z.boolean(), webhooks: z.array(z.string()) })
  .partial();
export type StoredChanges = z.infer<typeof storedChanges>;

/** The part of an edit's body that its item keeps. The policy is kept with its defaults filled in. */
export const storedChangesOf = ({ failure, notify, ...others }: Edited): StoredChanges =>
  // The schema drops the keys of the body that are no settings.
  storedChanges.parse(
    defined({
      ...others,
      failure: failure === undefined ? undefined : policyView(policyOf(failure)),
      notify_targets: notify?.targets,
      webhooks: notify?.webhooks,
    }),
  );

export const changesOf = ({ notify_targets, webhooks, budget: given, ...others }: StoredChanges): Changes => ({
  ...unbudgeted({ ...others, notify: { targets: notify_targets, webhooks } }),
  ...defined({ budget: given && budgetOf(given) }),
});

/** Without the keys whose value is undefined. */
const defined = <T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  // Keys are left out, and the values of the others are not undefined.
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
