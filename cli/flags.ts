import { Args, Flags } from '@oclif/core';
import { rowFormats } from './render/rows/rows.ts';

/** Where a command prints rows. */
export const rowFlags = {
  output: Flags.option({
    options: rowFormats,
    default: 'table' as const,
    description: 'How to print the rows.',
    helpValue: rowFormats.join('|'),
  })(),
};

/** Where a command prints the newest of a list. */
export const limitFlag = Flags.integer({ description: 'How many to print.', default: 20, min: 1, max: 10_000 });

export const timeoutFlag = Flags.string({
  description: 'Stop waiting after this time (exit 124): seconds, or 10m, 1h30m.',
  helpValue: 'TIME',
});

export const keyFlag = Flags.string({ description: 'Idempotency key: the same key never submits twice.', helpValue: 'KEY' });

export const fleetArg = Args.string({
  name: 'id',
  description: 'Fleet: its id, a unique beginning of it, or @last.',
  default: '@last',
});
export const taskArg = Args.string({ name: 'id', description: 'Task: its id, or a unique beginning of it.', required: true });
