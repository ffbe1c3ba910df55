/** The flags that name a group of targets, by the number with which it was shown or by its hash. */
import { Flags } from '@oclif/core';
import { changeHashStart, signatureStart } from '../../contracts/change.ts';
import { usageError } from '../cli-error.ts';
import { groupShown, type GroupKind } from '../config/shown-groups.ts';

/** For commands that are about all targets, or those of a group. */
export const groupFlags = {
  'change-group': Flags.string({
    description:
      'Only targets with this change now: its number in "fleet diff --groups" as you saw it last, or its hash (the first 8 digits or more).',
    helpValue: 'N|HASH',
  }),
  'failure-group': Flags.string({
    description:
      'Only targets that failed for this reason: its number in "fleet failures" as you saw it last, or its signature (the first 8 digits or more).',
    helpValue: 'N|HASH',
  }),
};

interface GroupFlagValues {
  readonly 'change-group'?: string | undefined;
  readonly 'failure-group'?: string | undefined;
}

/**
 * The keys of a query or a body that name the groups.
 * @throws CliError (usage) for a number that was not shown here, and for what is neither
 */
export async function groupsOfFlags(
  fleetId: string,
  { 'change-group': change, 'failure-group': failure }: GroupFlagValues,
): Promise<{ readonly change_group?: string; readonly failure_group?: string }> {
  return {
    ...(change === undefined ? {} : { change_group: await hashOfGroup(fleetId, change) }),
    ...(failure === undefined ? {} : { failure_group: await groupOf(fleetId, failure, failureGroup) }),
  };
}

/** The hash of the change, or its beginning; errors as for both flags. */
export const hashOfGroup = (fleetId: string, given: string): Promise<string> => groupOf(fleetId, given, changeGroup);

interface Kind {
  readonly kind: GroupKind;
  readonly flag: string;
  readonly what: string;
  readonly id: string;
  readonly idStart: typeof changeHashStart;
  readonly listing: (fleetId: string) => string;
}
const changeGroup: Kind = {
  ...{ kind: 'changes', flag: 'change-group', what: 'change', id: 'hash', idStart: changeHashStart },
  listing: (fleetId) => `fleet diff ${fleetId} --groups`,
};
const failureGroup: Kind = {
  ...{ kind: 'failures', flag: 'failure-group', what: 'group of failures', id: 'signature', idStart: signatureStart },
  listing: (fleetId) => `fleet failures ${fleetId}`,
};

async function groupOf(fleetId: string, given: string, { kind, flag, what, id, idStart, listing }: Kind): Promise<string> {
  if (/^\d{1,7}$/.test(given)) {
    const shown = await groupShown(fleetId, kind, Number(given));
    if (shown !== undefined) return shown;
    throw usageError(
      `--${flag} ${given}: no ${what} with this number was shown here. See them with "bgagent ${listing(fleetId)}", or give the ${id}.`,
    );
  }
  const hash = given.toLowerCase();
  if (idStart.safeParse(hash).success) return hash;
  throw usageError(`--${flag} ${given}: write the number of a group (2), or its ${id} (the first 8 digits or more).`);
}
