/** The flag that names the targets with one change, by the number with which it was shown or by its hash. */
import { Flags } from '@oclif/core';
import { changeHashStart } from '../../contracts/change.ts';
import { usageError } from '../cli-error.ts';
import { groupShown } from '../config/shown-groups.ts';

export const changeGroupFlag = Flags.string({
  description:
    'The targets that wait for a review with this change now: its number in "fleet diff --groups" as you saw it last, or its hash (the first 8 digits or more).',
  helpValue: 'N|HASH',
});

/**
 * The hash of the change, or its beginning.
 * @throws CliError (usage) for a number that was not shown here, and for what is neither
 */
export async function hashOfGroup(fleetId: string, given: string): Promise<string> {
  if (/^\d{1,7}$/.test(given)) {
    const shown = await groupShown(fleetId, 'changes', Number(given));
    if (shown !== undefined) return shown;
    throw usageError(
      `--change-group ${given}: no change with this number was shown here. See them with "bgagent fleet diff ${fleetId} --groups", or give the hash.`,
    );
  }
  const hash = given.toLowerCase();
  if (changeHashStart.safeParse(hash).success) return hash;
  throw usageError(`--change-group ${given}: write the number of a group (2), or its hash (the first 8 digits or more).`);
}
