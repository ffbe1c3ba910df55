/** Flags and arguments that several commands share. */
import { Args, Flags } from '@oclif/core';
import { defaultBatchSize } from '../contracts/steps.ts';
import { rowFormats } from './render/rows/rows.ts';

/** For commands that print a table. */
export const rowFlags = {
  output: Flags.option({
    options: rowFormats,
    default: 'table' as const,
    description: 'Format of the list; name prints one name per line, for other commands.',
    helpValue: rowFormats.join('|'),
  })(),
};

/** For commands that print groups of targets, the largest first. */
export const groupLimitFlag = Flags.integer({
  description: 'Largest number of groups to print.',
  default: 20,
  min: 1,
  max: 10_000,
});

/** For commands that print the newest entries of a list. */
export const limitFlag = Flags.integer({ description: 'Largest number of entries to print.', default: 20, min: 1, max: 10_000 });

export const timeoutFlag = Flags.string({
  description: 'Stop waiting after this time, with exit code 124: seconds, or 10m, 1h30m.',
  helpValue: 'TIME',
});

/** For commands that print the output of a task. */
export const rawFlag = Flags.boolean({
  default: false,
  description: 'Print what the program of a preset printed: its events, as lines of JSON; there once the work has ended.',
});

/** For commands that show a diff. */
export const statFlag = Flags.boolean({ default: false, description: 'Only the files that were changed, with their lines.' });

/** An earlier version of the API knows no such query: it is asked only where it is needed. */
export const rawQuery = (raw: boolean): { readonly raw?: 'true' } => (raw ? { raw: 'true' } : {});

export const keyFlag = Flags.string({
  description: 'Idempotency key: a second submit with the same key starts nothing new.',
  helpValue: 'KEY',
});

/** For commands that divide a list of tasks. */
export const batchSizeFlag = Flags.integer({
  description: `Tasks of one batch where no section of the list has tasks (default: ${defaultBatchSize}).`,
  min: 1,
  max: 50,
});

/** For commands that ask at a terminal before they do something. */
export const yesFlag = Flags.boolean({ char: 'y', description: 'Do not ask for a confirmation.' });

/** Names targets of a fleet. */
export const targetFlag = Flags.custom({
  description: 'Path of a target; repeatable.',
  multiple: true,
  multipleNonGreedy: true,
  helpValue: 'PATH',
});

/** The library would take an argument that is left out from standard input, and eat what a script meant for its next command. */
export const notFromStdin = { ignoreStdin: true } as const;

export const fleetArg = Args.string({
  ...notFromStdin,
  name: 'id',
  description: 'Id of the fleet, the first characters of it, or @last (the last one submitted from here).',
  default: '@last',
});
export const taskArg = Args.string({
  ...notFromStdin,
  name: 'id',
  description: 'Id of the task, or the first characters of it.',
  required: true,
});
