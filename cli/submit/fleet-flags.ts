import { Flags } from '@oclif/core';
import { policyFlags } from './policy-flags.ts';
import { workFlags } from './work-flags.ts';

/** Everything that makes the body of a fleet: of `fleet submit` and `fleet plan`. */
export const fleetFlags = {
  'repos-file': Flags.string({ description: 'Repositories: txt, csv, json or yaml (- = standard input).', helpValue: 'FILE' }),
  repo: Flags.string({ description: 'A repository; many.', multiple: true, multipleNonGreedy: true, helpValue: 'OWNER/NAME' }),
  file: Flags.string({ char: 'f', description: 'The whole request as YAML; flags win over it.', helpValue: 'fleet.yaml' }),
  title: Flags.string({ description: 'What to call it.' }),
  ...workFlags,
  unonboarded: Flags.option({
    options: ['reject', 'skip'] as const,
    description: 'What to do with repositories that are not onboarded.',
  })(),
  'skip-invalid': Flags.boolean({ description: 'Go on without the bad lines of the repos file.' }),
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
  'retry-of': Flags.string({
    description: 'Make a new fleet of an earlier one: its failed targets, and whatever is not said anew.',
    helpValue: 'FLEET',
  }),
};
