/**
 * The failure policy of a fleet (semantics 4): as a caller gives it, as a fleet shows it, and how each becomes the other.
 * Example: {threshold_count: 3} → breached by three failures; the percentage, which is the default, is no limit then.
 */
import * as z from 'zod';
import { failureClasses } from '../core/failure.ts';
import { defaultPolicy, type FailurePolicy } from '../core/failure-policy.ts';
import { plural } from '../core/text/plural.ts';
import { boundedList } from './bounded.ts';
import { limits } from './limits.ts';

export const failurePolicy = z
  .strictObject({
    /** Breached by more than this percentage. */
    threshold_percent: z.number().min(0).max(100).nullish(),
    /** Breached by this many failures. */
    threshold_count: z.number().int().min(1).max(limits.targets).nullish(),
    of: z.enum(['finished', 'total']).default(defaultPolicy.of),
    /** The percentage is not judged before this many have finished; absent: 3, or all if there are fewer. */
    min_finished: z.number().int().min(0).max(limits.targets).nullish(),
    /** If the first ones, this many, all fail with one class, that is a breach; 0: off. */
    uniform_early_failure: z.number().int().min(0).max(limits.targets).default(defaultPolicy.uniformEarlyFailure),
    unit: z.enum(['target', 'group']).default(defaultPolicy.unit),
    exclude_classes: boundedList(z.enum(failureClasses), failureClasses.length).default([]),
    action: z.enum(['pause', 'abort']).default(defaultPolicy.action),
  })
  .meta({
    id: 'FailurePolicyRequest',
    description: 'The failures after which a fleet stops launching and waits for a person, or ends.',
  });

/** With all defaults filled in; null: that limit is not set. */
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

/** A policy without a limit of its own gets the default percentage. */
export const policyOf = (given: z.output<typeof failurePolicy> | null): FailurePolicy | null =>
  given && {
    thresholdPercent: given.threshold_percent ?? (given.threshold_count == null ? defaultPolicy.thresholdPercent : null),
    thresholdCount: given.threshold_count ?? null,
    of: given.of,
    minFinished: given.min_finished ?? null,
    uniformEarlyFailure: given.uniform_early_failure,
    unit: given.unit,
    excludeClasses: given.exclude_classes,
    action: given.action,
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

/** `pause at more than 20 % of finished or 3 failures`; of no policy: `none`. */
export function policyText(policy: z.output<typeof failurePolicyView> | null): string {
  if (policy === null) return 'none';
  const limits = [
    ...(policy.threshold_percent === null ? [] : [`more than ${policy.threshold_percent} % of ${policy.of}`]),
    ...(policy.threshold_count === null ? [] : [plural(policy.threshold_count, 'failure')]),
  ];
  return `${policy.action} at ${limits.join(' or ')}`;
}
