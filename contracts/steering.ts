/** What steers a fleet besides its targets: failure policy, gates, pace (semantics 4 and 8), as asked for and as shown. */
import * as z from 'zod';
import { failureClasses } from '../core/failure.ts';
import { defaultPolicy, type FailurePolicy } from '../core/failure-policy.ts';
import { boundedList } from './bounded.ts';
import { limits } from './limits.ts';

/** A policy without a limit of its own has this one. */
const defaultPercent = defaultPolicy.thresholdPercent;

export const failurePolicy = z
  .strictObject({
    /** Breached by more than so many percent. */
    threshold_percent: z.number().min(0).max(100).nullish(),
    /** Breached by so many. */
    threshold_count: z.number().int().min(1).max(limits.targets).nullish(),
    of: z.enum(['finished', 'total']).default(defaultPolicy.of),
    /** The percentage is not looked at before so many have finished; absent: 3, or all if there are fewer. */
    min_finished: z.number().int().min(0).max(limits.targets).nullish(),
    /** So many first ones that all fail with one class are a breach; 0: off. */
    uniform_early_failure: z.number().int().min(0).max(limits.targets).default(defaultPolicy.uniformEarlyFailure),
    unit: z.enum(['target', 'group']).default(defaultPolicy.unit),
    exclude_classes: boundedList(z.enum(failureClasses), failureClasses.length).default([]),
    action: z.enum(['pause', 'abort']).default(defaultPolicy.action),
  })
  .meta({ id: 'FailurePolicyRequest', description: 'When a fleet has failed too often to go on by itself.' });

/** With everything filled in; null: that limit is not set. */
export const failurePolicyView = z
  .object({
    threshold_percent: z.number().nullable(),
    threshold_count: z.number().nullable(),
    of: z.enum(['finished', 'total']),
    min_finished: z.number().nullable(),
    uniform_early_failure: z.number(),
    unit: z.enum(['target', 'group']),
    exclude_classes: z.array(z.enum(failureClasses)),
    action: z.enum(['pause', 'abort']),
  })
  .meta({ id: 'FailurePolicy' });

export const policyOf = (asked: z.output<typeof failurePolicy> | null): FailurePolicy | null =>
  asked && {
    thresholdPercent: asked.threshold_percent ?? (asked.threshold_count == null ? defaultPercent : null),
    thresholdCount: asked.threshold_count ?? null,
    of: asked.of,
    minFinished: asked.min_finished ?? null,
    uniformEarlyFailure: asked.uniform_early_failure,
    unit: asked.unit,
    excludeClasses: asked.exclude_classes,
    action: asked.action,
  };

export const policyView = (policy: FailurePolicy | null): z.output<typeof failurePolicyView> | null =>
  policy && {
    threshold_percent: policy.thresholdPercent,
    threshold_count: policy.thresholdCount,
    of: policy.of,
    min_finished: policy.minFinished,
    uniform_early_failure: policy.uniformEarlyFailure,
    unit: policy.unit,
    exclude_classes: [...policy.excludeClasses],
    action: policy.action,
  };

/** Sent as it is: it may hold what only its receiver should know. */
const webhook = z
  .url({ protocol: /^https?$/, error: 'must be an https URL, such as https://hooks.example.com/fleets' })
  .max(limits.webhookUrl, `must have at most ${limits.webhookUrl.toLocaleString('en-US')} characters`)
  .refine((url) => !/^https?:\/\/[^/?#]*@/i.test(url), 'must not hold a user or a password: its receiver checks the signature')
  .refine((url) => !url.includes('#'), 'must not have a part after #');
const notifySettings = {
  /** Publishes the end of each target too, besides the transitions of the fleet. */
  targets: z.boolean(),
  /** Each event is posted to each of them, signed. */
  webhooks: boundedList(webhook, limits.webhooks),
};
export const notify = z.strictObject({
  targets: notifySettings.targets.default(false),
  webhooks: notifySettings.webhooks.default([]),
});
/** What is absent stays. */
export const notifyChanges = z.strictObject(notifySettings).partial();
export const maxConcurrency = z.number().int().min(1).max(limits.maxConcurrency);
export const launchesPerMinute = z.number().int().min(1).max(600);
/** The cap at the start; multiplied by `factor` each time that as many targets succeeded. */
export const ramp = z.strictObject({ start: maxConcurrency, factor: z.number().gt(1).max(100) });
/** The first `count` targets run alone; when they have ended, the fleet pauses. */
export const canary = z.strictObject({
  count: z.number().int().min(1).max(limits.targets),
  action: z.literal('pause').default('pause'),
});
