import { Flags } from '@oclif/core';
import type { z } from 'zod';
import type { failurePolicy } from '../../contracts/failure-policy.ts';
import { usageError } from '../cli-error.ts';

/** When a fleet has failed too often to go on by itself, and what then; of submit, plan and edit. */
export const policyFlags = {
  'failure-threshold': Flags.string({
    description:
      'Stop launching when more than this share of what finished failed (20%), when so many failed (3), or never (none).',
    helpValue: '20%|3|none',
  }),
  'on-breach': Flags.option({
    options: ['pause', 'abort'] as const,
    description: 'What to do then: wait for a person, or finish what runs and end.',
  })(),
};

export interface PolicyFlagValues {
  readonly 'failure-threshold'?: string | undefined;
  readonly 'on-breach'?: 'pause' | 'abort' | undefined;
}

type Policy = z.input<typeof failurePolicy>;

/**
 * The policy that the flags make of the one that there is; undefined where they say nothing about it.
 * @throws CliError (usage) for a threshold that is none
 */
export function policyOfFlags(flags: PolicyFlagValues, base: object | null): Policy | null | undefined {
  const { 'failure-threshold': threshold, 'on-breach': action } = flags;
  if (threshold === undefined && action === undefined) return undefined;
  if (threshold === 'none' && action !== undefined)
    throw usageError('--failure-threshold none is never breached: leave out --on-breach.');
  if (threshold === 'none') return null;
  return {
    ...base,
    ...(threshold === undefined ? {} : limitOf(threshold)),
    ...(action === undefined ? {} : { action }),
  };
}

/** One limit takes the place of the other: what is said is what holds. */
function limitOf(text: string): Pick<Policy, 'threshold_percent' | 'threshold_count'> {
  const percent = /^(\d+(?:\.\d+)?) ?%$/.exec(text)?.[1];
  if (percent !== undefined) return { threshold_percent: Number(percent), threshold_count: null };
  if (/^\d+$/.test(text)) return { threshold_percent: null, threshold_count: Number(text) };
  throw usageError(`--failure-threshold ${text} is no limit: write a share (20%), a count (3), or none.`);
}
