/**
 * The flags of the settings of a fleet, and the keys of a body that they set: of `fleet submit`, `fleet plan` and `fleet edit`.
 * The time limit of an attempt is a flag of single tasks too: see work-flags.ts.
 */
import { Flags, type Interfaces } from '@oclif/core';
import { usageError } from '../cli-error.ts';
import { keyValues } from './key-values.ts';
import { policyFlags, policyOfFlags } from './policy-flags.ts';
import { given, objectAt, type Part } from './work-flags.ts';

/** Of submit and plan. */
export const settingFlags = {
  title: Flags.string({ description: 'What to call it.' }),
  label: Flags.string({
    description: 'Label of the fleet; many.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'KEY=VALUE',
  }),
  'max-concurrency': Flags.integer({ description: 'Unfinished targets at any time.' }),
  'max-concurrent-groups': Flags.integer({ description: 'Groups at work at any time.' }),
  'launches-per-minute': Flags.integer({ description: 'Launches per minute at most.' }),
  canary: Flags.integer({ description: 'Run so many targets first, then wait for a person.', helpValue: 'N' }),
  'require-approval': Flags.boolean({ description: 'Start nothing until the fleet is continued.' }),
  ...policyFlags,
  'auto-retry': Flags.integer({ description: 'Automatic attempts after transient failures.' }),
};

/** Of edit: those that may be changed. Where a setting can be taken away again, the flag says how. */
export const editFlags = {
  title: settingFlags.title,
  label: Flags.string({
    description: 'Label to set, or to remove (KEY=); many.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'KEY=VALUE',
  }),
  'max-concurrency': settingFlags['max-concurrency'],
  'launches-per-minute': Flags.string({ description: 'Launches per minute at most, or none.', helpValue: 'N|none' }),
  ...policyFlags,
};

export type EditFlagValues = Partial<Interfaces.InferredFlags<typeof editFlags>>;
type SettingFlagValues = Partial<Omit<Interfaces.InferredFlags<typeof settingFlags>, keyof EditFlagValues>> & {
  readonly [K in keyof EditFlagValues]: EditFlagValues[K] | Interfaces.InferredFlags<typeof settingFlags>[K];
};

/**
 * The keys that the flags set; a flag that is not given sets none.
 * @param base the body, or the fleet as it is, into which labels, canary and policy are put
 * @throws CliError (usage) for a value that means nothing
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
    ...given('failure', policyOfFlags(flags, objectAt(base, 'failure'))),
    ...given('auto_retry', flags['auto-retry'] === undefined ? undefined : { max: flags['auto-retry'] }),
  };
}

/** Null for `none`: the setting is taken away. */
function numberOrNone(flag: string, value: string | number | undefined): number | null | undefined {
  if (typeof value !== 'string') return value;
  if (value === 'none') return null;
  if (/^\d+$/.test(value)) return Number(value);
  throw usageError(`--${flag} ${value} is no number: write for example 30, or none.`);
}
