/** The flags of `fleet submit` and `fleet plan` that make a request. */
import { Flags, type Interfaces } from '@oclif/core';
import { selectorFlags } from './selector-flags.ts';
import { settingFlags } from './setting-flags.ts';
import { stepFlags } from './step-flags.ts';
import { workFlags } from './work-flags.ts';

/** By hand: there are too many flags for a line that has to be understood. */
export const usageWithWork =
  '<%= command.id %> (--repo OWNER/NAME... | --repos-file FILE | --selector TAG=VALUE,... | -f fleet.yaml) [--task TEXT | --command COMMAND | --steps-file FILE | --tasks-md FILE | --preset phases] [FLAGS]';

export const fleetFlags = {
  'repos-file': Flags.string({
    description: 'File with the repositories: txt, csv, json or yaml; - is standard input.',
    helpValue: 'FILE',
  }),
  repo: Flags.string({
    description: 'Repository; repeatable. With the plan of another tool: the repository that it works on.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'OWNER/NAME',
  }),
  ...selectorFlags,
  file: Flags.string({
    char: 'f',
    description:
      'File with the whole request as YAML or JSON, or a plan or tasks.md as "fleet import" reads it; flags override it.',
    helpValue: 'fleet.yaml',
  }),
  ...workFlags,
  'tasks-md': Flags.string({
    description:
      'File with a list of tasks in Markdown: each section with open tasks is a step of every target; - is standard input.',
    exclusive: ['task', 'task-file', 'command'],
    helpValue: 'FILE',
  }),
  ...stepFlags,
  unonboarded: Flags.option({
    options: ['reject', 'skip'] as const,
    description: 'Refuse the request because of repositories that are not onboarded, or skip them.',
  })(),
  'skip-invalid': Flags.boolean({ description: 'Leave out the lines of the repos file that cannot be read.' }),
  ...settingFlags,
  team: Flags.string({
    description:
      'Group whose members read and steer the fleet as its owner does, named as in their tokens; repeatable. Those of fleet.yaml are replaced.',
    multiple: true,
    multipleNonGreedy: true,
    helpValue: 'NAME',
  }),
  'retry-of': Flags.string({
    description: 'Repeat the failed targets of an earlier fleet in a new one; other flags and fleet.yaml replace its settings.',
    helpValue: 'FLEET',
  }),
};

export type FleetFlagValues = Interfaces.InferredFlags<typeof fleetFlags>;
