/** The flags of a failure policy, for submit, plan and edit. */
import { Flags } from '@oclif/core';
import type { z } from 'zod';
import type { failurePolicy } from '../../contracts/failure-policy.ts';
import { usageError } from '../cli-error.ts';

export const policyFlags = {
  'failure-threshold': Flags.string({
    description:
      'Start nothing more when over this share of the finished targets (20%) or so many targets (3) have failed; none: never stop.',
    helpValue: '20%|3|none',
  }),
  'on-breach': Flags.option({
    options: ['pause', 'abort'] as const,
    description: 'At the threshold, pause the fleet for a person to decide, or abort it. Running targets finish in both cases.',
  })(),
};

export interface PolicyFlagValues {
  readonly 'failure-threshold'?: string | undefined;
  readonly 'on-breach'?: 'pause' | 'abort' | undefined;
}

type Policy = z.input<typeof failurePolicy>;

/**
 * `base` with the changes that the flags ask for; undefined when they ask for none.
 * @throws CliError (usage) for a threshold that cannot be read
 */
export function policyOfFlags(flags: PolicyFlagValues, base: object | null): Policy | null | undefined {
  const { 'failure-threshold': threshold, 'on-breach': action } = flags;
  if (threshold === undefined && action === undefined) return undefined;
  if (threshold === 'none' && action !== undefined) {
    throw usageError('with --failure-threshold none the fleet never stops: leave out --on-breach.');
  }
  if (threshold === 'none') return null;
  return {
    ...base,
    ...(threshold === undefined ? {} : limitOf(threshold)),
    ...(action === undefined ? {} : { action }),
  };
}

/** A share removes the count of the base, and a count its share: only the given limit holds. */
function limitOf(text: string): Pick<Policy, 'threshold_percent' | 'threshold_count'> {
  const percent = /^(\d+(?:\.\d+)?) ?%$/.exec(text)?.[1];
  if (percent !== undefined) return { threshold_percent: Number(percent), threshold_count: null };
  if (/^\d+$/.test(text)) return { threshold_percent: null, threshold_count: Number(text) };
  throw usageError(`--failure-threshold ${text} is no threshold: write a share (20%), a count (3), or none.`);
}
