/** Makes the request of `fleet edit` from its flags. */
import type { RequestOf } from '../../contracts/http/client.ts';
import type { Operations } from '../../contracts/http/operations.ts';
import { type Api, dataOf } from '../api/open-api.ts';
import { usageError } from '../cli-error.ts';
import { policyFlags } from '../submit/policy-flags.ts';
import { type EditFlagValues, settingsOfFlags } from '../submit/setting-flags.ts';
import { objectAt } from '../submit/work-flags.ts';

type EditRequest = RequestOf<Operations['editFleet']>['body'];

/** Flags that change a part of the labels or of the failure policy, which the API takes as a whole. */
const merged = ['label', ...Object.keys(policyFlags)];

/**
 * For a change of a part, the other parts are read from the fleet, and the request expects the revision that was read: the API refuses
 * it when another change came first.
 * @throws CliError (usage) when the flags change nothing
 */
export async function editBody(api: Api, params: { readonly fleet_id: string }, flags: EditFlagValues): Promise<EditRequest> {
  const merges = Object.entries(flags).some(([flag, value]) => merged.includes(flag) && value !== undefined);
  const fleet = merges ? await dataOf(api.client.getFleet({ params })) : undefined;
  const settings = settingsOfFlags(flags, fleet ?? {});
  if (Object.keys(settings).length === 0) {
    throw usageError('nothing to change: give --max-concurrency, --budget or another setting.');
  }
  if (fleet === undefined) return settings;
  const labels = Object.entries(objectAt(settings, 'labels')).filter(([, value]) => value !== '');
  return {
    ...settings,
    ...(flags.label && { labels: Object.fromEntries(labels) }),
    expect_revision: fleet.revision,
  };
}
