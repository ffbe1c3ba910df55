import type { FleetView } from '../../../contracts/http/fleet.ts';
import { plural } from '../plural.ts';

type Policy = FleetView['failure'];

/** What commands changed of a fleet between two looks, beyond what its status tells: a sentence each. */
export function fleetChanges(before: FleetView, after: FleetView): string[] {
  const acknowledged = after.acknowledged_failures;
  return [
    ...changed('title', before.title, after.title),
    ...changed('max-concurrency', before.max_concurrency, after.max_concurrency),
    ...changed('launches-per-minute', before.launches_per_minute, after.launches_per_minute),
    ...changed('failure policy', policyText(before.failure), policyText(after.failure)),
    ...(acknowledged > before.acknowledged_failures ? [`${plural(acknowledged, 'failure')} acknowledged`] : []),
    ...(after.generation > before.generation ? [`opened again as generation ${after.generation}`] : []),
  ];
}

const changed = (what: string, before: string | number | null, after: string | number | null): string[] =>
  before === after ? [] : [`edited: ${what} ${after ?? 'none'} (was ${before ?? 'none'})`];

/** `pause at more than 20 % of finished` */
function policyText(policy: Policy): string {
  if (policy === null) return 'none';
  const limits = [
    ...(policy.threshold_percent === null ? [] : [`more than ${policy.threshold_percent} % of ${policy.of}`]),
    ...(policy.threshold_count === null ? [] : [plural(policy.threshold_count, 'failure')]),
  ];
  return `${policy.action} at ${limits.join(' or ')}`;
}
