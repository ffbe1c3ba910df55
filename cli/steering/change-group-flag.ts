/** The flag that names the targets that wait for a review with one change; what it means says group-flags.ts. */
import { Flags } from '@oclif/core';

export const changeGroupFlag = Flags.string({
  description:
    'The targets that wait for a review with this change now: its number in "fleet diff --groups" as you saw it last, or its hash (the first 8 digits or more).',
  helpValue: 'N|HASH',
});
