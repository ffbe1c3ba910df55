/**
 * The flags for the settings of a fleet, and the keys of a request that they set, for `fleet submit`, `fleet plan` and `fleet edit`.
 * The time limit of an attempt is in work-flags.ts, because single tasks have it too.
 */
import { Flags, type Interfaces } from '@oclif/core';
import { publishModes } from '../../contracts/settings.ts';
import { usageError } from '../cli-error.ts';
import { keyValues } from './key-values.ts';
import { policyFlags, policyOfFlags } from './policy-flags.ts';
import { given, objectAt, type Part } from './work-flags.ts';

/** Flags of submit and plan. */
export const settingFlags = {
  title: Flags.string({ description: 'Title of the fleet.' }),
  label: Flags.string({
    description: 'Label of the fleet; repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'KEY=VALUE',
  }),
  'max-concurrency': Flags.integer({ description: 'Most targets in progress at the same time.' }),
  'max-concurrent-groups': Flags.integer({ description: 'Most groups in progress at the same time.' }),
  'launches-per-minute': Flags.integer({ description: 'Most targets to start per minute.' }),
  canary: Flags.integer({ description: 'Run N targets first, then wait for a person.', helpValue: 'N' }),
  'require-approval': Flags.boolean({ description: 'Start nothing until a person continues the fleet.' }),
  publish: Flags.option({
    options: publishModes,
    description:
      'review: open no pull request before a person has looked at what a target made and has approved it. auto: open it when the work is done (the default).',
    helpValue: publishModes.join('|'),
  })(),
  ...policyFlags,
  budget: Flags.string({
    description: 'US dollars that the whole fleet may cost: at the limit it starts nothing more and pauses.',
    helpValue: 'USD',
  }),
  'budget-per-target': Flags.string({
    description: 'US dollars that one attempt may cost (default with a budget: 5).',
    helpValue: 'USD',
  }),
  'auto-retry': Flags.integer({ description: 'Most automatic retries of a target after temporary failures.' }),
};

/** Flags of edit, for the settings that can be changed. A flag says how a setting is removed, if it can be. */
export const editFlags = {
  title: settingFlags.title,
  label: Flags.string({
    description: 'Label to set, or to remove with KEY=; repeatable.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'KEY=VALUE',
  }),
  'max-concurrency': settingFlags['max-concurrency'],
  'launches-per-minute': Flags.string({ description: 'Most targets to start per minute; none: no limit.', helpValue: 'N|none' }),
  budget: Flags.string({
    description:
      'US dollars that the whole fleet may cost; none: no limit. It continues nothing: after it, continue a fleet that paused at its budget.',
    helpValue: 'USD|none',
  }),
  'budget-per-target': settingFlags['budget-per-target'],
  ...policyFlags,
};

export type EditFlagValues = Partial<Interfaces.InferredFlags<typeof editFlags>>;
type SettingFlagValues = Partial<Omit<Interfaces.InferredFlags<typeof settingFlags>, keyof EditFlagValues>> & {
  readonly [K in keyof EditFlagValues]: EditFlagValues[K] | Interfaces.InferredFlags<typeof settingFlags>[K];
};

/**
 * The keys that the given flags set.
 * @param base the fleet.yaml or the present fleet; its labels, canary and policy are extended
 * @throws CliError (usage) for a value that cannot be read
 */
export function settingsOfFlags(flags: SettingFlagValues, base: Part): Part {
  return {
    ...given('title', flags.title),
    ...given('labels', flags.label && { ...objectAt(base, 'labels'), ...keyValues('label', flags.label) }),
    ...given('max_concurrency', flags['max-concurrency']),
    ...given('max_concurrent_groups', flags['max-concurrent-groups']),
    ...given('launches_per_minute', numberOrNone('launches-per-minute', flags['launches-per-minute'])),
    ...given('canary', flags.canary === undefined ? undefined : { ...objectAt(base, 'canary'), count: flags.canary }),
    ...given('require_approval', flags['require-approval'] || undefined),
    ...given('publish', flags.publish),
    ...given('failure', policyOfFlags(flags, objectAt(base, 'failure'))),
    ...given('budget', budgetOfFlags(flags, base)),
    ...given('auto_retry', flags['auto-retry'] === undefined ? undefined : { max: flags['auto-retry'] }),
  };
}

/** Null for `none` alone, which removes the whole budget. */
function budgetOfFlags(flags: SettingFlagValues, base: Part): object | null | undefined {
  const { budget: fleet, 'budget-per-target': target } = flags;
  if (fleet === undefined && target === undefined) return undefined;
  if (fleet === 'none' && target === undefined) return null;
  return {
    ...objectAt(base, 'budget'),
    ...given('fleet_usd', fleet === 'none' ? null : usdOf('budget', fleet)),
    ...given('target_usd', usdOf('budget-per-target', target)),
  };
}

/** @throws CliError (usage) for a text that is no sum */
export function usdOf(flag: string, text: string | undefined): number | undefined {
  if (text === undefined || /^\d+(?:\.\d+)?$/.test(text)) return text === undefined ? undefined : Number(text);
  throw usageError(`--${flag} ${text} is no sum in US dollars: write a number such as 2.50.`);
}

/** Null for `none`, which removes the setting. */
function numberOrNone(flag: string, value: string | number | undefined): number | null | undefined {
  if (typeof value !== 'string') return value;
  if (value === 'none') return null;
  if (/^\d+$/.test(value)) return Number(value);
  throw usageError(`--${flag} ${value} is no number: write a number such as 30, or none.`);
}
