import { Flags, type Interfaces } from '@oclif/core';
import { settingFlags } from './setting-flags.ts';
import { workFlags } from './work-flags.ts';

/** Everything that makes the body of a fleet: of `fleet submit` and `fleet plan`. */
export const fleetFlags = {
  'repos-file': Flags.string({ description: 'Repositories: txt, csv, json or yaml (- = standard input).', helpValue: 'FILE' }),
  repo: Flags.string({ description: 'A repository; many.', multiple: true, multipleNonGreedy: true, helpValue: 'OWNER/NAME' }),
  file: Flags.string({ char: 'f', description: 'The whole request as YAML; flags win over it.', helpValue: 'fleet.yaml' }),
  ...workFlags,
  unonboarded: Flags.option({
    options: ['reject', 'skip'] as const,
    description: 'What to do with repositories that are not onboarded.',
  })(),
  'skip-invalid': Flags.boolean({ description: 'Go on without the bad lines of the repos file.' }),
  ...settingFlags,
  'retry-of': Flags.string({
    description: 'Make a new fleet of an earlier one: its failed targets, and whatever is not said anew.',
    helpValue: 'FLEET',
  }),
};

export type FleetFlagValues = Interfaces.InferredFlags<typeof fleetFlags>;
