/** The changes that commands made to a fleet between two readings. */
import type { FleetView } from '../../../contracts/http/fleet.ts';
import { policyText } from '../../../contracts/failure-policy.ts';
import { editableKeys } from '../../../contracts/settings.ts';
import { plural } from '../../../core/text/plural.ts';
import { budgetText } from './counts.ts';

/** One sentence per change of a setting. Changes of the status are not among them: `fleetLine` shows those. */
export function fleetChanges(before: FleetView, after: FleetView): string[] {
  const acknowledged = after.acknowledged_failures;
  return [
    ...editableKeys.flatMap((key) => edited(key, before, after)),
    ...(acknowledged > before.acknowledged_failures ? [`${plural(acknowledged, 'failure')} acknowledged`] : []),
    ...(after.generation > before.generation ? [`reopened as generation ${after.generation}`] : []),
  ];
}

/** `edited: max-concurrency 8 (was 5)`. Settings that are objects are left out, except the failure policy and the budget. */
function edited(key: (typeof editableKeys)[number], before: FleetView, after: FleetView): string[] {
  if (key === 'failure') return changed('failure policy', policyText(before.failure), policyText(after.failure));
  if (key === 'budget') return changed('budget', moneyText(before), moneyText(after));
  const [old, now] = [before[key], after[key]];
  return isShort(old) && isShort(now) ? changed(key.replaceAll('_', '-'), old, now) : [];
}

const isShort = (value: unknown): value is string | number | null =>
  value === null || ['string', 'number'].includes(typeof value);

const changed = (what: string, before: string | number | null, after: string | number | null): string[] =>
  before === after ? [] : [`edited: ${what} ${after ?? 'none'} (was ${before ?? 'none'})`];

/** Undefined where an earlier version of the API answers none. */
const moneyText = ({ budget }: Partial<Pick<FleetView, 'budget'>>): string | null => (budget ? budgetText(budget) : null);
