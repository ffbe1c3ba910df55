/** The body of an edit from the flags. */
import type { RequestOf } from '../../contracts/http/client.ts';
import type { Operations } from '../../contracts/http/operations.ts';
import { type Api, dataOf } from '../api/open-api.ts';
import { usageError } from '../cli-error.ts';
import { policyFlags } from '../submit/policy-flags.ts';
import { type EditFlagValues, settingsOfFlags } from '../submit/setting-flags.ts';
import { objectAt } from '../submit/work-flags.ts';

type EditRequest = RequestOf<Operations['editFleet']>['body'];

/** Flags whose values are put into what the fleet has: the API takes labels and policy as a whole. */
const merged = ['label', ...Object.keys(policyFlags)];

/**
 * The body of an edit. Where a part of the labels or of the policy is to be changed, the rest is taken from the fleet as it is, and
 * the API refuses the edit if the fleet was changed since.
 * @throws CliError (usage) where nothing is to be changed
 */
export async function editBody(api: Api, params: { readonly fleet_id: string }, flags: EditFlagValues): Promise<EditRequest> {
  const merges = Object.entries(flags).some(([flag, value]) => merged.includes(flag) && value !== undefined);
  const fleet = merges ? await dataOf(api.client.getFleet({ params })) : undefined;
  const settings = settingsOfFlags(flags, fleet ?? {});
  if (Object.keys(settings).length === 0) {
    throw usageError('nothing is to be changed: give --max-concurrency, --failure-threshold or another setting.');
  }
  if (fleet === undefined) return settings;
  const labels = Object.entries(objectAt(settings, 'labels')).filter(([, value]) => value !== '');
  return {
    ...settings,
    ...(flags.label && { labels: Object.fromEntries(labels) }),
    expect_revision: fleet.revision,
  };
}
