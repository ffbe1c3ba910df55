/** The flag of the commands that open gates. */
import { Flags } from '@oclif/core';

export const passOverFlag = {
  'pass-over': Flags.boolean({
    description:
      'Leave out the step behind the gate: the targets go on with the step after it, or succeed where it was the last.',
  }),
};
